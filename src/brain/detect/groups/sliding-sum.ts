import type { Seconds } from '../../../domain/units.ts'

const SPAN: Seconds = 60

/** Sum of the last 60 values, one a second. */
export class SlidingSum {
  readonly #values = new Float64Array(SPAN)
  #at = 0
  #sum = 0

  /** Returns the sum with `value`. */
  add(value: number): number {
    this.#sum += value - this.#values[this.#at]!
    this.#values[this.#at] = value
    this.#at = (this.#at + 1) % SPAN
    return this.#sum
  }
}
