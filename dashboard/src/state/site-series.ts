import { useMemo } from 'preact/hooks'
import { type MetricSeries, MOST_POINTS } from '../../../src/domain/metric-series.ts'
import type { EpochSeconds } from '../../../src/domain/units.ts'
import type { ApiProblem } from '../api/api-problem.ts'
import { getJson } from '../api/client.ts'
import { useResource } from '../api/resource.ts'
import { type RangeName, rangeOf, type TimeRange } from '../route/address.ts'
import { address } from '../route/router.ts'
import { joinSeries } from './join-series.ts'
import { livePoints, missed } from './live.ts'

/** How many points a chart of each length has; a minute each for a day. */
const POINTS: Readonly<Record<RangeName, number>> = { '15m': 900, '1h': 1_800, '24h': 1_440, '7d': 2_016, '30d': 2_160 }
const FIXED_POINTS = 1_500

/** Milliseconds between two looks at what is stored: what is not seen by the second has to be asked for. */
const AGAIN: Readonly<Record<RangeName, number>> = {
  '15m': 300_000,
  '1h': 120_000,
  '24h': 120_000,
  '7d': 300_000,
  '30d': 600_000,
}

/** A stretch of time and the site in it; the series is null until it is there. */
export interface SiteSeries {
  readonly from: EpochSeconds
  readonly to: EpochSeconds
  readonly series: MetricSeries | null
  readonly problem: ApiProblem | null
  readonly reload: () => void
}

/** The range of the page's address, as the start and end of a question to the server. */
export function askedRange(range: TimeRange): { readonly from: string; readonly to: string; readonly points: number } {
  const end = Date.now()
  const [from, to] =
    range.kind === 'fixed' ? [range.from * 1_000, range.to * 1_000] : [end - range.seconds * 1_000, end]
  const points = range.kind === 'fixed' ? FIXED_POINTS : POINTS[range.name]
  return {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    points: Math.min(points, MOST_POINTS, Math.max(1, Math.ceil((to - from) / 1_000))),
  }
}

/** A name for a range, for whatever is asked for anew when it changes. */
export function rangeKey(range: TimeRange): string {
  return range.kind === 'fixed' ? `${range.from}-${range.to}` : range.name
}

export function againEvery(range: TimeRange): number {
  return range.kind === 'fixed' ? 0 : AGAIN[range.name]
}

/** Stored points of the range that the address names, with the seconds that came since behind them. */
export function useSiteSeries(): SiteSeries {
  const range = rangeOf(address.value.query)
  const { value, problem, reload } = useResource(
    `${rangeKey(range)} ${missed.value}`,
    (signal) => getJson<MetricSeries>('/api/v1/metrics', askedRange(range), signal),
    againEvery(range),
  )
  const points = livePoints.value
  const isFixed = range.kind === 'fixed'
  const to = isFixed ? range.to : (points.time.at(-1) ?? Math.floor(Date.now() / 1_000))
  const from = isFixed ? range.from : to - range.seconds
  const series = useMemo(
    () => (value === null || isFixed ? value : joinSeries(value, points, from)),
    [value, points, isFixed, from],
  )
  return { from, to, series, problem, reload }
}
