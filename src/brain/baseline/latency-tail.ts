import type { TailLearner } from '../../domain/expectation.ts'
import type { EpochSeconds, Milliseconds, Seconds } from '../../domain/units.ts'
import { aNumberIn, fieldsOf, listOf, orNull } from '../../lib/shape.ts'
import { COARSE_BUCKETS, coarseEdge } from '../../sketch/dd-sketch.ts'

/** Seconds after which a request weighs 1/e of the newest. */
const SPAN: Seconds = 3_600
/** The edge is looked at again this often. */
const EVERY: Seconds = 600
/** Requests before there is an edge. */
const FEWEST = 200
/** The share of slow requests that is wanted, and those between which an edge stays. */
const WANTED = 0.01
const LEAST = 0.002
const MOST = 0.03

/** A histogram of how long requests take that forgets exponentially, and the edge above which about one of a hundred lies. */
export class LatencyTail implements TailLearner {
  readonly #counts = new Float64Array(COARSE_BUCKETS)
  #total = 0
  #bucket: number | null = null
  #looked: EpochSeconds = Number.NEGATIVE_INFINITY
  #newest: EpochSeconds | null = null

  get edge(): Milliseconds | null {
    return this.#bucket === null ? null : coarseEdge(this.#bucket)
  }

  count(latencies: readonly number[]) {
    if (this.#bucket === null) return { slow: 0, timed: 0 }
    let slow = 0
    let timed = 0
    for (let bucket = 0; bucket < latencies.length; bucket++) {
      timed += latencies[bucket]!
      if (bucket >= this.#bucket) slow += latencies[bucket]!
    }
    return { slow, timed }
  }

  learn(second: EpochSeconds, latencies: readonly number[]) {
    // Old requests weigh less: growing weights would overflow, so all are scaled now and then.
    if (this.#newest === null || second - this.#newest >= STEP) this.#forget(second)
    for (let bucket = 0; bucket < latencies.length; bucket++) {
      this.#counts[bucket]! += latencies[bucket]!
      this.#total += latencies[bucket]!
    }
    if (second - this.#looked < (this.#bucket === null ? STEP : EVERY) || this.#total < FEWEST) return null
    this.#looked = second
    return this.#look()
  }

  toJSON() {
    return { counts: Array.from(this.#counts, Math.round), bucket: this.#bucket }
  }

  faultOf(state: unknown): string | null {
    return shape(state, 'tail')
  }

  restore(state: unknown): void {
    const { counts, bucket } = state as ReturnType<LatencyTail['toJSON']>
    this.#counts.set(counts)
    this.#total = counts.reduce((sum, count) => sum + count, 0)
    this.#bucket = bucket
  }

  #forget(second: EpochSeconds): void {
    const keep = this.#newest === null ? 1 : Math.exp(-Math.min(second - this.#newest, SPAN) / SPAN)
    this.#newest = second
    this.#total = 0
    for (let bucket = 0; bucket < this.#counts.length; bucket++) {
      this.#counts[bucket]! *= keep
      this.#total += this.#counts[bucket]!
    }
  }

  #look() {
    if (this.#bucket !== null) {
      const share = this.#above(this.#bucket) / this.#total
      if (share >= LEAST && share <= MOST) return null
    }
    let bucket = COARSE_BUCKETS
    let above = 0
    while (bucket > 0 && above + this.#counts[bucket - 1]! <= WANTED * this.#total) above += this.#counts[--bucket]!
    if (bucket === this.#bucket) return null
    this.#bucket = bucket
    return { slow: above, timed: this.#total }
  }

  #above(from: number): number {
    let sum = 0
    for (let bucket = from; bucket < this.#counts.length; bucket++) sum += this.#counts[bucket]!
    return sum
  }
}

/** Seconds between two steps of forgetting. */
const STEP: Seconds = 30

const shape = fieldsOf({
  counts: listOf(aNumberIn(0, Number.MAX_SAFE_INTEGER), { length: COARSE_BUCKETS }),
  bucket: orNull(aNumberIn(0, COARSE_BUCKETS)),
})
