import type { Column, MetricSeries } from '../../../src/domain/metric-series.ts'
import type { EpochSeconds, Seconds } from '../../../src/domain/units.ts'
import { concatSeries, firstAt, type Join, mapSeries, sliceSeries } from './series.ts'

/** `live` with the seconds of a frame behind it, the last `keep` of them. A second that is there already is not taken twice. */
export function appendPoints(live: MetricSeries, points: MetricSeries, keep: number): MetricSeries {
  const last = live.time.at(-1)
  const fresh = last === undefined ? points : sliceSeries(points, firstAt(points.time, last + 1))
  const joined = concatSeries(live, fresh)
  return joined.time.length > keep ? sliceSeries(joined, joined.time.length - keep) : joined
}

/**
 * What charts draw: stored points, and behind them the seconds that came since, put together to points of the same length. Stored points
 * that the seconds cover whole are made anew from them, for the last one was stored before it was over.
 */
export function joinSeries(stored: MetricSeries, live: MetricSeries, from: EpochSeconds): MetricSeries {
  const { step_s } = stored
  const firstLive = live.time[0]
  const behind = (stored.time.at(-1) ?? 0) + step_s
  const anew =
    firstLive === undefined ? Number.POSITIVE_INFINITY : Math.min(Math.ceil(firstLive / step_s) * step_s, behind)
  const kept = sliceSeries(stored, firstAt(stored.time, from), firstAt(stored.time, anew))
  if (firstLive === undefined) return kept
  const start = stored.time.length === 0 ? from : anew
  return concatSeries(kept, coarser(sliceSeries(live, firstAt(live.time, Math.max(start, from))), step_s))
}

/** Seconds as points of `step_s`: means, but the most where a point tells the most, and shares by how many requests they are of. */
export function coarser(seconds: MetricSeries, step_s: Seconds): MetricSeries {
  if (step_s <= seconds.step_s) return seconds
  const starts: number[] = []
  const time: EpochSeconds[] = []
  for (const [index, second] of seconds.time.entries()) {
    const point = Math.floor(second / step_s) * step_s
    if (time.at(-1) === point) continue
    time.push(point)
    starts.push(index)
  }
  const weights = seconds.values.requests
  return mapSeries(seconds, step_s, time, (values, join) =>
    starts.map((start, index) => joined(values, weights, start, starts[index + 1] ?? seconds.time.length, join)),
  )
}

function joined(values: Column, weights: Column, start: number, end: number, join: Join): number | null {
  let [sum, weight] = [0, 0]
  let most: number | null = null
  for (let index = start; index < end; index += 1) {
    const value = values[index] ?? null
    if (value === null) continue
    const share = join === 'by-requests' ? (weights[index] ?? 0) : 1
    sum += value * share
    weight += share
    if (most === null || value > most) most = value
  }
  if (join === 'max' || weight === 0) return most
  return sum / weight
}
