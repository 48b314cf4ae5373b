import { describe, expect, it } from 'vitest'
import { lineData, stacked, valueRange } from './chart-data.ts'
import { mergedSpans } from './marks.ts'
import { timeLabels } from './time-axis.ts'

describe('a line over its band', () => {
  it('is broken where time is missing', () => {
    const data = lineData([10, 11, 15, 16], 1, [1, 2, 3, 4], null)
    expect(data.time).toEqual([10, 11, 12, 15, 16])
    expect(data.values).toEqual([1, 2, null, 3, 4])
    expect(data.high).toEqual([null, null, null, null, null])
  })

  it('is marked where it leaves the band, with its neighbours', () => {
    const band = { mean: [3, 3, 3, 3, 3], low: [1, 1, 1, 1, 1], high: [5, 5, 5, 5, 5] }
    const { outside } = lineData([1, 2, 3, 4, 5], 1, [3, 4, 400, 4, 3], band)
    expect(outside).toEqual([null, 4, 400, 4, null])
    expect(lineData([1, 2, 3], 1, [3, 0, null], { mean: [3, 3, 3], low: [1, 1, 1], high: [5, 5, 5] }).outside).toEqual([
      3,
      0,
      null,
    ])
  })

  it('is never outside of a band that is not known', () => {
    const none = [null, null]
    expect(lineData([1, 2], 1, [400, 500], { mean: none, low: none, high: none }).outside).toEqual([null, null])
  })

  it('begins at 0 and leaves noise small', () => {
    expect(valueRange(null, 5)).toEqual([0, 5.4])
    expect(valueRange(1, 5)).toEqual([0, 5.4])
    expect(valueRange(100, 5)).toEqual([0, 108])
  })
})

describe('a stack', () => {
  it('puts each layer on those before it', () => {
    expect(
      stacked([
        [1, 2, null],
        [10, null, null],
      ]),
    ).toEqual([
      [1, 2, null],
      [11, 2, null],
    ])
  })
})

describe('marks', () => {
  it('shades a time once, whatever happened in it', () => {
    expect(
      mergedSpans([
        { from: 50, to: null },
        { from: 10, to: 20 },
        { from: 15, to: 30 },
        { from: 60, to: 70 },
        { from: 12, to: 14 },
      ]),
    ).toEqual([
      { from: 10, to: 30 },
      { from: 50, to: null },
    ])
  })
})

describe('a time axis', () => {
  it('tells seconds, minutes or days', () => {
    const midnight = Date.parse('2026-03-02T00:00:00Z') / 1_000
    expect(timeLabels([midnight + 5], 5)).toEqual(['00:00:05'])
    expect(timeLabels([midnight, midnight + 3_600], 3_600)).toEqual(['2 Mar', '01:00'])
    expect(timeLabels([midnight + 3_600], 86_400)).toEqual(['2 Mar'])
  })
})
