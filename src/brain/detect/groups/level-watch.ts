import type { EpochMilliseconds } from '../../../domain/units.ts'
import { LEAST_LIMIT, PeakLimit } from './peak-limit.ts'
import { surpriseNats } from './surprise.ts'
import { UsualCount } from './usual-count.ts'

/** From so many nats on a rise may be beginning. */
const NOTABLE = 1

/** Sees how far a count of the last 60 s lies above what is usual. */
export class LevelWatch {
  readonly usual: UsualCount
  readonly #limit = new PeakLimit()
  #score = 0
  #since: EpochMilliseconds = 0

  /** `least`: a usual count below it is taken for it. */
  constructor(least: number) {
    this.usual = new UsualCount(least, 1)
  }

  /** How much speaks for a rise, in nats; LEAST_LIMIT is passed about once in ten clean weeks. */
  get nats(): number {
    return (this.#score * LEAST_LIMIT) / this.#limit.limit
  }

  /** Since when the count is a little above what is usual. */
  get since(): EpochMilliseconds {
    return this.#since
  }

  /** `expected`: instead of the mean, when more was to be expected. Returns by how much `x` exceeds it, at least 0. */
  see(x: number, at: EpochMilliseconds, expected = this.usual.mean): number {
    if (this.usual.isYoung) return 0
    this.#score = surpriseNats(x, expected, this.usual.dispersion)
    if (this.#score < NOTABLE) this.#since = at
    return Math.max(0, x - expected)
  }

  /** `held`: a group is about, of which little is to be learned. */
  learn(x: number, growth: number, held: boolean): void {
    if (!held) this.#limit.note(this.#score)
    else this.#limit.spoil()
    this.usual.learn(x, growth, this.nats > LEAST_LIMIT / 2, held)
  }
}
