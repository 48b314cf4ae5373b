import type { MetricSeries, SiteMetric } from '../../../src/domain/metric-series.ts'
import type { SiteFrame } from '../../../src/domain/site-frame.ts'
import type { LineData } from '../chart/chart-data.ts'
import { count, figure, metricFigure, metricText, NOTHING } from '../format/format-number.ts'
import { clockTime, duration, shortTime } from '../format/format-time.ts'
import { firstAt } from '../state/series.ts'

/** The numbers of a site now, and what they rest on: of a frame for operators or for everybody. */
export type MeasuredSite = Pick<SiteFrame, 'metrics' | 'baselines'>

export const METRIC_TITLE: Readonly<Record<SiteMetric, string>> = {
  requests: 'Requests',
  'client-errors': '4xx',
  'server-errors': '5xx',
  'not-found': '404',
  latency: 'p99',
  clients: 'Clients',
  bytes: 'Bandwidth',
}

/** The scale of a chart reaches this at least, so that noise stays small. */
export const LEAST: Readonly<Record<SiteMetric, number>> = {
  requests: 2,
  'client-errors': 5,
  'server-errors': 5,
  'not-found': 5,
  latency: 50,
  clients: 5,
  bytes: 1_000,
}

/** A value with the band it was expected in. */
export interface Reading {
  readonly value: number | null
  readonly mean: number | null
  readonly low: number | null
  readonly high: number | null
}

/** At a point of the series, or now when `time` is null. */
export function readingAt(metric: SiteMetric, series: MetricSeries, site: MeasuredSite, time: number | null): Reading {
  if (time === null) {
    const { value, expected } = site.metrics[metric]
    return { value, mean: expected?.mean ?? null, low: expected?.low ?? null, high: expected?.high ?? null }
  }
  const index = firstAt(series.time, time)
  const band = series.expected[metric]
  const at = (column: readonly (number | null)[]) => (series.time[index] === time ? (column[index] ?? null) : null)
  return { value: at(series.values[metric]), mean: at(band.mean), low: at(band.low), high: at(band.high) }
}

/** `expected 3.10 (1.00 – 7.20)`; bytes with their units, for these differ. */
export function expectedWords(metric: SiteMetric, { mean, low, high }: Reading): string {
  if (mean === null || low === null || high === null) return 'expected: still learning'
  const text = (value: number) => (metric === 'bytes' ? metricText(metric, value) : metricFigure(metric, value).text)
  return `expected ${text(mean)} (${text(low)} – ${text(high)})`
}

/** Lines of the tooltip: when, observed, expected, limits of the band, on what that rests. */
export function tipLines(
  metric: SiteMetric,
  series: MetricSeries,
  site: MeasuredSite,
  index: number,
  data: LineData,
): string[] {
  const time = data.time[index] ?? 0
  const [value, mean, low, high] = [data.values[index], data.mean[index], data.low[index], data.high[index]].map(
    (one) => one ?? null,
  )
  const point = firstAt(series.time, time)
  const [most, prevented] = [series.most_requests[point] ?? null, series.prevented[point] ?? null]
  const lines = [
    `${shortTime(time)}${series.step_s < 60 ? ` ${clockTime(time)}` : ''}`.replace(/^\d\d:\d\d (?=\d\d:)/, ''),
  ]
  lines.push(`observed ${metricText(metric, value ?? null)}`)
  if (mean === null || mean === undefined) lines.push('expected: not learned')
  else {
    lines.push(`expected ${metricText(metric, mean)}`)
    lines.push(`band ${metricText(metric, low ?? null)} – ${metricText(metric, high ?? null)}`)
  }
  if (metric === 'requests' && series.step_s > 1 && most !== null) lines.push(`most in one second ${figure(most)}`)
  if (metric === 'requests' && prevented !== null && prevented > 0)
    lines.push(`of banned sources ${figure(prevented)} req/s`)
  const baseline = site.baselines.requests
  if (baseline !== null) lines.push(`baseline ${duration(baseline.age_s)}, ${count(baseline.samples)} samples`)
  return lines
}

/** The chart in words. */
export function chartLabel(metric: SiteMetric, reading: Reading, data: LineData): string {
  let [least, most]: [number | null, number | null] = [null, null]
  for (const value of data.values) {
    if (value === null) continue
    if (least === null || value < least) least = value
    if (most === null || value > most) most = value
  }
  const now = reading.value === null ? NOTHING : metricText(metric, reading.value)
  return `${METRIC_TITLE[metric]}: now ${now}, ${expectedWords(metric, reading)}; shown: least ${metricText(metric, least)}, most ${metricText(metric, most)}`
}
