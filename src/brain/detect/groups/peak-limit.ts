import type { Seconds } from '../../../domain/units.ts'

/** A limit is never below this many nats, and above the second number it would mean nothing any more. */
export const LEAST_LIMIT = 16
const MOST_LIMIT = 48
const BLOCK: Seconds = 600
const BLOCKS_A_WEEK = 1_008
/** Blocks without which the tail of the peaks cannot be told, and those remembered. */
const FEWEST = 200
const MOST = 2_016
/** The tail begins where this share of the peaks lies below. */
const TAIL = 0.9

/**
 * The height that a score passes at most so often on clean traffic: from its peaks of ten minutes, whose tail is taken as exponential
 * (peaks over threshold: R. L. Smith, 1985).
 */
export class PeakLimit {
  #limit = LEAST_LIMIT
  readonly #chance: number
  readonly #peaks: number[] = []
  #peak = 0
  #seconds = 0

  /** `perWeek`: false alarms that are allowed. */
  constructor(perWeek = 0.1) {
    this.#chance = perWeek / BLOCKS_A_WEEK
  }

  get limit(): number {
    return this.#limit
  }

  /** The score of one clean second. */
  note(score: number): void {
    this.#peak = Math.max(this.#peak, score)
    if (++this.#seconds < BLOCK) return
    this.#peaks.push(this.#peak)
    if (this.#peaks.length > MOST) this.#peaks.shift()
    this.#seconds = 0
    this.#peak = 0
    if (this.#peaks.length >= FEWEST) this.#limit = this.#fit()
  }

  /** The block at hand is not clean. */
  spoil(): void {
    this.#seconds = 0
    this.#peak = 0
  }

  #fit(): number {
    const sorted = this.#peaks.toSorted((a, b) => a - b)
    const first = Math.floor(sorted.length * TAIL)
    const above = sorted.slice(first)
    const start = sorted[first]!
    const mean = above.reduce((sum, peak) => sum + peak - start, 0) / above.length
    return Math.min(MOST_LIMIT, Math.max(LEAST_LIMIT, start + mean * Math.log((1 - TAIL) / this.#chance)))
  }
}
