import type { EpochSeconds, Seconds } from '../../../domain/units.ts'
import { aNumber, listOf, orNull } from '../../../lib/shape.ts'

const BLOCK: Seconds = 600
export const BLOCKS_A_WEEK = 1_008
/** Blocks kept: two weeks. */
const KEPT = 2_016
/** Clean blocks before the limit is set by them. */
export const ENOUGH_BLOCKS = 200
/** The tail that is taken for exponential. */
const TAIL = 0.1
/** The peak of a block that fired: false or not, nobody knows, so no more of them count than a few times what was promised. */
const FIRED = Number.POSITIVE_INFINITY
const MOST_FIRED = 3
/** No tail falls off faster than this scale, in nats. */
const LEAST_SCALE = 0.05

export interface CalibrationOptions {
  /** False alarms a week that are allowed. */
  readonly promise: number
  /** The limit to begin with, and what it never lies below once it is calibrated; in nats. */
  readonly first: number
  readonly floor: number
}

export const calibrationShape = listOf(orNull(aNumber), { most: 10 * KEPT })

/** What is expected of the limit as it is. */
export interface FalseAlarms {
  /** A week. */
  readonly expected: number
  /** The same at both ends of a 95 % interval; null until there are enough blocks. */
  readonly low: number | null
  readonly high: number | null
  /** Clean blocks of ten minutes that it was reckoned from. */
  readonly blocks: number
}

/**
 * Sets the limit of a sum so that it is exceeded as seldom as was promised: by the peaks of the sum in clean blocks of ten minutes, whose tail
 * above the 90 % point is taken for exponential (peaks over threshold, J. Pickands, 1975).
 */
export class Calibration {
  readonly #options: CalibrationOptions
  #peaks: number[] = []
  #limit: number
  #block = Number.NaN
  #peak = 0
  #seen = 0
  #isClean = true
  /** The 90 % point and the scale above it; 0 before there is one. */
  #from = 0
  #scale = 0
  #tail = 0

  constructor(options: CalibrationOptions) {
    this.#options = options
    this.#limit = options.first
  }

  /** In nats. */
  get limit(): number {
    return this.#limit
  }

  /** The largest sum of a second. `isClean`: nothing fires. `begins`: the sum exceeds the limit for the first time. */
  add(second: EpochSeconds, sum: number, isClean: boolean, begins: boolean): void {
    const block = Math.floor(second / BLOCK)
    if (block !== this.#block) {
      if (this.#isClean && this.#seen > 0 && block === this.#block + 1) this.#push(this.#peak)
      this.#block = block
      this.#peak = 0
      this.#seen = 0
      this.#isClean = true
    }
    this.#seen++
    if (sum > this.#peak) this.#peak = sum
    if (!isClean) this.#isClean = false
    if (begins) this.#push(FIRED)
  }

  /** The block at hand does not count: it is not seen as a whole. */
  spoil(): void {
    this.#isClean = false
  }

  get falseAlarms(): FalseAlarms {
    const blocks = this.#peaks.filter((peak) => peak < FIRED).length
    if (this.#scale === 0) return { expected: this.#options.promise, low: null, high: null, blocks }
    const aWeek = (scale: number) => BLOCKS_A_WEEK * TAIL * Math.exp(-Math.max(0, this.#limit - this.#from) / scale)
    const error = 1.96 / Math.sqrt(this.#tail)
    return {
      expected: aWeek(this.#scale),
      low: aWeek(this.#scale / (1 + error)),
      high: aWeek(this.#scale * (1 + error)),
      blocks,
    }
  }

  toJSON() {
    return this.#peaks.map((peak) => (peak < FIRED ? Math.round(peak * 100) / 100 : null))
  }

  restore(peaks: readonly (number | null)[]): void {
    this.#peaks = peaks.slice(-KEPT).map((peak) => peak ?? FIRED)
    this.#fit()
  }

  #push(peak: number): void {
    this.#peaks.push(peak)
    if (this.#peaks.length > KEPT) this.#peaks.shift()
    this.#fit()
  }

  #fit(): void {
    const clean = this.#peaks.filter((peak) => peak < FIRED).sort((a, b) => a - b)
    if (clean.length < ENOUGH_BLOCKS) return
    const allowed = this.#options.promise / BLOCKS_A_WEEK
    const fired = Math.min(this.#peaks.length - clean.length, Math.ceil(MOST_FIRED * allowed * clean.length))
    const blocks = clean.length + fired
    const first = Math.min(Math.floor(blocks * (1 - TAIL)), clean.length - 1)
    this.#from = clean[first - 1]!
    this.#tail = clean.length - first
    let excess = 0
    for (let i = first; i < clean.length; i++) excess += clean[i]! - this.#from
    // Blocks that fired are missing: what is left is cut off at the limit.
    this.#scale = scaleOf(excess / this.#tail, Math.max(this.#limit, clean.at(-1)!) - this.#from)
    // By a standard error too large: half of all scales are underestimated, and these cost more than the others save.
    const safe = this.#scale * (1 + 1 / Math.sqrt(this.#tail))
    this.#limit = Math.max(this.#options.floor, this.#from + safe * Math.log((blocks - first) / blocks / allowed))
  }
}

/** The scale of an exponential that was cut off at `end`, from the mean of what is left: solves mean = s − end/(e^(end/s) − 1). */
function scaleOf(mean: number, end: number): number {
  // Half of `end` is the mean of what is evenly spread: no exponential has more.
  if (!(mean < 0.45 * end)) return Math.max(LEAST_SCALE, mean)
  let scale = mean
  for (let i = 0; i < 20; i++) scale = mean + end / Math.expm1(end / scale)
  return Math.max(LEAST_SCALE, scale)
}
