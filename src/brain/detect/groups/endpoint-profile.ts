import type { TickSummary } from '../../../domain/tick-summary.ts'
import type { Seconds } from '../../../domain/units.ts'
import { WIDTH } from '../../../sketch/count-row.ts'
import { YOUNG } from './usual-count.ts'

const MEMORY: Seconds = 3_600
/** So many endpoints are few. */
const FEW = 4
/** A gain begins so many standard deviations above the mean. */
const SURE = 3
const MOST_SQUARE = 40
/** Below it the means themselves are reckoned anew. */
const LEAST_SCALE = 1e-6

/** Where requests go beyond what is usual. */
export interface Concentration {
  /** Bucket of the endpoint that gained the most; null when none gained. */
  readonly bucket: number | null
  /** Requests of 60 s that it surely gained, and that the four which gained most did. */
  readonly gained: number
  readonly gainedByFew: number
  /** Requests to it in 60 s that were to be expected. */
  readonly expected: number
}

/** How many requests each endpoint usually gets in 60 s; what is not among the 64 busiest counts as none. */
export class EndpointProfile {
  /** Times #scale: what all lose from second to second. */
  readonly #means = new Float64Array(WIDTH)
  #scale = 1
  readonly #top = new Float64Array(FEW)
  /** Variance over mean, of all endpoints together. */
  #dispersion = 2
  #seconds = 0

  /** `growth`: how many times as much as usual was to be expected of all. */
  see({ endpoints }: TickSummary, growth: number): Concentration {
    let bucket: number | null = null
    let gained = 0
    const top = this.#top.fill(0)
    for (let i = 0; i < endpoints.length; i++) {
      const endpoint = endpoints[i]!
      const usual = this.#mean(endpoint.bucket) * growth
      const gain = endpoint.requests - usual - Math.sqrt(SURE ** 2 * this.#dispersion * usual)
      if (gain > gained) {
        gained = gain
        bucket = endpoint.bucket
      }
      if (gain > top[0]!) {
        top[0] = gain
        top.sort()
      }
    }
    let gainedByFew = 0
    for (let i = 0; i < FEW; i++) gainedByFew += top[i]!
    return { bucket, gained, gainedByFew, expected: bucket === null ? 0 : this.#mean(bucket) * growth }
  }

  learn({ endpoints }: TickSummary, growth: number, held: boolean): void {
    this.#seconds++
    const weight = Math.max(1 / MEMORY, Math.min(1, 2 / this.#seconds)) * (held ? 1 / 20 : 1)
    if (!held && this.#seconds > YOUNG) this.#learnDispersion(endpoints, growth, weight)
    this.#fade(1 - weight)
    const share = weight / (growth * this.#scale)
    for (let i = 0; i < endpoints.length; i++) this.#means[endpoints[i]!.bucket]! += share * endpoints[i]!.requests
  }

  #mean(bucket: number): number {
    return this.#means[bucket]! * this.#scale
  }

  #fade(keep: number): void {
    this.#scale *= keep
    if (this.#scale > LEAST_SCALE) return
    for (let bucket = 0; bucket < WIDTH; bucket++) this.#means[bucket]! *= this.#scale
    this.#scale = 1
  }

  #learnDispersion(endpoints: TickSummary['endpoints'], growth: number, weight: number): void {
    let squares = 0
    let count = 0
    for (const { bucket, requests } of endpoints) {
      const usual = this.#mean(bucket) * growth
      if (usual < 1) continue
      squares += Math.min(MOST_SQUARE, (requests - usual) ** 2 / usual)
      count++
    }
    if (count > 0) this.#dispersion = Math.max(1, this.#dispersion + weight * (squares / count - this.#dispersion))
  }
}
