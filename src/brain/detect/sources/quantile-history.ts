import { aNumber, aNumberIn, fieldsOf, listOf, tupleOf } from '../../../lib/shape.ts'

/** Bins grow by 10 %: a quantile is right within 5 %. */
const LOG_BASE = Math.log(1.1)
const DAY = 86_400
/** What was seen a week ago counts half. */
const HALF_LIFE = 7 * DAY

/** Stored form: the weight of what was below 1, then bin and weight in turn. */
export interface QuantileHistoryState {
  readonly quiet: number
  readonly bins: readonly (readonly [number, number])[]
}

export const quantileHistoryShape = fieldsOf({
  quiet: aNumber,
  bins: listOf(tupleOf(aNumberIn(0, 10_000), aNumberIn(0, 1e15)), { most: 10_000 }),
})

/** A histogram of positive values on a log scale that slowly forgets. */
export class QuantileHistory {
  #quiet: number
  readonly #bins: Map<number, number>

  constructor(state: QuantileHistoryState = { quiet: 0, bins: [] }) {
    this.#quiet = state.quiet
    this.#bins = new Map(state.bins)
  }

  /** Sum of the weights, as far as they are remembered. */
  get weight(): number {
    let sum = this.#quiet
    for (const weight of this.#bins.values()) sum += weight
    return sum
  }

  add(value: number, weight = 1): void {
    if (value < 1) this.#quiet += weight
    else {
      const bin = Math.floor(Math.log(value) / LOG_BASE)
      this.#bins.set(bin, (this.#bins.get(bin) ?? 0) + weight)
    }
  }

  /** `elapsed` in seconds. */
  forget(elapsed: number): void {
    const kept = 2 ** (-elapsed / HALF_LIFE)
    this.#quiet *= kept
    for (const [bin, weight] of this.#bins) this.#bins.set(bin, weight * kept)
  }

  /** The upper end of the bin that holds the quantile; 0 when that lies below 1. */
  quantile(part: number): number {
    let above = (1 - part) * this.weight
    for (const bin of [...this.#bins.keys()].sort((a, b) => b - a)) {
      above -= this.#bins.get(bin)!
      if (above < 0) return Math.exp((bin + 1) * LOG_BASE)
    }
    return 0
  }

  toJSON(): QuantileHistoryState {
    return { quiet: this.#quiet, bins: [...this.#bins] }
  }
}
