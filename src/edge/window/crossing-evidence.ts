import type { Crossing, Surge, WindowSeconds } from '../../domain/limits.ts'
import type { RecordBatch } from '../../domain/record-batch.ts'
import type { BusySlots, LimitRows } from './busy-slots.ts'
import type { KnownTraffic } from './known-traffic.ts'
import { LIMIT_ROW, META, RING, STRICT } from './source-entries.ts'
import type { SourceTable } from './source-table.ts'

/** Bytes of a line that are shown. */
const LINE_BYTES = 8_192
const SPAN = 60

/** Where the numbers behind a crossing are taken from. */
export interface EvidenceRoom {
  readonly table: SourceTable
  readonly busy: BusySlots
  readonly known: KnownTraffic
  readonly limits: LimitRows
  /** The engine's count of seconds. */
  readonly tick: number
}

/** What is told of a source that went over a limit with this row, which lies in the second `own`. */
export function crossingOf(
  { table, busy, known, limits, tick }: EvidenceRoom,
  batch: RecordBatch,
  row: number,
  slot: number,
  window: WindowSeconds,
  own: number,
): Crossing {
  const words = table.entries.words(slot)
  const base = table.entries.base(slot)
  const meta = words[base + META]!
  const ring = words[base + RING]!
  return {
    source: table.keyOf(slot),
    at: timeOf(batch, row),
    window,
    observed: window === 1 ? busy.requestsIn(ring, own % SPAN) : busy.requests(ring, window),
    limit: limits[(meta & LIMIT_ROW) + (window === 1 ? 0 : window === 10 ? 1 : 2)]!,
    strict: (meta & STRICT) !== 0,
    requests60: busy.requests(ring, 60),
    errors60: busy.errors(ring, 60),
    known: slot < known.mark ? busy.known(ring, tick) : 0,
    siteKnown: known.requests,
    features: null,
    studied: false,
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
