import { statSync } from 'node:fs'
import { proxyAdvice } from '../../brain/explain/proxy-advice.ts'
import type { Config } from '../../config/schema.ts'
import type { EngineEvent } from '../../domain/ports.ts'
import {
  DAY,
  type EpochMilliseconds,
  type EpochSeconds,
  MINUTE,
  type Milliseconds,
  SECOND,
} from '../../domain/units.ts'
import { expandGlob, isGlob } from '../../edge/source/glob.ts'
import { ownAddresses } from '../../lib/own-addresses.ts'
import type { Progress } from '../../lib/progress.ts'
import { nextTurn } from '../../lib/turns.ts'
import { BatchQueue } from '../batch-queue.ts'
import { Engine } from '../engine.ts'
import { type ChosenLog, isFile } from '../log-choice.ts'
import { mergeByTime } from '../merge.ts'
import { parsingFor } from '../parsing.ts'
import { type LiveStart, type PastSeries, pastSeries } from '../priming-files.ts'
import { newestSecond, partsSince } from '../priming-parts.ts'
import { PrimingReader } from '../priming-reader.ts'

const MOST_EVENTS = 1_000
const MOST_NOTES = 5
/** Chunks between two looks at the time and at the progress bar. */
const CHUNKS_A_TURN = 16
/** Of the limit: before that the speed is not judged. */
const TOO_SOON = 0.125
/** Of what the speed so far promises. */
const SAFE = 0.7
const SHORTEST: Milliseconds = 15 * MINUTE

/** What would have been done by a configuration in the time that was read. */
export interface LastDay {
  readonly from: EpochMilliseconds | null
  readonly to: EpochMilliseconds | null
  readonly requests: number
  readonly sources: number
  readonly bans: number
  readonly prevented: number
  readonly preventedOk: number
  /** The first 1,000 of the bans and incidents that began. */
  readonly events: readonly EngineEvent[]
  /** Of the site and of groups; those of single sources are told by their bans. */
  readonly incidents: number
  readonly notes: readonly string[]
  /** Reading was too slow for the whole day. */
  readonly isCut: boolean
}

export interface LastDayOptions {
  readonly config: Config
  readonly logs: readonly ChosenLog[]
  /** Most that it may take. */
  readonly limit: Milliseconds
  readonly stopwatch: () => Milliseconds
  readonly progress: Progress
  /** Throws when it is to end. */
  readonly checkEnd: () => void
}

/** Plays the last 24 hours of logs and their rotated predecessors, or as much of them as can be read in time. Throws what the system throws. */
export async function playLastDay(options: LastDayOptions): Promise<LastDay | null> {
  const files = options.logs.filter(isFile)
  const past = pastSeries(files, startsOf(files))
  const newest = newestSecond(past)
  if (newest === null) return null
  const deadline = options.stopwatch() + options.limit
  for (let span: Milliseconds = DAY, isCut = false; ; isCut = true) {
    const from = newest - Math.floor(span / SECOND) + 1
    const trial = new Trial(options, past, from, deadline)
    const share = await trial.play(span > SHORTEST)
    if (share === 1) return trial.result(isCut)
    if (share === null) return trial.result(true)
    span = Math.max(SHORTEST, span * share)
  }
}

/** Live reading would begin at their end. */
function startsOf(logs: readonly ChosenLog[]): LiveStart[] {
  return logs
    .flatMap(({ path }) => (isGlob(path) ? expandGlob(path) : [path]))
    .flatMap((path) => {
      const found = statSync(path, { throwIfNoEntry: false })
      return found === undefined ? [] : [{ device: found.dev, inode: found.ino, position: found.size }]
    })
}

class Trial {
  readonly #options: LastDayOptions
  readonly #engine: Engine
  readonly #readers: { readonly queue: BatchQueue; readonly reader: PrimingReader }[]
  readonly #begun: Milliseconds
  readonly #deadline: Milliseconds
  readonly #events: EngineEvent[] = []
  readonly #notes: string[] = []
  #incidents = 0
  #turn = 0
  #mayShorten = true
  /** 1 as long as all is read. null: the time is over. */
  #share: number | null = 1

  constructor(options: LastDayOptions, past: readonly PastSeries[], from: EpochSeconds, deadline: Milliseconds) {
    this.#options = options
    this.#begun = options.stopwatch()
    this.#deadline = deadline
    this.#engine = new Engine({
      config: options.config,
      ownAddresses: ownAddresses(),
      seed: 0,
      events: { emit: (event) => this.#see(event) },
      onProtected: (address, because) =>
        this.#note(
          proxyAdvice(address, because) ?? `${address} went over a limit but is never banned (${because.why})`,
        ),
      onDetectorFailure: (detector, error) => this.#note(`the detector ${detector} failed: ${error.message}`),
    })
    const parsing = parsingFor(options.config, this.#engine)
    this.#readers = past.map((series) => {
      const queue = new BatchQueue()
      const { parts } = partsSince(series, from)
      return { queue, reader: new PrimingReader(parts, from, past.length === 1 ? this.#engine : queue, parsing) }
    })
  }

  /** 1: all was read. Less: so much can be read in the time that is left. null: it is over. */
  async play(mayShorten: boolean): Promise<number | null> {
    this.#mayShorten = mayShorten
    try {
      const [only, ...others] = this.#readers
      if (only !== undefined && others.length === 0) while (await this.#next(only.reader));
      else {
        const inputs = this.#readers.map(({ queue, reader }) => ({ queue, fill: () => this.#next(reader) }))
        await mergeByTime(inputs, this.#engine)
      }
    } finally {
      for (const { reader } of this.#readers) reader.close()
      this.#options.progress.stop()
    }
    this.#engine.finish()
    return this.#share
  }

  result(isCut: boolean): LastDay {
    const { from, to, window, brain } = this.#engine
    const requests = this.#readers.reduce((sum, { reader }) => sum + reader.passed, 0)
    const { prevented, preventedOk } = window.totals
    const [events, notes] = [this.#events, this.#notes]
    const counts = { sources: window.sources, bans: brain.bans, incidents: this.#incidents }
    return { from, to, requests, ...counts, prevented, preventedOk, events, notes, isCut }
  }

  async #next(reader: PrimingReader): Promise<boolean> {
    if (this.#share !== 1) return false
    const more = await reader.next()
    if (++this.#turn % CHUNKS_A_TURN === 0) {
      this.#look()
      await nextTurn()
    }
    return more
  }

  #look(): void {
    const { checkEnd, stopwatch, limit, progress } = this.#options
    checkEnd()
    const done = this.#readers.reduce((sum, { reader }) => sum + reader.done, 0)
    const total = this.#readers.reduce((sum, { reader }) => sum + reader.total, 0)
    progress.update(done, total, `${this.#engine.brain.bans} bans`)
    const now = stopwatch()
    const [passed, left] = [now - this.#begun, this.#deadline - now]
    if (left <= 0) this.#share = null
    else if (this.#mayShorten && passed > TOO_SOON * limit && (passed * (total - done)) / done > left)
      this.#share = (SAFE * left * done) / (passed * total)
  }

  #see(event: EngineEvent): void {
    // That of a source is told by its ban.
    const isStart =
      event.type === 'incident' && event.incident.state === 'firing' && !event.incident.kind.startsWith('source-')
    if (isStart) this.#incidents++
    if ((event.type === 'ban' || isStart) && this.#events.length < MOST_EVENTS) this.#events.push(event)
  }

  #note(words: string): void {
    if (this.#notes.length < MOST_NOTES && !this.#notes.includes(words)) this.#notes.push(words)
  }
}
