import type { TickSummary } from '../../domain/tick-summary.ts'

/** An endpoint gets a series of its own when it is one of so many busiest. */
const BUSIEST = 20
/** Series kept at once; the one that was least lately among the busiest goes. */
const MOST = 64

/** Which endpoints have a series: those that are, or lately were, among the busiest. */
export class EndpointSeries {
  /** In the order in which they were last among the busiest. */
  readonly #buckets = new Set<number>()

  get buckets(): readonly number[] {
    return [...this.#buckets]
  }

  /** Returns the names of the series that end. */
  update(tick: TickSummary): string[] {
    for (const { bucket } of tick.endpoints.slice(0, BUSIEST)) {
      this.#buckets.delete(bucket)
      this.#buckets.add(bucket)
    }
    const ended: string[] = []
    for (const bucket of this.#buckets) {
      if (this.#buckets.size <= MOST) break
      this.#buckets.delete(bucket)
      ended.push(`endpoint ${bucket}`)
    }
    return ended
  }
}
