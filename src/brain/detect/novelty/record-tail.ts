/** Values of a block, and blocks kept: 25,600 values are "all that was seen". */
const BLOCK = 100
const BLOCKS = 256
/** Greatest blocks that the tail is fitted to, and the weight of the tail that is taken for granted until there are some. */
const FITTED = 10
const PRIOR_TAIL = 0.25
const PRIOR_WEIGHT = 4
const LEAST_TAIL = 0.1
/** Nats that one value can have. */
export const MOST_NATS = 30

/**
 * How far a value exceeds the record of all before it, of values ≥ 0. What came in the last, unfinished block is no record yet: an
 * anomaly that grows is compared with what was before it. What exceeds a high level by a factor f is taken to do so with
 * probability f^(−1/tail); the tail is Hill's estimate (1975) over the maxima of blocks, so that one long episode counts once.
 */
export class RecordTail {
  readonly #maxima = new Float64Array(BLOCKS)
  #blocks = 0
  #next = 0
  #inBlock = 0
  #running = 0
  #greatest = 0
  #tail = PRIOR_TAIL

  /** Nats, 0 … MOST_NATS; 0 when it is no record, or until one block is full. `grain`: differences below this mean nothing. */
  surprise(value: number, grain: number): number {
    if (this.#blocks === 0) return 0
    if (!(value > this.#greatest)) return 0
    const beyond = Math.log((value + grain) / (this.#greatest + grain)) / this.#tail
    const trust = this.#blocks / (this.#blocks + PRIOR_WEIGHT)
    return Math.min(MOST_NATS, beyond * trust)
  }

  learn(value: number): void {
    if (value > this.#running) this.#running = value
    if (++this.#inBlock < BLOCK) return
    this.#maxima[this.#next] = this.#running
    this.#next = (this.#next + 1) % BLOCKS
    this.#blocks = Math.min(this.#blocks + 1, BLOCKS)
    this.#inBlock = 0
    this.#running = 0
    this.#fit()
  }

  #fit(): void {
    const sorted = this.#maxima.slice(0, this.#blocks).sort().reverse()
    this.#greatest = sorted[0]!
    const used = Math.min(FITTED, this.#blocks - 1, Math.ceil(this.#blocks / 2))
    let sum = PRIOR_TAIL * PRIOR_WEIGHT
    let weight = PRIOR_WEIGHT
    const base = sorted[used]
    if (base !== undefined && base > 0) {
      for (let i = 0; i < used; i++) sum += Math.log(sorted[i]! / base)
      weight += used
    }
    this.#tail = Math.max(LEAST_TAIL, sum / weight)
  }
}
