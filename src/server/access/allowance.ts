import type { Milliseconds } from '../../domain/units.ts'
import type { Clock } from '../../lib/clock.ts'

/** So many at once, and so many a second after that (a token bucket). */
export class Allowance {
  readonly #clock: Clock
  readonly #most: number
  readonly #perSecond: number
  #left: number
  #at: number

  constructor(clock: Clock, { atOnce, perSecond }: { readonly atOnce: number; readonly perSecond: number }) {
    this.#clock = clock
    this.#most = atOnce
    this.#perSecond = perSecond
    this.#left = atOnce
    this.#at = clock.now()
  }

  /** Takes one and returns 0, or how long it takes until there is one. */
  take(): Milliseconds {
    const now = this.#clock.now()
    this.#left = Math.min(this.#most, this.#left + (Math.max(0, now - this.#at) / 1_000) * this.#perSecond)
    this.#at = now
    if (this.#left < 1) return Math.ceil(((1 - this.#left) / this.#perSecond) * 1_000)
    this.#left -= 1
    return 0
  }
}
