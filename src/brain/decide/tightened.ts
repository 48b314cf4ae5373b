import { SURGE_REQUESTS, type Surge } from '../../domain/limits.ts'
import type { TightenedSources } from '../../domain/ports.ts'
import type { SourceKey } from '../../domain/source.ts'
import type { EpochMilliseconds } from '../../domain/units.ts'
import { formatSource } from '../../lib/ip-address.ts'

/** Sources held to strict limits at once; beyond, new ones are left at the plain limits. */
const MOST = 10_000
/** Sources whose last time is remembered for explanations. */
const MOST_REMEMBERED = 65_536

/** A source that is, or was, held to strict limits: a finding with its numbers, not a ban. */
export interface Tightening {
  readonly since: EpochMilliseconds
  /** null while it lasts. */
  readonly until: EpochMilliseconds | null
  /** The largest share of errors of its requests in 60 s while it lasted, with the numbers it is made of. */
  readonly requests: number
  readonly errors: number
  /** The share it went over: so many times that of the site in 30 minutes. */
  readonly limit: number
}

/** Holds sources whose errors surge to the strict limits, for as long as that holds. */
export class Tightened {
  readonly #sources: TightenedSources
  readonly #held = new Map<string, { readonly source: SourceKey; tightening: Tightening }>()
  readonly #past = new Map<string, Tightening>()

  constructor(sources: TightenedSources) {
    this.#sources = sources
  }

  /** Sources held now. */
  get size(): number {
    return this.#held.size
  }

  /** The last time that a source was held to strict limits. */
  of(address: string): Tightening | undefined {
    return this.#held.get(address)?.tightening ?? this.#past.get(address)
  }

  /** A source went over the share of errors. True: it is held to the strict limits. */
  add({ source, at, requests60, errors60, limit }: Surge): boolean {
    const address = formatSource(source.kind, source.high, source.low)
    if (this.#held.size >= MOST && !this.#held.has(address)) return false
    const tightening = { since: at, until: null, requests: requests60, errors: errors60, limit }
    this.#held.set(address, { source, tightening })
    return true
  }

  /** A source was banned: it is held no more. */
  drop(address: string, at: EpochMilliseconds): void {
    const held = this.#held.get(address)
    if (held === undefined) return
    this.#held.delete(address)
    this.#sources.setStrict(held.source, false)
    this.#past.delete(address)
    this.#past.set(address, { ...held.tightening, until: at })
    if (this.#past.size > MOST_REMEMBERED) this.#past.delete(this.#past.keys().next().value as string)
  }

  /** The source is let go, and nothing of it is remembered. */
  forget(address: string, at: EpochMilliseconds): void {
    this.drop(address, at)
    this.#past.delete(address)
  }

  /** Once a tick: lets go whom the share of errors, now `limit`, does not hold any more. */
  review(at: EpochMilliseconds, limit: number): void {
    for (const [address, held] of this.#held) {
      const { requests, errors } = this.#sources.within60(held.source)
      if (requests < SURGE_REQUESTS || !(errors > limit * requests)) this.drop(address, at)
      else if (errors * held.tightening.requests > held.tightening.errors * requests)
        held.tightening = { ...held.tightening, requests, errors }
    }
  }
}
