import type { EpochMilliseconds } from '../../../domain/units.ts'
import { LEAST_LIMIT, PeakLimit } from './peak-limit.ts'
import { riseNats } from './surprise.ts'
import { UsualCount } from './usual-count.ts'

/** How many times the usual is looked for. */
const TIMES = [2, 5, 20] as const
/** Sums stop this far above the limit, so that they clear soon. */
const ABOVE = 8

/** Sees that a count a second is more than twice what is usual: sequential sums of exact log likelihood ratios (Page, 1954). */
export class RiseWatch {
  readonly usual: UsualCount
  readonly #limit = new PeakLimit()
  readonly #sums = TIMES.map(() => 0)
  readonly #begun = TIMES.map(() => 0)
  #best = 0

  /** `least`: a usual count a second below it is taken for it. */
  constructor(least: number) {
    this.usual = new UsualCount(least)
  }

  /** How much speaks for a rise, in nats; LEAST_LIMIT is passed about once in ten clean weeks. */
  get nats(): number {
    return (this.#sums[this.#best]! * LEAST_LIMIT) / this.#limit.limit
  }

  /** When the rise began. */
  get since(): EpochMilliseconds {
    return this.#begun[this.#best]!
  }

  see(x: number, at: EpochMilliseconds, growth = 1): void {
    if (this.usual.isYoung) return
    const { mean, dispersion } = this.usual
    const most = this.#limit.limit + ABOVE
    for (let i = 0; i < TIMES.length; i++) {
      const sum = this.#sums[i]! + riseNats(x, mean * growth, TIMES[i]!, dispersion)
      if (this.#sums[i] === 0) this.#begun[i] = at
      this.#sums[i] = Math.min(most, Math.max(0, sum))
    }
    this.#best = 0
    for (let i = 1; i < TIMES.length; i++) if (this.#sums[i]! > this.#sums[this.#best]!) this.#best = i
  }

  /** `held`: a group is about, of which little is to be learned. */
  learn(x: number, growth: number, held: boolean): void {
    if (!held) this.#limit.note(this.#sums[this.#best]!)
    else this.#limit.spoil()
    this.usual.learn(x, growth, this.nats > LEAST_LIMIT / 2, held)
  }
}
