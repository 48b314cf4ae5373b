import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { constants, gunzipSync } from 'node:zlib'
import { FileTally } from '../domain/file-tally.ts'
import type { BatchSink } from '../domain/ports.ts'
import { ByteText, type RecordBatch } from '../domain/record-batch.ts'
import type { Bytes, EpochSeconds } from '../domain/units.ts'
import { LineReader } from '../edge/parse/line-reader.ts'
import { createParser } from '../edge/parse/registry.ts'
import type { Identity } from '../edge/source/followed-file.ts'
import { expandGlob, isGlob } from '../edge/source/glob.ts'
import { LogPart } from '../edge/source/log-part.ts'
import { groupSeries, listSeries } from '../edge/source/series.ts'
import type { ChosenLog } from './log-choice.ts'

/** Bytes that are looked at for the time of a line. */
const PROBE: Bytes = 64 << 10

/** Where live reading of a file begins: what is older ends there. */
export type LiveStart = Pick<Identity, 'device' | 'inode' | 'position'>

export interface PastFile {
  readonly path: string
  readonly format: string
  /** Of a packed file as it lies on disk, of a live one up to where live reading begins. */
  readonly size: Bytes
  readonly isPacked: boolean
  readonly modified: EpochSeconds
}

/** What is read of a file: from `start` on, which is 0 in a packed one. */
export interface PastPart extends PastFile {
  readonly start: Bytes
}

/** A log and its predecessors, the newest first; `broken` says why there is no older one. */
export interface PastSeries {
  readonly files: readonly PastFile[]
  readonly broken: string | null
}

/** The logs as they were before live reading began at `starts`, each with its rotated predecessors. */
export function pastSeries(logs: readonly ChosenLog[], starts: readonly LiveStart[]): PastSeries[] {
  const formats = new Map<string, string>()
  for (const { path, format } of logs) {
    if (path === '-') continue
    for (const name of isGlob(path) ? expandGlob(path) : [path]) formats.set(name, format)
  }
  return groupSeries([...formats.keys()]).map((group) => {
    const newest = group.at(-1)!
    return filesOf(newest, formats, starts)
  })
}

function filesOf(newest: string, formats: ReadonlyMap<string, string>, starts: readonly LiveStart[]): PastSeries {
  const files: PastFile[] = []
  let path = newest
  try {
    for (path of listSeries(newest).toReversed()) {
      const stat = statSync(path)
      if (!stat.isFile()) continue
      const live = starts.find(({ device, inode }) => device === stat.dev && inode === stat.ino)
      // A log that came after the start is read live from its beginning.
      if (live === undefined && path === newest) continue
      files.push({
        path,
        format: formats.get(path) ?? formats.get(newest)!,
        size: Math.min(stat.size, live?.position ?? stat.size),
        isPacked: isGzip(path),
        modified: stat.mtimeMs / 1_000,
      })
    }
  } catch (error) {
    return { files, broken: `cannot read ${path}: ${(error as NodeJS.ErrnoException).code ?? error}` }
  }
  return { files, broken: null }
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

function probe(file: PastFile, start: Bytes, see: (second: EpochSeconds) => void): void {
  const sink: BatchSink = {
    consume(batch: RecordBatch, from: number, to: number) {
      for (let row = from; row < to; row++) see(batch.second[row]!)
    },
  }
  const reader = new LineReader({ parser: createParser(file.format), tally: new FileTally(file.path), sink })
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

function isGzip(path: string): boolean {
  const magic = readFirst(path, 2)
  return magic[0] === 0x1f && magic[1] === 0x8b
}

function readFirst(path: string, bytes: Bytes): Buffer {
  const file = openSync(path, 'r')
  try {
    const room = Buffer.alloc(bytes)
    return room.subarray(0, readSync(file, room, 0, bytes, 0))
  } finally {
    closeSync(file)
  }
}
