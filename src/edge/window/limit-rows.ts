import { type Limits, NO_LIMIT } from '../../domain/limits.ts'
import type { LimitRows } from './busy-slots.ts'
import { SMALL_LIMIT } from './small-slot.ts'
import { STRICT } from './source-entries.ts'

/** Sources in small slots are not compared, so no limit may be below the first count that needs a busy slot. */
export const LOWEST_LIMIT = SMALL_LIMIT + 1

/** The limits as the counting loop reads them; the row of a source begins at META & LIMIT_ROW. */
export function limitRows(limits: Limits, rows: LimitRows = new Int32Array(16)): LimitRows {
  // SPARED and SPARED | STRICT: never compared.
  rows.fill(NO_LIMIT)
  setLimitRows(rows, limits)
  return rows
}

export function setLimitRows(rows: LimitRows, { plain, strict }: Limits): void {
  setRow(rows, 0, plain)
  setRow(rows, STRICT, strict)
}

function setRow(rows: LimitRows, at: number, limits: Limits['plain']): void {
  rows[at] = limitOf(limits[1])
  rows[at + 1] = limitOf(limits[10])
  rows[at + 2] = limitOf(limits[60])
}

function limitOf(limit: number): number {
  return Math.min(Math.max(Math.floor(limit), LOWEST_LIMIT), NO_LIMIT)
}
