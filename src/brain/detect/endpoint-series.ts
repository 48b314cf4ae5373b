import type { TickSummary } from '../../domain/tick-summary.ts'

/** An endpoint gets a series of its own when it is one of so many busiest. */
const BUSIEST = 20
/** Series kept at once; the one that was least lately among the busiest goes. */
const MOST = 32

/** Which endpoints have a series: those that are, or lately were, among the busiest. */
export class EndpointSeries {
  /** Names by bucket, in the order in which they were last among the busiest. */
  readonly names = new Map<number, string>()

  /** Returns the names of the series that end. */
  update(tick: TickSummary): string[] {
    for (const { bucket } of tick.endpoints.slice(0, BUSIEST)) {
      const name = this.names.get(bucket) ?? `endpoint ${bucket}`
      this.names.delete(bucket)
      this.names.set(bucket, name)
    }
    const ended: string[] = []
    for (const [bucket, name] of this.names) {
      if (this.names.size <= MOST) break
      this.names.delete(bucket)
      ended.push(name)
    }
    return ended
  }
}
