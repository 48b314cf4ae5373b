import { aNumber, listOf } from '../../../lib/shape.ts'

/** Blocks of ten minutes that are kept: a week. */
const BLOCKS = 1_008
/** Share of blocks whose peaks are the tail that is fitted. */
const TAIL = 0.1
/** Mean excess over the tail's beginning that is taken for granted, as if so many peaks had shown it. */
const PRIOR_EXCESS = 6
const PRIOR_WEIGHT = 10

export const peaksShape = listOf(aNumber, { most: BLOCKS })

/**
 * The limit that the peak of a block of clean time exceeds with a promised probability: an exponential tail fitted to the peaks
 * beyond their 90 % point, shrunk towards a prior, never below `least`.
 */
export class PeakLimit {
  readonly #least: number
  readonly #chance: number
  readonly #block: number
  readonly #peaks = new Float64Array(BLOCKS)
  #count = 0
  #next = 0
  #judged = 0
  #peak = 0
  #limit: number

  /** Nats; probability that a clean block exceeds the limit, below 0.1; judgements of a block. */
  constructor(least: number, chance: number, block = 60) {
    this.#least = least
    this.#chance = chance
    this.#block = block
    this.#limit = least + PRIOR_EXCESS * Math.log(TAIL / chance)
  }

  /** Nats. */
  get limit(): number {
    return this.#limit
  }

  /** Blocks that it rests on. */
  get blocks(): number {
    return this.#count
  }

  /** Takes a judgement of clean time. */
  learn(nats: number): void {
    this.#peak = Math.max(this.#peak, nats)
    if (++this.#judged < this.#block) return
    this.#peaks[this.#next] = this.#peak
    this.#next = (this.#next + 1) % BLOCKS
    this.#count = Math.min(this.#count + 1, BLOCKS)
    this.#judged = 0
    this.#peak = 0
    this.#limit = Math.max(this.#least, this.#fit())
  }

  /** Peaks of the blocks, the oldest first. */
  toJSON(): number[] {
    const first = this.#count < BLOCKS ? 0 : this.#next
    return Array.from({ length: this.#count }, (_, i) => Math.round(100 * this.#peaks[(first + i) % BLOCKS]!) / 100)
  }

  /** The limit is fitted anew; the running block begins anew. */
  restore(peaks: readonly number[]): void {
    this.#count = Math.min(peaks.length, BLOCKS)
    this.#peaks.set(peaks.slice(-BLOCKS))
    this.#next = this.#count % BLOCKS
    this.#judged = 0
    this.#peak = 0
    if (this.#count > 0) this.#limit = Math.max(this.#least, this.#fit())
  }

  #fit(): number {
    const sorted = this.#peaks.slice(0, this.#count).sort()
    const from = Math.floor(this.#count * (1 - TAIL))
    const base = sorted[from]!
    let excess = PRIOR_EXCESS * PRIOR_WEIGHT
    for (let i = from + 1; i < this.#count; i++) excess += sorted[i]! - base
    const mean = excess / (PRIOR_WEIGHT + Math.max(0, this.#count - from - 1))
    return base + mean * Math.log(TAIL / this.#chance)
  }
}
