import { constants, gunzipSync } from 'node:zlib'
import { FileTally } from '../domain/file-tally.ts'
import type { BatchSink } from '../domain/ports.ts'
import { ByteText, type RecordBatch } from '../domain/record-batch.ts'
import type { Bytes, EpochSeconds } from '../domain/units.ts'
import type { ParserOptions } from '../edge/parse/line-format.ts'
import { LineReader } from '../edge/parse/line-reader.ts'
import { createParser } from '../edge/parse/registry.ts'
import { LogPart } from '../edge/source/log-part.ts'
import { type PastFile, type PastSeries, readFirst } from './priming-files.ts'

/** Bytes that are looked at for the time of a line. */
const PROBE: Bytes = 64 << 10

/** What is read of a file: from `start` on, which is 0 in a packed one. */
export interface PastPart extends PastFile {
  readonly start: Bytes
}

/** Second of the newest record of all; of a packed file the time when it was last written. null: there is none. */
export function newestSecond(all: readonly PastSeries[]): EpochSeconds | null {
  const newest = Math.max(...all.map(newestOf))
  return Number.isFinite(newest) ? newest : null
}

function newestOf({ files }: PastSeries): EpochSeconds {
  let newest = Number.NEGATIVE_INFINITY
  for (const file of files) {
    if (file.isPacked) return file.modified
    probe(file, file.size - PROBE, (second) => {
      newest = Math.max(newest, second)
    })
    if (newest !== Number.NEGATIVE_INFINITY) break
  }
  return newest
}

/**
 * What must be read of a series, the oldest first, to have its lines from a second on. `broken` says what is missing of that;
 * `damaged`: paths that cannot be read, with the reason.
 */
export function partsSince(
  series: PastSeries,
  from: EpochSeconds,
  damaged: ReadonlyMap<string, string> = new Map(),
): { readonly parts: PastPart[]; readonly broken: string | null } {
  const parts: PastPart[] = []
  for (const file of series.files) {
    if (file.size === 0) continue
    const reason = damaged.get(file.path)
    if (reason !== undefined) return { parts, broken: reason }
    const first = firstSecond(file, 0)
    const reachesBack = first !== null && first < from
    parts.unshift({ ...file, start: reachesBack && !file.isPacked ? seek(file, from) : 0 })
    if (reachesBack) return { parts, broken: null }
  }
  return { parts, broken: series.broken }
}

/** A position with which, or a little before which, the lines of a second begin; lines are taken to ascend in time. */
function seek(file: PastFile, from: EpochSeconds): Bytes {
  let low = 0
  let high = file.size
  while (high - low > PROBE) {
    const middle = Math.floor((low + high) / 2)
    const second = firstSecond(file, middle)
    if (second !== null && second < from) low = middle
    else high = middle
  }
  return low
}

/** Second of the first record behind a position; null when there is none within a probe. */
function firstSecond(file: PastFile, start: Bytes): EpochSeconds | null {
  const seconds: EpochSeconds[] = []
  probe(file, start, (second) => seconds.push(second))
  return seconds[0] ?? null
}

/** Reads the lines of a file into a sink; nobody counts or tells of those it refuses. */
export function readerFor({ path, format }: PastFile, sink: BatchSink, parsing: ParserOptions = {}): LineReader {
  return new LineReader({ parser: createParser(format, parsing), tally: new FileTally(path), sink })
}

function probe(file: PastFile, start: Bytes, see: (second: EpochSeconds) => void): void {
  const sink: BatchSink = {
    consume(batch: RecordBatch, from: number, to: number) {
      for (let row = from; row < to; row++) see(batch.second[row]!)
    },
  }
  const reader = readerFor(file, sink)
  if (file.isPacked) {
    const text = beginning(file.path)
    reader.read(new ByteText(text), 0, text.length)
    return
  }
  const from = Math.max(0, start)
  const part = new LogPart(file.path, from, Math.min(from + PROBE, file.size), reader)
  while (part.next());
  part.close()
}

/** The first lines of a packed file; nothing of one that is damaged there. */
function beginning(path: string): Buffer {
  const packed = readFirst(path, PROBE)
  try {
    return gunzipSync(packed, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 1_100 * PROBE })
  } catch {
    return Buffer.alloc(0)
  }
}
