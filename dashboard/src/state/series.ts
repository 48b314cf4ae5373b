import {
  type BandColumns,
  type Column,
  type MetricSeries,
  SITE_METRICS,
  type SiteMetric,
  STATUS_CLASSES,
} from '../../../src/domain/metric-series.ts'
import type { EpochSeconds, Seconds } from '../../../src/domain/units.ts'

export const METRIC_NAMES = Object.keys(SITE_METRICS) as readonly SiteMetric[]

/** What one column becomes from others of the same series: each column is handed over with how its points are put together. */
export type Join = 'mean' | 'max' | 'by-requests'

const JOIN_OF: Readonly<Record<SiteMetric, Join>> = {
  requests: 'mean',
  'client-errors': 'by-requests',
  'server-errors': 'by-requests',
  'not-found': 'by-requests',
  latency: 'max',
  clients: 'max',
  bytes: 'mean',
}

export function emptySeries(step_s: Seconds): MetricSeries {
  const none = { step_s, time: [], values: {}, expected: {}, most_requests: [], prevented: [], status: {}, methods: {} }
  return mapSeries(none as unknown as MetricSeries, step_s, [], () => [])
}

/** A series of `time`, each column made from its like in `series`. */
export function mapSeries(
  series: MetricSeries,
  step_s: Seconds,
  time: readonly EpochSeconds[],
  column: (values: Column, join: Join) => Column,
): MetricSeries {
  const from = (values: Column | undefined, join: Join) => column(values ?? [], join)
  const band = (columns: BandColumns | undefined): BandColumns => ({
    mean: from(columns?.mean, 'mean'),
    low: from(columns?.low, 'mean'),
    high: from(columns?.high, 'mean'),
  })
  return {
    step_s,
    time,
    values: record(METRIC_NAMES, (name) => from(series.values[name], JOIN_OF[name])),
    expected: record(METRIC_NAMES, (name) => band(series.expected[name])),
    most_requests: from(series.most_requests, 'max'),
    prevented: from(series.prevented, 'mean'),
    status: record(STATUS_CLASSES, (name) => from(series.status[name], 'mean')),
    methods: record(Object.keys(series.methods), (name) => from(series.methods[name], 'mean')),
  }
}

/** Points from `first` (an index) up to `end`. */
export function sliceSeries(series: MetricSeries, first: number, end = series.time.length): MetricSeries {
  return mapSeries(series, series.step_s, series.time.slice(first, end), (values) => values.slice(first, end))
}

/** Both, one after the other; columns that only one of them has are filled up with null. */
export function concatSeries(before: MetricSeries, after: MetricSeries): MetricSeries {
  const [left, right] = [before.time.length, after.time.length]
  const glue = (head: Column | undefined, tail: Column | undefined): Column => [
    ...(head ?? nothing(left)),
    ...(tail ?? nothing(right)),
  ]
  const bandOf = (name: SiteMetric): BandColumns => ({
    mean: glue(before.expected[name]?.mean, after.expected[name]?.mean),
    low: glue(before.expected[name]?.low, after.expected[name]?.low),
    high: glue(before.expected[name]?.high, after.expected[name]?.high),
  })
  const methods = [...new Set([...Object.keys(before.methods), ...Object.keys(after.methods)])]
  return {
    step_s: before.step_s,
    time: [...before.time, ...after.time],
    values: record(METRIC_NAMES, (name) => glue(before.values[name], after.values[name])),
    expected: record(METRIC_NAMES, bandOf),
    most_requests: glue(before.most_requests, after.most_requests),
    prevented: glue(before.prevented, after.prevented),
    status: record(STATUS_CLASSES, (name) => glue(before.status[name], after.status[name])),
    methods: record(methods, (name) => glue(before.methods[name], after.methods[name])),
  }
}

/** The index of the first point at `time` or later. */
export function firstAt(time: readonly EpochSeconds[], at: EpochSeconds): number {
  let [low, high] = [0, time.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (time[middle]! < at) low = middle + 1
    else high = middle
  }
  return low
}

function record<Name extends string, Value>(names: readonly Name[], value: (name: Name) => Value): Record<Name, Value> {
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<Name, Value>
}

function nothing(length: number): null[] {
  return new Array<null>(length).fill(null)
}
