import type { MetricSeries, SeriesQuery, TrafficKind, TrafficSeries } from '../domain/metric-series.ts'
import type { EpochSeconds } from '../domain/units.ts'

/** The site over time, for its pages. */
export interface PageHistory {
  /** Sealed seconds after `second`, at most those of the last ten minutes, step 1; null: the last one only. */
  pointsSince(second: EpochSeconds | null): MetricSeries
  series(query: SeriesQuery): MetricSeries
  traffic(query: SeriesQuery & { readonly kind: TrafficKind }): TrafficSeries
}
