import type { Offence } from '../../domain/remembered.ts'
import type { SourceText } from '../../domain/source.ts'
import type { EpochMilliseconds, Milliseconds } from '../../domain/units.ts'
import { type OffenceRecord, remembered } from './escalation.ts'

/** Fewer records than this are never searched for forgotten ones. */
const SWEEP_FROM = 1_024

/** Who offended, and how often. What decay has forgotten is dropped; beyond `most`, so is the oldest offence. */
export class OffenceMemory {
  /** In the order of the last offence. */
  readonly #records = new Map<SourceText, OffenceRecord>()
  readonly #most: number
  #sweepAt = SWEEP_FROM
  /** null: nothing is ever forgotten. */
  decay: Milliseconds | null

  constructor(decay: Milliseconds | null, most = 1 << 20) {
    this.decay = decay
    this.#most = most
  }

  /** Sources remembered, those included that decay has forgotten since the last sweep. */
  get size(): number {
    return this.#records.size
  }

  /** Offences of `address` remembered at `now`. */
  count(address: SourceText, now: EpochMilliseconds): number {
    const record = this.#records.get(address)
    return record === undefined ? 0 : remembered(record, this.decay, now).count
  }

  /** `count` offences, the last one at `at`. */
  remember(address: SourceText, count: number, at: EpochMilliseconds): void {
    const records = this.#records
    records.delete(address)
    records.set(address, { count, since: at })
    if (records.size > this.#sweepAt || records.size > this.#most) this.#sweep(at)
    if (records.size > this.#most) records.delete(records.keys().next().value as SourceText)
  }

  forgive(address: SourceText): void {
    this.#records.delete(address)
  }

  /** In the order of the last offence. */
  records(): Offence[] {
    return [...this.#records].map(([address, record]) => ({ address, ...record }))
  }

  /** Takes the place of all that is remembered. */
  restore(offences: readonly Offence[]): void {
    this.#records.clear()
    for (const { address, count, since } of offences.slice(-this.#most)) this.#records.set(address, { count, since })
    this.#sweepAt = Math.max(SWEEP_FROM, 2 * this.#records.size)
  }

  /** Moves all times by `by`: what is left until the next forgetting stays the same. */
  shift(by: Milliseconds): void {
    for (const [address, { count, since }] of this.#records) this.#records.set(address, { count, since: since + by })
  }

  /** Costs one look a record; runs when their number has doubled. */
  #sweep(now: EpochMilliseconds): void {
    for (const [address, record] of this.#records) {
      if (remembered(record, this.decay, now).count === 0) this.#records.delete(address)
    }
    this.#sweepAt = Math.max(SWEEP_FROM, 2 * this.#records.size)
  }
}
