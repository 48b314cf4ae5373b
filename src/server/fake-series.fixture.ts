import { type MetricSeries, SITE_METRICS, type SiteMetric, STATUS_CLASSES } from '../domain/metric-series.ts'
import type { EpochSeconds } from '../domain/units.ts'

export const METRIC_NAMES = Object.keys(SITE_METRICS) as SiteMetric[]

/** A point for each of these seconds, all alike. */
export function metricSeries(time: readonly EpochSeconds[]): MetricSeries {
  const column = (value: number | null) => time.map(() => value)
  const each = <Name extends string, T>(names: readonly Name[], value: () => T) =>
    Object.fromEntries(names.map((name) => [name, value()])) as Record<Name, T>
  const band = () => ({ mean: column(3.1), low: column(1), high: column(7.2) })
  return {
    ...{ step_s: 1, time, most_requests: column(4), prevented: column(400) },
    values: each(METRIC_NAMES, () => column(3.2)),
    expected: each(METRIC_NAMES, band),
    status: each(STATUS_CLASSES, () => column(0.8)),
    methods: each(['GET', 'POST'], () => column(1.5)),
  }
}
