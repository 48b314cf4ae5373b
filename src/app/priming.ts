import { FileTally } from '../domain/file-tally.ts'
import type { BatchSink } from '../domain/ports.ts'
import type { RecordBatch } from '../domain/record-batch.ts'
import { type EpochMilliseconds, type EpochSeconds, MINUTE, type Milliseconds } from '../domain/units.ts'
import { LineReader } from '../edge/parse/line-reader.ts'
import { createParser } from '../edge/parse/registry.ts'
import { expandGlob, isGlob } from '../edge/source/glob.ts'
import { LogEnd } from '../edge/source/log-end.ts'
import type { CidrSet } from '../lib/cidr-set.ts'
import type { Logger } from '../lib/logger.ts'
import { BatchQueue } from './batch-queue.ts'
import type { Engine } from './engine.ts'
import type { ChosenLog } from './log-choice.ts'
import { mergeByTime } from './merge.ts'

/** Seconds of the log that are read again at start. */
const SPAN = 2_400
/** Of all logs together. */
const MOST_BYTES = 64 << 20
const MOST_TIME: Milliseconds = 1_000
/** A log whose last line is older teaches nothing about now. */
const OLD: Milliseconds = 30 * MINUTE
const LAST_BYTES = 64 << 10

/** Passes on records from a second on, and knows the newest of all. */
class Recent implements BatchSink {
  newest: EpochSeconds = Number.NEGATIVE_INFINITY
  passed = 0
  readonly #from: EpochSeconds
  readonly #to: BatchSink | null

  constructor(from: EpochSeconds, to: BatchSink | null) {
    this.#from = from
    this.#to = to
  }

  consume(batch: RecordBatch, from: number, to: number): void {
    for (let row = from; row < to; row++) {
      const second = batch.second[row]!
      if (second > this.newest) this.newest = second
      if (this.#to === null || second < this.#from) continue
      this.#to.consume(batch, row, row + 1)
      this.passed++
    }
  }
}

/**
 * Teaches the engine what the logs hold of the last 40 minutes, before it goes live: at most 64 MiB and one second. Limits apply, so that
 * attackers teach nothing, but nobody stays banned and nothing is told.
 */
export async function prime(
  engine: Engine,
  logs: readonly ChosenLog[],
  now: () => EpochMilliseconds,
  log: Logger,
  trusted?: CidrSet,
): Promise<void> {
  const files = logs.flatMap(({ path, format }) =>
    path === '-' ? [] : (isGlob(path) ? expandGlob(path) : [path]).map((name) => ({ name, format })),
  )
  const newest = Math.max(...files.map((file) => newestOf(file.name, file.format)))
  if (newest === Number.NEGATIVE_INFINITY) return
  const age = now() - newest * 1_000
  if (age > OLD) {
    log.info(`the last line is ${Math.round(age / MINUTE)} minutes old: the baseline begins anew`)
    return
  }
  const started = performance.now()
  engine.startPriming()
  const inputs = files.flatMap(({ name, format }) => {
    const queue = new BatchQueue()
    const recent = new Recent(newest - SPAN, files.length === 1 ? engine : queue)
    const end = openEnd(name, format, MOST_BYTES / files.length, recent, trusted)
    if (end === null) return []
    const fill = () => performance.now() - started < MOST_TIME && end.next()
    return [{ queue, recent, end, fill }]
  })
  if (files.length === 1) for (const { fill } of inputs) while (fill());
  else await mergeByTime(inputs, engine)
  for (const { end } of inputs) end.close()
  engine.endPriming()
  const lines = inputs.reduce((sum, { recent }) => sum + recent.passed, 0)
  const samples = engine.brain.baseline('requests')?.samples ?? 0
  log.info(`learned from the last ${lines} lines: a baseline of ${Math.round(samples / 60)} minutes`)
}

function newestOf(name: string, format: string): EpochSeconds {
  const recent = new Recent(Number.NEGATIVE_INFINITY, null)
  const end = openEnd(name, format, LAST_BYTES, recent)
  if (end === null) return Number.NEGATIVE_INFINITY
  while (end.next());
  end.close()
  return recent.newest
}

/** Null when the log cannot be read: the tail tells of that. */
function openEnd(name: string, format: string, bytes: number, sink: BatchSink, trusted?: CidrSet): LogEnd | null {
  try {
    const parser = createParser(format, trusted && { trusted })
    return new LogEnd(name, bytes, new LineReader({ parser, tally: new FileTally(name), sink }))
  } catch {
    return null
  }
}
