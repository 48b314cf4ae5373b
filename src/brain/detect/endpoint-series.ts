import type { TickSummary } from '../../domain/tick-summary.ts'
import type { EpochSeconds } from '../../domain/units.ts'

/** An endpoint gets a series of its own when it is one of so many busiest. */
const BUSIEST = 20
/** Series kept at once; the one that was least lately among the busiest goes. */
const MOST = 32

interface Series {
  /** Of its points. */
  readonly metric: string
  /** When it was last among the busiest. */
  last: EpochSeconds
}

/** Which endpoints have a series: those that are, or lately were, among the busiest. */
export class EndpointSeries {
  readonly #byBucket = new Map<number, Series>()

  /** By bucket, the oldest first. */
  get byBucket(): ReadonlyMap<number, { readonly metric: string }> {
    return this.#byBucket
  }

  /** Returns the names of the series that end. */
  update({ second, endpoints }: TickSummary): string[] {
    for (let rank = 0; rank < endpoints.length && rank < BUSIEST; rank++) {
      const { bucket } = endpoints[rank]!
      const series = this.#byBucket.get(bucket)
      if (series === undefined) this.#byBucket.set(bucket, { metric: `endpoint ${bucket}`, last: second })
      else series.last = second
    }
    const ended: string[] = []
    while (this.#byBucket.size > MOST) ended.push(this.#endStalest())
    return ended
  }

  #endStalest(): string {
    let stalest: [bucket: number, series: Series] | undefined
    for (const entry of this.#byBucket) if (stalest === undefined || entry[1].last < stalest[1].last) stalest = entry
    const [bucket, { metric }] = stalest!
    this.#byBucket.delete(bucket)
    return metric
  }
}
