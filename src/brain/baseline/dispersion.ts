import { SCALES } from '../../domain/expectation.ts'

/** An amount never spreads less: at 1 a negative binomial is a Poisson, and its `r` infinite. */
export const LEAST_DISPERSION = 1.01
/** Standard deviations beyond which a sum counts as no further out. */
const REACH = 5

export interface DispersionOptions {
  /** Observations after which a sum weighs 1/e of the newest, by scale. */
  readonly spans: readonly number[]
  /** What to begin with, by scale. */
  readonly prior: readonly number[]
  /** How many sums that is worth, by scale, and the expected amount that it is worth at least. */
  readonly worth: readonly number[]
  readonly leastWorth: number
}

/**
 * By how much sums over 1, 10 and 60 observations spread more than those of a Poisson process: mean squared distance from what was expected
 * over the mean of what was expected, both forgetting exponentially. Page loads last two seconds and visits minutes, so that requests a
 * second look far more regular than requests a minute are.
 */
export class Dispersion {
  readonly values: Float64Array
  readonly #options: DispersionOptions
  readonly #squares = new Float64Array(SCALES.length)
  readonly #expected = new Float64Array(SCALES.length)
  /** The running sum of each scale. */
  readonly #sums = new Float64Array(SCALES.length)
  readonly #sumsExpected = new Float64Array(SCALES.length)
  readonly #counts = new Float64Array(SCALES.length)
  /** On probation. */
  readonly #heldSquares = new Float64Array(SCALES.length)
  readonly #heldExpected = new Float64Array(SCALES.length)

  constructor(options: DispersionOptions) {
    this.#options = options
    this.values = Float64Array.from(options.prior)
  }

  /** How far an amount may be from what is expected and still be taken at its word. */
  reach(scale: number, expected: number): number {
    const k = this.values[scale]!
    // A cluster of its own may be larger than all that is expected of a quiet second.
    return REACH * Math.sqrt(k * (expected + k))
  }

  learn(amount: number, expected: number, isSuspicious: boolean): void {
    for (let scale = 0; scale < SCALES.length; scale++) {
      this.#sums[scale]! += amount
      this.#sumsExpected[scale]! += expected
      this.#counts[scale]! += 1
      if (this.#counts[scale]! < SCALES[scale]!) continue
      const mean = this.#sumsExpected[scale]!
      const distance = Math.min(Math.abs(this.#sums[scale]! - mean), this.reach(scale, mean))
      this.#sums[scale] = 0
      this.#sumsExpected[scale] = 0
      this.#counts[scale] = 0
      if (isSuspicious) {
        this.#heldSquares[scale]! += distance * distance
        this.#heldExpected[scale]! += mean
      } else this.#add(scale, distance * distance, mean)
    }
  }

  /** A suspicion ended. */
  end(wasInnocent: boolean): void {
    for (let scale = 0; scale < SCALES.length; scale++) {
      const expected = this.#heldExpected[scale]!
      if (wasInnocent && expected > 0) this.#add(scale, this.#heldSquares[scale]!, expected)
      this.#heldSquares[scale] = 0
      this.#heldExpected[scale] = 0
      this.#sums[scale] = 0
      this.#sumsExpected[scale] = 0
      this.#counts[scale] = 0
    }
  }

  toJSON() {
    return [[...this.#squares], [...this.#expected]]
  }

  restore([squares = [], expected = []]: readonly (readonly number[])[]): void {
    this.#squares.set(squares)
    this.#expected.set(expected)
    this.#reckon()
  }

  #add(scale: number, square: number, expected: number): void {
    const { spans, prior, worth, leastWorth } = this.#options
    if (this.#expected[scale] === 0) {
      this.#expected[scale] = Math.max(leastWorth, worth[scale]! * expected)
      this.#squares[scale] = prior[scale]! * this.#expected[scale]!
    }
    const keep = 1 - SCALES[scale]! / spans[scale]!
    // Where hardly anything is expected, what is known does not fade.
    const fade = Math.max(keep, Math.min(1, leastWorth / this.#expected[scale]!))
    this.#squares[scale] = this.#squares[scale]! * fade + square
    this.#expected[scale] = this.#expected[scale]! * fade + expected
    this.#reckon()
  }

  #reckon(): void {
    let least = LEAST_DISPERSION
    for (let scale = 0; scale < SCALES.length; scale++) {
      const expected = this.#expected[scale]!
      const value = expected === 0 ? this.#options.prior[scale]! : this.#squares[scale]! / expected
      least = Math.max(least, value)
      this.values[scale] = least
    }
  }
}
