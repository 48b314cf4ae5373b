import type { AllowEntry } from '../../domain/remembered.ts'
import type { EpochMilliseconds, Milliseconds } from '../../domain/units.ts'
import { type CidrEntry, CidrSet, canonicalCidr, type SourceLike } from '../../lib/cidr-set.ts'

/** The list as it is called in explanations. */
const NAME = 'allow list'

/** Ranges that people allowed since the start, each until it ends or is taken out. In log time. */
export class AllowList {
  /** By range, in the order in which they were added. */
  readonly #entries = new Map<string, AllowEntry>()
  #set: CidrSet | null = new CidrSet([])
  #next = Number.POSITIVE_INFINITY

  get size(): number {
    return this.#entries.size
  }

  /** The oldest first. */
  entries(): AllowEntry[] {
    return [...this.#entries.values()]
  }

  get(range: string): AllowEntry | undefined {
    return this.#entries.get(range)
  }

  /** The range must be canonical (`canonicalCidr`); an entry of the same range is replaced. */
  add(entry: AllowEntry): void {
    this.#entries.delete(entry.range)
    this.#entries.set(entry.range, entry)
    this.#changed()
  }

  /** False when it is not there. */
  remove(range: string): boolean {
    if (!this.#entries.delete(range)) return false
    this.#changed()
    return true
  }

  /** When the next entry ends; Infinity when none does. */
  nextExpiry(): EpochMilliseconds {
    return this.#next
  }

  /** Takes out the entries that are over at `now`, in the order of their end, then of their range. */
  expire(now: EpochMilliseconds): AllowEntry[] {
    if (this.#next > now) return []
    const over = this.entries().filter(({ until }) => until !== null && until <= now)
    for (const { range } of over) this.#entries.delete(range)
    this.#changed()
    return over.sort((a, b) => a.until! - b.until! || (a.range < b.range ? -1 : 1))
  }

  /** An entry that shares an address with the source. */
  touching(source: SourceLike): CidrEntry | undefined {
    this.#set ??= new CidrSet([...this.#entries.keys()].map((cidr) => ({ cidr, list: NAME })))
    return this.#set.isEmpty ? undefined : this.#set.touching(source)
  }

  /** Moves all times by `by`, when the log's clock was set: entries keep their remaining time. */
  shift(by: Milliseconds): void {
    for (const [range, entry] of this.#entries) {
      if (entry.until !== null) this.#entries.set(range, { ...entry, until: entry.until + by })
    }
    this.#changed()
  }

  /** Takes the place of all that it holds. Throws a plain Error when a range is none; nothing has changed then. */
  restore(entries: readonly AllowEntry[]): void {
    const read = entries.map((entry) => ({ ...entry, range: canonicalCidr(entry.range) }))
    this.#entries.clear()
    for (const entry of read) this.#entries.set(entry.range, entry)
    this.#changed()
  }

  #changed(): void {
    this.#set = null
    this.#next = Number.POSITIVE_INFINITY
    for (const { until } of this.#entries.values()) this.#next = Math.min(this.#next, until ?? this.#next)
  }
}
