/** The longest window, in seconds. */
const LONG = 60
const SHORT = 10

/** Counts of the last 60 seconds in several columns, with the sums of the last 10 and 60. */
export class Rings {
  readonly #columns: number
  readonly #counts: Float64Array
  readonly sums10: Float64Array
  readonly sums60: Float64Array
  #row = 0

  constructor(columns: number) {
    this.#columns = columns
    this.#counts = new Float64Array(columns * LONG)
    this.sums10 = new Float64Array(columns)
    this.sums60 = new Float64Array(columns)
  }

  /** Takes the next second. */
  push(values: ArrayLike<number>): void {
    const columns = this.#columns
    const now = this.#row * columns
    const ten = ((this.#row + LONG - SHORT) % LONG) * columns
    for (let i = 0; i < columns; i++) {
      const value = values[i]!
      this.sums60[i]! += value - this.#counts[now + i]!
      this.sums10[i]! += value - this.#counts[ten + i]!
      this.#counts[now + i] = value
    }
    this.#row = (this.#row + 1) % LONG
  }
}
