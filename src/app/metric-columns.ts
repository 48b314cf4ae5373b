import { type ExpectedBand, type MetricPoint, type MetricStretch, ROLLING } from '../domain/metric-history.ts'
import type { BandColumns, Column, MetricSeries, SiteMetric, StatusClass } from '../domain/metric-series.ts'
import { METHODS } from '../domain/record-batch.ts'
import type { Seconds } from '../domain/units.ts'

/** A share of fewer requests says nothing. */
const FEWEST = 20

type Value = number | null

/** What a stretch of history is drawn as; shares of the last 60 s need the points before its beginning. */
export function metricSeries({ step, from, points }: MetricStretch): MetricSeries {
  const shown = points.filter(({ start }) => start >= from)
  const column = (value: (point: MetricPoint) => Value): Column => shown.map((point) => rounded(value(point)))
  const shares = sharesOf(points, step, from)
  return {
    step_s: step,
    time: shown.map(({ start }) => start),
    values: {
      requests: column((point) => point.requests / point.seconds),
      ...shares,
      latency: column((point) => point.mostLatencyP99),
      clients: column((point) => point.mostClients),
      bytes: column((point) => point.bytes / point.seconds),
    },
    expected: {
      requests: bandColumns(shown, 'requests'),
      'client-errors': bandColumns(shown, 'client-errors'),
      'server-errors': bandColumns(shown, 'server-errors'),
      'not-found': bandColumns(shown, 'not-found'),
      latency: bandColumns(shown, 'latency'),
      clients: bandColumns(shown, 'clients'),
      bytes: bandColumns(shown, 'bytes'),
    },
    most_requests: column((point) => point.mostRequests),
    prevented: column((point) => point.prevented / point.seconds),
    status: {
      '2xx': column((point) => ofSplit(point, point.succeeded)),
      '3xx': column((point) => ofSplit(point, point.redirects)),
      '4xx': column((point) => point.clientErrors / point.seconds),
      '5xx': column((point) => point.serverErrors / point.seconds),
    } satisfies Record<StatusClass, Column>,
    methods: Object.fromEntries(
      METHODS.map((name, method) => [name, column((point) => ofSplit(point, point.methods[method] ?? 0))]),
    ),
  }
}

function ofSplit({ splitSeconds }: MetricPoint, count: number): Value {
  return splitSeconds === 0 ? null : count / splitSeconds
}

type Share = 'client-errors' | 'server-errors' | 'not-found'

/** Per cent of the requests that were answered, over 60 s or the point. */
function sharesOf(points: readonly MetricPoint[], step: Seconds, from: number): Record<Share, Column> {
  const span = Math.max(step, ROLLING)
  const columns: Record<Share, Value[]> = { 'client-errors': [], 'server-errors': [], 'not-found': [] }
  const sums = { answered: 0, 'client-errors': 0, 'server-errors': 0, 'not-found': 0 }
  const take = (point: MetricPoint, sign: 1 | -1): void => {
    sums.answered += sign * (point.requests - point.prevented)
    sums['client-errors'] += sign * point.clientErrors
    sums['server-errors'] += sign * point.serverErrors
    sums['not-found'] += sign * point.notFound
  }
  let oldest = 0
  for (const point of points) {
    take(point, 1)
    while (points[oldest]!.start < point.start + step - span) take(points[oldest++]!, -1)
    if (point.start < from) continue
    for (const name of Object.keys(columns) as Share[])
      columns[name].push(sums.answered < FEWEST ? null : rounded((100 * sums[name]) / sums.answered))
  }
  return columns
}

function bandColumns(points: readonly MetricPoint[], metric: SiteMetric): BandColumns {
  const column = (part: keyof ExpectedBand): Column =>
    points.map(({ expected }) => rounded(expected[metric]?.[part] ?? null))
  return { mean: column('mean'), low: column('low'), high: column('high') }
}

/** Three digits behind the point; whole from a thousand on: a day of points is half as long as text. */
function rounded(value: Value): Value {
  if (value === null || !Number.isFinite(value)) return null
  return Math.abs(value) >= 1_000 ? Math.round(value) : Math.round(value * 1_000) / 1_000
}
