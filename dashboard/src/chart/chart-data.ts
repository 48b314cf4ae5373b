import type { BandColumns, Column } from '../../../src/domain/metric-series.ts'
import type { EpochSeconds, Seconds } from '../../../src/domain/units.ts'

/** A line and the band in which it was expected, ready to be drawn: columns of one length, holes in time filled with null. */
export interface LineData {
  readonly time: number[]
  readonly high: (number | null)[]
  readonly low: (number | null)[]
  readonly mean: (number | null)[]
  readonly values: (number | null)[]
  /** The values again where they leave the band, with their neighbours, so that it is a line; null elsewhere. */
  readonly outside: (number | null)[]
}

/** `band`: null when the line has none. */
export function lineData(
  time: readonly EpochSeconds[],
  step: Seconds,
  values: Column,
  band: BandColumns | null,
): LineData {
  const holes = holesOf(time, step)
  const fill = (column: Column | undefined) => withHoles(column ?? [], holes, time.length)
  const [high, low] = [fill(band?.high), fill(band?.low)]
  const drawn = fill(values)
  return {
    time: timeWithHoles(time, step, holes),
    high,
    low,
    mean: fill(band?.mean),
    values: drawn,
    outside: outsideOf(drawn, low, high),
  }
}

/** Indices before which points are missing. */
export function holesOf(time: readonly EpochSeconds[], step: Seconds): number[] {
  const holes: number[] = []
  for (let index = 1; index < time.length; index += 1)
    if (time[index]! - time[index - 1]! > step * 1.5) holes.push(index)
  return holes
}

/** A null before each hole, so that no line bridges it. Missing values are null too. */
export function withHoles(column: Column, holes: readonly number[], length: number): (number | null)[] {
  const filled: (number | null)[] = []
  let next = 0
  for (let index = 0; index < length; index += 1) {
    if (holes[next] === index) {
      filled.push(null)
      next += 1
    }
    filled.push(column[index] ?? null)
  }
  return filled
}

export function timeWithHoles(time: readonly EpochSeconds[], step: Seconds, holes: readonly number[]): number[] {
  const filled: number[] = []
  let next = 0
  for (const [index, second] of time.entries()) {
    if (holes[next] === index) {
      filled.push(time[index - 1]! + step)
      next += 1
    }
    filled.push(second)
  }
  return filled
}

function outsideOf(values: Column, low: Column, high: Column): (number | null)[] {
  const isOut = values.map((value, index) => {
    const [floor, ceiling] = [low[index] ?? null, high[index] ?? null]
    return value !== null && ((ceiling !== null && value > ceiling) || (floor !== null && value < floor))
  })
  return values.map((value, index) => (isOut[index] || isOut[index - 1] || isOut[index + 1] ? value : null))
}

/**
 * From 0 to a little above what is drawn, and at least to `least`, so that a quiet line stays low instead of filling the chart with its noise.
 */
export function valueRange(most: number | null, least: number): [low: number, high: number] {
  return [0, Math.max(most ?? 0, least) * 1.08]
}

/** Stacked: each column on the sum of those before it; null counts as 0 unless all are null. */
export function stacked(columns: readonly Column[]): (number | null)[][] {
  const length = Math.max(0, ...columns.map((column) => column.length))
  const sums: (number | null)[] = new Array<number | null>(length).fill(null)
  return columns.map((column) => {
    for (let index = 0; index < length; index += 1) {
      const value = column[index] ?? null
      if (value !== null) sums[index] = (sums[index] ?? 0) + value
    }
    return [...sums]
  })
}
