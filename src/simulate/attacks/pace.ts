import type { Unit } from '../../domain/units.ts'

/** Requests a second; may be a fraction. */
export type PerSecond = Unit<'requests a second'>

/** Swallows the rounding of sums such as 20 × 0.05. */
const ROUNDING = 1e-9

/** Turns a rate into whole requests, second after second; what is left of one second counts in the next. */
export class Pace {
  #owed = 0

  /** Whole requests that are due in the next second. */
  take(rate: PerSecond): number {
    this.#owed += rate
    const due = Math.floor(this.#owed + ROUNDING)
    this.#owed -= due
    return due
  }
}
