import type { Seconds } from '../../../domain/units.ts'
import { LEAST_DISPERSION } from './surprise.ts'

/** Memory of means: long enough to be exact, short enough for a day's rise to be followed within 6 %. */
const MEMORY: Seconds = 900
/** Memory of dispersions. */
const LONG_MEMORY: Seconds = 3_000
/** Seconds that must have taught before anything is compared. */
export const YOUNG: Seconds = 300
/** One square counts at most as so many times what is usual: what rises slowly must not pass for a wide spread. */
const MOST_SQUARE = 6
/** Seconds over which counts are summed to see how much they clump; one block of the last is a minute. */
const SPANS = [1, 10, 60] as const

/** What is amiss for so long without a group behind it is usual from then on. */
const PATIENCE: Seconds = 900

/** What is usual of one count that comes once a second: its mean, and how much it clumps (variance over mean). */
export class UsualCount {
  readonly #least: number
  #mean = 0
  #seconds = 0
  #amiss = 0
  readonly #blocks = SPANS.map((span) => ({ span, seen: 0, seconds: 0, sum: 0, expected: 0, dispersion: 1.2 }))

  /** `least`: a mean below it is not believed. `blocks` 1: the count is one of a sliding window, which clumps by its nature. */
  constructor(least: number, blocks: 1 | 3 = 3) {
    this.#least = least
    this.#blocks.length = blocks
  }

  get mean(): number {
    return Math.max(this.#least, this.#mean)
  }

  /** The largest over its spans, so that what clumps slowly counts as well. */
  get dispersion(): number {
    let most = LEAST_DISPERSION
    const blocks = this.#blocks
    for (let i = 0; i < blocks.length; i++) if (blocks[i]!.dispersion > most) most = blocks[i]!.dispersion
    return most
  }

  get isYoung(): boolean {
    return this.#seconds < YOUNG
  }

  /**
   * `growth`: how many times as many were to be expected now. `odd`: the count itself is; `held`: a group is about. Of either it learns
   * little, of what is odd without a group for 15 minutes at most.
   */
  learn(x: number, growth: number, odd: boolean, held: boolean): void {
    this.#amiss = odd && !held ? this.#amiss + 1 : 0
    const slowly = held || (odd && this.#amiss < PATIENCE)
    const expected = this.mean * growth
    const most = this.isYoung ? Number.POSITIVE_INFINITY : expected + 5 * Math.sqrt(this.dispersion * expected) + 3
    this.#seconds++
    const weight = Math.max(1 / MEMORY, Math.min(1, 2 / this.#seconds)) * (slowly ? 1 / 20 : 1)
    this.#mean += weight * (Math.min(x, most) / growth - this.#mean)
    if (!slowly && this.isYoung) return
    for (let i = 0; i < this.#blocks.length; i++) {
      if (slowly) emptyBlock(this.#blocks[i]!)
      else learnBlock(this.#blocks[i]!, x, expected)
    }
  }
}

interface Block {
  readonly span: Seconds
  seen: number
  seconds: number
  sum: number
  expected: number
  dispersion: number
}

function learnBlock(block: Block, x: number, expected: number): void {
  block.sum += x
  block.expected += expected
  if (++block.seconds < block.span) return
  const square = Math.min(
    MOST_SQUARE * Math.max(1, block.dispersion),
    (block.sum - block.expected) ** 2 / block.expected,
  )
  block.seen++
  block.dispersion += Math.max(block.span / LONG_MEMORY, 1 / (block.seen + 20)) * (square - block.dispersion)
  emptyBlock(block)
}

function emptyBlock(block: Block): void {
  block.seconds = 0
  block.sum = 0
  block.expected = 0
}
