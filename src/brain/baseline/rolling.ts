import type { Baseline } from '../../domain/baseline.ts'
import type { EpochSeconds, Seconds } from '../../domain/units.ts'
import { packNumbers, unpackNumbers } from '../../lib/packed-numbers.ts'
import { aNumber, fieldsOf, orNull, type Shape } from '../../lib/shape.ts'

/** Stored form. */
export interface RollingState {
  /** The second of the last sample. */
  readonly newest: EpochSeconds
  readonly samples: string
  readonly current: Baseline | null
  readonly reckoned: EpochSeconds | null
}

const baselineShape = fieldsOf({ mean: aNumber, stddev: aNumber, samples: aNumber, age: aNumber })
export const rollingShape: Shape = fieldsOf({
  newest: aNumber,
  samples: (value, at) => (typeof value === 'string' && unpackNumbers(value) !== null ? null : `${at}: no numbers`),
  current: orNull(baselineShape),
  reckoned: orNull(aNumber),
})

/** Samples of one metric, one a second, over a span that moves on; mean and deviation are reckoned anew now and then. */
export class RollingBaseline {
  readonly #span: Seconds
  readonly #every: Seconds
  readonly #samples: Float64Array
  readonly #seconds: Float64Array
  #current: Baseline | null = null
  /** The second that it is reckoned of. */
  #reckoned: EpochSeconds | null = null
  /** Nobody has asked for it since it was to be reckoned anew. */
  #isDue = false

  /** Both in whole seconds. */
  constructor(span: Seconds, every: Seconds) {
    this.#span = span
    this.#every = every
    // Samples stay until the next reckoning: what nobody asks for need not be reckoned.
    this.#samples = new Float64Array(span + every)
    this.#seconds = new Float64Array(span + every).fill(Number.NaN)
  }

  /** As it was when it was to be reckoned last; null before the first time. */
  get current(): Baseline | null {
    if (this.#isDue) {
      this.#isDue = false
      this.#current = this.#reckon(this.#reckoned!)
    }
    return this.#current
  }

  /** Takes the sample of a second, before it passes. */
  add(second: EpochSeconds, value: number): void {
    const length = this.#seconds.length
    const at = ((second % length) + length) % length
    this.#samples[at] = value
    this.#seconds[at] = second
  }

  /** A second is over. Seconds ascend; those left out have no sample. */
  pass(second: EpochSeconds): void {
    this.#reckoned ??= second
    if (second - this.#reckoned < this.#every) return
    this.#reckoned = second
    this.#isDue = true
  }

  /** Forgets all samples. */
  clear(): void {
    this.#seconds.fill(Number.NaN)
    this.#current = null
    this.#reckoned = null
    this.#isDue = false
  }

  /** Samples from the oldest second to the newest, NaN where there is none. */
  toJSON(): RollingState {
    const known = this.#seconds.filter((second) => !Number.isNaN(second))
    const newest = known.reduce((most, second) => Math.max(most, second), Number.NEGATIVE_INFINITY)
    const oldest = known.reduce((least, second) => Math.min(least, second), newest)
    const length = known.length === 0 ? 0 : Math.min(newest - oldest + 1, this.#span)
    const samples = new Float64Array(length).fill(Number.NaN)
    for (let at = 0; at < this.#seconds.length; at++) {
      const place = length - 1 - (newest - this.#seconds[at]!)
      if (place >= 0) samples[place] = this.#samples[at]!
    }
    const reckoned = this.#reckoned
    return { newest: length === 0 ? 0 : newest, samples: packNumbers(samples), current: this.current, reckoned }
  }

  /** What `toJSON` gave, of any span; `rollingShape` must let it pass. */
  restore({ newest, samples, current, reckoned }: RollingState): void {
    const values = unpackNumbers(samples)!
    this.clear()
    for (let i = Math.max(0, values.length - this.#span); i < values.length; i++) {
      if (!Number.isNaN(values[i]!)) this.add(newest - (values.length - 1 - i), values[i]!)
    }
    this.#current = current
    this.#reckoned = reckoned
  }

  #reckon(now: EpochSeconds): Baseline | null {
    const from = now - this.#span
    let samples = 0
    let sum = 0
    let oldest = Number.POSITIVE_INFINITY
    let newest = Number.NEGATIVE_INFINITY
    for (let at = 0; at < this.#seconds.length; at++) {
      const second = this.#seconds[at]!
      if (!(second > from && second <= now)) continue
      samples++
      sum += this.#samples[at]!
      if (second < oldest) oldest = second
      if (second > newest) newest = second
    }
    if (samples === 0) return null
    const mean = sum / samples
    let squares = 0
    for (let at = 0; at < this.#seconds.length; at++) {
      const second = this.#seconds[at]!
      if (second > from && second <= now) squares += (this.#samples[at]! - mean) ** 2
    }
    return { mean, stddev: Math.sqrt(squares / samples), samples, age: newest - oldest }
  }
}
