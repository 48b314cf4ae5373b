import { type Stats, statSync } from 'node:fs'
import { FileTally } from '../domain/file-tally.ts'
import type { ByteText, RecordBatch } from '../domain/record-batch.ts'
import type { SourceTrace } from '../domain/site-desk.ts'
import type { SourceKey } from '../domain/source.ts'
import type { Bytes, EpochSeconds, Seconds } from '../domain/units.ts'
import type { LineReader } from '../edge/parse/line-reader.ts'
import type { ChunkSink } from '../edge/source/chunk-sink.ts'
import { LogPart } from '../edge/source/log-part.ts'
import type { CidrSet } from '../lib/cidr-set.ts'
import { nextTurn } from '../lib/turns.ts'
import { FileIntake } from './file-intake.ts'
import { TraceBook } from './trace-book.ts'

/** Of each log, and of all of them together. */
const MOST_OF_ONE: Bytes = 8 << 20
const MOST_OF_ALL: Bytes = 64 << 20
/** From which the time of the first line of a part is taken. */
const FIRST: Bytes = 64 << 10

/** A file that is followed, and how its lines are read. */
export interface TracedLog {
  readonly path: string
  readonly format: string
  /** Seconds that its times are ahead of the wall's. */
  readonly ahead: Seconds
}

interface Part extends TracedLog {
  readonly start: Bytes
  readonly end: Bytes
}

/** Nothing was looked through. */
export const NO_TRACE: SourceTrace = {
  ...{ since: null, requests: 0, lines: [], endpoints: [], agents: [], step_s: 10, time: [], counts: [], errors: [] },
}

/**
 * Reads the ends of logs for what one source sent, a chunk of 256 KiB a turn of the event loop. Files that cannot be read now are left out.
 * What is told begins where the last of these ends begins, so that no log is missing from a part of it.
 */
export async function readTrace(
  logs: readonly TracedLog[],
  source: SourceKey,
  trusted: CidrSet,
  now: EpochSeconds,
): Promise<SourceTrace> {
  const most = Math.min(MOST_OF_ONE, Math.floor(MOST_OF_ALL / Math.max(1, logs.length)))
  const parts = logs.flatMap((log) => endOf(log, most))
  let cut = Number.NEGATIVE_INFINITY
  let whole = Number.POSITIVE_INFINITY
  for (const part of parts) {
    const first = firstSecond(part, trusted)
    await nextTurn()
    if (first === null) continue
    if (part.start > 0) cut = Math.max(cut, first)
    else whole = Math.min(whole, first)
  }
  const since = Number.isFinite(cut) ? cut : whole
  if (!Number.isFinite(since)) return NO_TRACE
  const book = new TraceBook(source, since)
  let newest = Math.max(since, now)
  for (const part of parts) {
    await readPart(part, trusted, (batch, from, to) => {
      book.add(batch, from, to, part.ahead)
      // A line from the future is no reason to draw years of nothing.
      const last = batch.second[to - 1]! - part.ahead
      if (last > newest && last < now + 3_600) newest = last
    })
  }
  return book.trace(newest)
}

/** Nothing of what cannot be opened, or is no regular file: opening a FIFO would wait. */
function endOf(log: TracedLog, most: Bytes): Part[] {
  const stat = statOf(log.path)
  if (stat === undefined || !stat.isFile() || stat.size === 0) return []
  return [{ ...log, start: Math.max(0, stat.size - most), end: stat.size }]
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

type TakeRows = (batch: RecordBatch, from: number, to: number) => void

/** The earliest of the first lines; null when none of them can be read. */
function firstSecond(part: Part, trusted: CidrSet): EpochSeconds | null {
  let first: number | null = null
  const open = openPart({ ...part, end: Math.min(part.end, part.start + FIRST) }, trusted, (batch, from, to) => {
    for (let row = from; row < to; row++) first = Math.min(first ?? Number.POSITIVE_INFINITY, batch.second[row]!)
  })
  if (open === null) return null
  try {
    while (open.next());
  } catch {
    // It was taken away meanwhile.
  } finally {
    open.close()
  }
  return first === null ? null : first - part.ahead
}

async function readPart(part: Part, trusted: CidrSet, take: TakeRows): Promise<void> {
  const open = openPart(part, trusted, take)
  if (open === null) return
  try {
    while (open.next()) await nextTurn()
  } catch {
    // It was taken away meanwhile.
  } finally {
    open.close()
  }
}

function openPart({ path, format, start, end }: Part, trusted: CidrSet, take: TakeRows): LogPart | null {
  const { reader } = new FileIntake({
    ...{ format, tally: new FileTally(path), parsing: { trusted } },
    sink: { consume: take },
    expectLate() {},
    onFormat() {},
    onReject() {},
  })
  try {
    return new LogPart(path, start, end, new WholeLines(reader))
  } catch {
    return null
  }
}

/** The text behind the last line feed is still being written. */
class WholeLines implements ChunkSink {
  readonly #reader: LineReader

  constructor(reader: LineReader) {
    this.#reader = reader
  }

  get room(): ByteText | undefined {
    return this.#reader.room
  }

  read(text: ByteText, start: number, end: number): number {
    return this.#reader.read(text, start, end)
  }

  finish(): void {}

  refuseLong(): void {
    this.#reader.refuseLong()
  }

  reset(): void {
    this.#reader.reset()
  }
}
