import { type Limits, NO_LIMIT } from '../../domain/limits.ts'
import type { LimitRows } from './busy-slots.ts'
import { SMALL_LIMIT } from './small-slot.ts'
import { SPARED, STRICT } from './source-entries.ts'

/** Sources in small slots are not compared, so no limit may be below the first count that needs a busy slot. */
export const LOWEST_LIMIT = SMALL_LIMIT + 1

/** The limits as the counting loop reads them; the row of a source begins at META & LIMIT_ROW. */
export function limitRows(limits: Limits): LimitRows {
  const rows = new Int32Array(16).fill(NO_LIMIT)
  rows.set(row(limits.plain), 0)
  rows.set(row(limits.strict), STRICT)
  // SPARED and SPARED | STRICT: never compared.
  rows.fill(NO_LIMIT, SPARED)
  return rows
}

function row(limits: Limits['plain']): number[] {
  return [limits[1], limits[10], limits[60]].map((limit) =>
    Math.min(Math.max(Math.floor(limit), LOWEST_LIMIT), NO_LIMIT),
  )
}
