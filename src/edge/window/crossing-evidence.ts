import type { Crossing, Surge, WindowSeconds } from '../../domain/limits.ts'
import type { RecordBatch } from '../../domain/record-batch.ts'
import type { BusySlots, LimitRows } from './busy-slots.ts'
import type { KnownTraffic } from './known-traffic.ts'
import { BUSY, LIMIT_ROW, RING, STRICT } from './source-entries.ts'
import type { SourceTable } from './source-table.ts'
import type { SourceWindows } from './source-windows.ts'
import type { StudyDesk } from './study-desk.ts'

/** Bytes of a line that are shown. */
const LINE_BYTES = 8_192

/** Where the numbers behind a crossing are taken from. */
export interface EvidenceRoom {
  readonly table: SourceTable
  readonly busy: BusySlots
  readonly windows: SourceWindows
  readonly known: KnownTraffic
  readonly limits: LimitRows
  readonly desk: StudyDesk
}

/** What is told of a source that went over a limit with this row, which lies in the second `own`; `window` null: it was studied enough. */
export function crossingOf(
  { table, busy, windows, known, limits, desk }: EvidenceRoom,
  batch: RecordBatch,
  row: number,
  slot: number,
  window: WindowSeconds | null,
  own: number,
): Crossing {
  const meta = table.entries.meta(slot)
  const sums = windows.sums(slot, table.now, own)
  const at = timeOf(batch, row)
  const isKnown = slot < known.mark && (meta & BUSY) !== 0
  return {
    source: table.keyOf(slot),
    at,
    window: window ?? 60,
    observed: window === 1 ? sums.window1 : window === 10 ? sums.window10 : sums.window60,
    limit: window === null ? 0 : limits[(meta & LIMIT_ROW) + (window === 1 ? 0 : window === 10 ? 1 : 2)]!,
    strict: (meta & STRICT) !== 0,
    requests60: sums.window60,
    errors60: sums.errors60,
    known: isKnown ? busy.known(table.entries.words(slot)[table.entries.base(slot) + RING]!, table.now) : 0,
    siteKnown: known.requests,
    features: desk.of(slot, at, sums),
    studied: window === null,
    line: lineOf(batch, row),
  }
}

/** What is told of a source whose errors surge with this row. */
export function surgeOf({ table, busy }: EvidenceRoom, batch: RecordBatch, row: number, slot: number): Surge {
  const ring = table.entries.words(slot)[table.entries.base(slot) + RING]!
  return {
    source: table.keyOf(slot),
    at: timeOf(batch, row),
    requests60: busy.requests(ring, 60),
    errors60: busy.errors(ring, 60),
    limit: busy.errorShare,
  }
}

function timeOf(batch: RecordBatch, row: number): number {
  return batch.second[row]! * 1_000 + batch.millisecond[row]!
}

function lineOf(batch: RecordBatch, row: number): string {
  const start = batch.lineStart[row]!
  return batch.text.bytes.toString('utf8', start, Math.min(batch.lineEnd[row]!, start + LINE_BYTES))
}
