import type { SourceKey } from '../../../domain/source.ts'
import { type EpochMilliseconds, MINUTE, type Milliseconds, SECOND } from '../../../domain/units.ts'

/** What a source did counts so long for or against its prefix. */
const COUNTED: Milliseconds = 10 * MINUTE
const MOST_SOURCES = 128
/** One who takes turns is silent this long before the next but one begins. */
const SILENT: Milliseconds = 5 * SECOND
/** Turns begin in at least so many different spans of that length: what wakes up together takes no turns. */
const FEWEST_SPANS = 4

interface Neighbour {
  readonly first: EpochMilliseconds
  last: EpochMilliseconds
  isBanned: boolean
  sign: 'bare' | 'visitor' | null
}

/** What is known of the sources of one prefix that were judged in the last ten minutes. */
export class PrefixRecord {
  readonly #sources = new Map<string, Neighbour>()

  get isEmpty(): boolean {
    return this.#sources.size === 0
  }

  get banned(): number {
    return this.#count(({ isBanned }) => isBanned)
  }

  /** Not banned, and load pages with what belongs to them. */
  get visitors(): number {
    return this.#count(({ isBanned, sign }) => !isBanned && sign === 'visitor')
  }

  /** When the first of those that speak against the prefix was heard of. */
  get since(): EpochMilliseconds {
    let since = Number.POSITIVE_INFINITY
    for (const { first, isBanned, sign } of this.#sources.values())
      if (isBanned || sign === 'bare') since = Math.min(since, first)
    return since
  }

  /** Bare newcomers of which each was silent soon after the next had begun; 0 when they are not one after the other. */
  get turns(): number {
    const bare = [...this.#sources.values()].filter(({ sign }) => sign === 'bare').sort((a, b) => a.first - b.first)
    if (new Set(bare.map(({ first }) => Math.floor(first / SILENT))).size < FEWEST_SPANS) return 0
    let turns = 0
    for (let i = 0; i < bare.length; i++)
      if (i + 2 >= bare.length || bare[i]!.last < bare[i + 2]!.first + SILENT) turns++
    return turns * 4 >= bare.length * 3 ? turns : 0
  }

  ban(source: SourceKey, at: EpochMilliseconds): void {
    this.#neighbour(source, at).isBanned = true
  }

  look(source: SourceKey, sign: 'bare' | 'visitor', at: EpochMilliseconds): void {
    this.#neighbour(source, at).sign = sign
  }

  forget(now: EpochMilliseconds): void {
    for (const [key, { last }] of this.#sources) if (now - last > COUNTED) this.#sources.delete(key)
  }

  #neighbour({ high, low }: SourceKey, at: EpochMilliseconds): Neighbour {
    const key = `${high}/${low}`
    const neighbour = this.#sources.get(key) ?? { first: at, last: at, isBanned: false, sign: null }
    neighbour.last = at
    this.#sources.delete(key)
    this.#sources.set(key, neighbour)
    if (this.#sources.size > MOST_SOURCES) this.#sources.delete(this.#sources.keys().next().value!)
    return neighbour
  }

  #count(counts: (neighbour: Neighbour) => boolean): number {
    let count = 0
    for (const neighbour of this.#sources.values()) if (counts(neighbour)) count++
    return count
  }
}
