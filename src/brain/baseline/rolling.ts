import type { Baseline } from '../../domain/baseline.ts'
import type { EpochSeconds, Seconds } from '../../domain/units.ts'

/** Samples of one metric, one a second, over a span that moves on; mean and deviation are reckoned anew now and then. */
export class RollingBaseline {
  readonly #span: Seconds
  readonly #every: Seconds
  readonly #samples: Float64Array
  readonly #seconds: Float64Array
  #current: Baseline | null = null
  /** Of the second that was reckoned last. */
  #reckoned: EpochSeconds | null = null

  /** Both in whole seconds. */
  constructor(span: Seconds, every: Seconds) {
    this.#span = span
    this.#every = every
    this.#samples = new Float64Array(span)
    this.#seconds = new Float64Array(span).fill(Number.NaN)
  }

  /** As it was reckoned last; null before the first time. */
  get current(): Baseline | null {
    return this.#current
  }

  /** Takes the sample of a second, before it passes. */
  add(second: EpochSeconds, value: number): void {
    const at = ((second % this.#span) + this.#span) % this.#span
    this.#samples[at] = value
    this.#seconds[at] = second
  }

  /** A second is over. Seconds ascend; those left out have no sample. */
  pass(second: EpochSeconds): void {
    this.#reckoned ??= second
    if (second - this.#reckoned < this.#every) return
    this.#reckoned = second
    this.#current = this.#reckon(second)
  }

  /** Forgets all samples. */
  clear(): void {
    this.#seconds.fill(Number.NaN)
    this.#current = null
    this.#reckoned = null
  }

  #reckon(now: EpochSeconds): Baseline | null {
    const from = now - this.#span
    let samples = 0
    let sum = 0
    let oldest = Number.POSITIVE_INFINITY
    let newest = Number.NEGATIVE_INFINITY
    for (let at = 0; at < this.#span; at++) {
      const second = this.#seconds[at]!
      if (!(second > from)) continue
      samples++
      sum += this.#samples[at]!
      if (second < oldest) oldest = second
      if (second > newest) newest = second
    }
    if (samples === 0) return null
    const mean = sum / samples
    let squares = 0
    for (let at = 0; at < this.#span; at++) {
      if (this.#seconds[at]! > from) squares += (this.#samples[at]! - mean) ** 2
    }
    return { mean, stddev: Math.sqrt(squares / samples), samples, age: newest - oldest }
  }
}
