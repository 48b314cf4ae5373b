import type { EpochSeconds } from '../../domain/units.ts'
import { COLUMNS } from './site-rows.ts'

/** Seconds kept: 60 sealed, the open ones, and room to the next power of two. */
export const RING = 128
export const SPAN = 60
export const SHORT_SPAN = 10

/** What the site did by second, at `placeOf` it. */
export interface SiteSums {
  /** COLUMNS numbers a second. */
  readonly counts: Float64Array
  /** Which second it is. */
  readonly seconds: Float64Array
  /** COLUMNS sums over 60 s and, behind them, over 10 s. */
  readonly sums: Float64Array
}

/** Sums all columns over the seconds that end with `last`. The kernel does the same (kernel/sketch.ts). */
export function sumSeconds({ counts, seconds, sums }: SiteSums, last: EpochSeconds): void {
  sums.fill(0)
  let at = placeOf(last)
  for (let age = 0; age < SPAN; age++) {
    if (seconds[at] === last - age) {
      const from = at * COLUMNS
      for (let column = 0; column < COLUMNS; column++) sums[column]! += counts[from + column]!
    }
    if (age === SHORT_SPAN - 1) sums.copyWithin(COLUMNS, 0, COLUMNS)
    at = (at + RING - 1) % RING
  }
}

/** Also right for seconds before 1970 and beyond 32 bits. */
export function placeOf(second: EpochSeconds): number {
  return ((second % RING) + RING) % RING
}
