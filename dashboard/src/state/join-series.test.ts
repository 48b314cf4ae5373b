import { describe, expect, it } from 'vitest'
import type { MetricSeries } from '../../../src/domain/metric-series.ts'
import { appendPoints, coarser, joinSeries } from './join-series.ts'
import { emptySeries, mapSeries } from './series.ts'

/** Each column holds `value(time)`. */
function seriesOf(step: number, time: readonly number[], value: (time: number) => number | null): MetricSeries {
  const methods = { GET: [] } as MetricSeries['methods']
  return mapSeries({ ...emptySeries(step), methods }, step, time, () => time.map(value))
}

const seconds = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)

describe('points that come by the second', () => {
  it('takes no second twice and keeps the newest', () => {
    const first = seriesOf(1, [10, 11, 12], () => 1)
    const joined = appendPoints(
      first,
      seriesOf(1, [11, 12, 13], () => 2),
      3,
    )
    expect(joined.time).toEqual([11, 12, 13])
    expect(joined.values.requests).toEqual([1, 1, 2])
    expect(joined.methods.GET).toEqual([1, 1, 2])
  })

  it('fills up a column that came later', () => {
    const { GET: _none, ...rest } = seriesOf(1, [10], () => 1).methods
    const joined = appendPoints(
      { ...seriesOf(1, [10], () => 1), methods: rest },
      seriesOf(1, [11], () => 2),
      9,
    )
    expect(joined.methods.GET).toEqual([null, 2])
  })

  it('stand behind stored seconds', () => {
    const joined = joinSeries(
      seriesOf(1, seconds(0, 20), () => 1),
      seriesOf(1, seconds(15, 25), () => 2),
      5,
    )
    expect(joined.time).toEqual(seconds(5, 25))
    expect(joined.values.requests.filter((value) => value === 2)).toHaveLength(10)
  })

  it('make the last stored point anew, for it was stored before it was over', () => {
    const joined = joinSeries(
      seriesOf(10, [0, 10, 20], () => 1),
      seriesOf(1, seconds(18, 35), () => 3),
      0,
    )
    expect(joined.time).toEqual([0, 10, 20, 30])
    expect(joined.values.requests).toEqual([1, 1, 3, 3])
  })

  it('leave a stored point alone that they cover in part only', () => {
    const joined = joinSeries(
      seriesOf(10, [0, 10], () => 1),
      seriesOf(1, seconds(15, 25), () => 3),
      0,
    )
    expect(joined.time).toEqual([0, 10, 20])
    expect(joined.values.requests).toEqual([1, 1, 3])
  })

  it('are all there is when nothing is stored', () => {
    expect(
      joinSeries(
        emptySeries(10),
        seriesOf(1, seconds(15, 25), () => 3),
        0,
      ).time,
    ).toEqual([10, 20])
  })
})

describe('seconds as longer points', () => {
  const requests = [1, 3, null, 4]
  const shares = [50, 0, 90, null]
  const series: MetricSeries = {
    ...seriesOf(1, [60, 61, 62, 125], (time) => time),
    values: {
      ...seriesOf(1, [60, 61, 62, 125], () => 1).values,
      requests,
      'client-errors': shares,
      clients: [5, 9, 7, 2],
    },
  }

  it('takes means of what is known, the most of clients, and shares by their requests', () => {
    const { time, values, most_requests } = coarser(series, 60)
    expect(time).toEqual([60, 120])
    expect(values.requests).toEqual([2, 4])
    expect(values.clients).toEqual([9, 2])
    expect(values['client-errors']).toEqual([12.5, null])
    expect(most_requests).toEqual([62, 125])
  })

  it('changes nothing at the same length', () => expect(coarser(series, 1)).toBe(series))
})
