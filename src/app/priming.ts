import { basename } from 'node:path'
import type { Config } from '../config/schema.ts'
import type { TickSummary } from '../domain/tick-summary.ts'
import { MINUTE, type Milliseconds, type Seconds } from '../domain/units.ts'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../lib/logger.ts'
import { ownAddresses } from '../lib/own-addresses.ts'
import type { Progress } from '../lib/progress.ts'
import type { Engine } from './engine.ts'
import type { Lesson } from './engine-options.ts'
import type { ChosenLog } from './log-choice.ts'
import { type LiveStart, pastSeries } from './priming-files.ts'
import type { Learned } from './priming-job.ts'
import { newestSecond } from './priming-parts.ts'
import { type LessonReading, startThread } from './priming-thread.ts'
import { warm } from './priming-warmth.ts'

/** Before the baseline's span: windows and detectors are warm when it begins. */
const RUN_UP: Milliseconds = 10 * MINUTE
/** The start of live reading waits no longer. */
const LIMIT: Milliseconds = 10_000
/** Of that, what the thread may use: the rest is for its start and for windows. */
const SAFE = 0.8
const YOUNG: Seconds = 600
/** A log whose last line is older teaches nothing about now. */
const OLD: Milliseconds = 30 * MINUTE

export interface PrimingOptions {
  readonly engine: Engine
  readonly config: Config
  readonly logs: readonly ChosenLog[]
  /** Where live reading of the logs begins. */
  readonly starts: readonly LiveStart[]
  readonly clock: Clock
  readonly log: Logger
  readonly progress: Progress
  /** Takes each second that was learned, once the engine has learned it; some again when all is read anew. */
  readonly onTick?: (tick: TickSummary) => void
  /** Resolves when the run is to end. */
  readonly stopped: Promise<unknown>
  /** Who reads the lines. */
  readonly read?: typeof startThread
}

/** What came of it: lines that were learned from, and the outcome in words. */
export interface Primed {
  readonly lines: number
  readonly outcome: string
}

/**
 * Teaches the engine what the logs and their rotated predecessors hold of the time that the baselines want, before it goes live.
 * A thread reads them. Limits apply, so that attackers teach nothing, but nobody stays banned and nothing is told.
 */
export async function prime(options: PrimingOptions): Promise<Primed> {
  try {
    return await primeFrom(options)
  } catch (error) {
    const outcome = `older lines could not be learned from: ${(error as Error).message}. The baseline begins anew`
    options.log.error(outcome)
    return { lines: 0, outcome }
  }
}

async function primeFrom(options: PrimingOptions): Promise<Primed> {
  const { engine, logs, starts, clock, log } = options
  const past = pastSeries(logs, starts)
  const newest = newestSecond(past)
  if (newest === null) return { lines: 0, outcome: 'there were no older lines' }
  const age = clock.now() - newest * 1_000
  if (age > OLD) {
    const outcome = `the last line is ${Math.round(age / MINUTE)} minutes old: the baseline begins anew`
    log.info(outcome)
    return { lines: 0, outcome }
  }
  const names = past.flatMap(({ files }) => files.slice(0, 1).map(({ path }) => path))
  log.info(`learning from the last ${Math.round(spanOf(options) / MINUTE)} min of ${listOf(names)}`)
  const started = performance.now()
  let primed: Primed
  engine.startPriming()
  try {
    const learned = await learn(options)
    if (learned === null) return { lines: 0, outcome: 'the run was to end meanwhile' }
    await warm(engine, logs, starts, newest, options.config)
    primed = { lines: learned.lines, outcome: wordsOf(learned, performance.now() - started) }
    log.info(primed.outcome)
  } catch (error) {
    engine.teach(null)
    throw error
  } finally {
    engine.endPriming()
  }
  const baseline = engine.brain.baseline('requests')
  if ((baseline?.age ?? 0) < YOUNG)
    log.info('the baseline is younger than 10 minutes: until it is not, the ceiling alone judges')
  return primed
}

/** Null when the run is to end. */
async function learn(options: PrimingOptions): Promise<Learned | null> {
  const { config, logs, starts, clock, progress, stopped, read = startThread } = options
  const job = { config, ownAddresses: ownAddresses(), logs, starts, span: spanOf(options), limit: SAFE * LIMIT }
  let isOver = false
  let cancel = () => {}
  let reading: LessonReading | null = null
  try {
    return await new Promise<Learned | null>((resolve, reject) => {
      reading = read(job, (message) => {
        if (isOver) return
        if (message.type === 'lessons') for (const lesson of message.lessons) teach(options, lesson)
        else if (message.type === 'progress') progress.update(message.done, message.total, 'learning what is normal')
        else resolve(message.learned)
      })
      reading.ended.then(() => reject(new Error('their reader ended too early')), reject)
      cancel = clock.after(LIMIT, () => reject(new Error(`they took longer than ${LIMIT / 1_000} s to read`)))
      stopped.then(() => resolve(null))
    })
  } finally {
    isOver = true
    cancel()
    progress.stop()
    ;(reading as LessonReading | null)?.stop()
  }
}

function teach({ engine, onTick }: PrimingOptions, lesson: Lesson): void {
  engine.teach(lesson)
  if (lesson !== null) onTick?.(lesson.tick)
}

function spanOf({ config }: PrimingOptions): Milliseconds {
  return config.baseline.span + RUN_UP
}

function wordsOf({ lines, from, to, files, leftOut }: Learned, took: Milliseconds): string {
  const seconds = (took / 1_000).toFixed(1)
  const learned =
    from === null || to === null
      ? 'learned nothing from older lines'
      : `learned from ${Math.round((to - from) / MINUTE)} min of ${listOf(files)}: ${lines.toLocaleString('en')} lines in ${seconds} s`
  return [learned, ...leftOut.map((what) => `left out: ${what}`)].join('; ')
}

/** Names without folders, the first three of them. */
function listOf(paths: readonly string[]): string {
  const names = paths.map((path) => basename(path))
  const shown = names.length > 3 ? [...names.slice(0, 3), `${names.length - 3} more`] : names
  return shown.length < 2 ? shown.join() : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}
