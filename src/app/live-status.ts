import type { FileTally } from '../domain/file-tally.ts'
import { NOT_A_REQUEST, PARTIAL_LINE } from '../domain/reject-reason.ts'
import { type Bytes, type EpochMilliseconds, MINUTE, type Milliseconds, SECOND } from '../domain/units.ts'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../lib/logger.ts'
import type { Engine } from './engine.ts'
import type { LogView } from './live-log.ts'
import { span } from './zone-words.ts'

/** Milliseconds without a line after which records held back are decided about. */
const QUIET = 2 * SECOND
/** Lines that are older when they are read are of the past. */
const OLD: Milliseconds = 60 * MINUTE
/** Shares of late or refused lines in a minute that the operator is told of, from so many lines on. */
const MUCH = 0.05
const ENOUGH = 20
/** Names of files that are told at once. */
const NAMED = 3

/** Standard input has no place and no lag. */
const INPUT = { format: null, position: 0, lag: 0, lastLine: null }

/** What is read, as `LiveReading` has it. */
interface Reading {
  readonly lag: Bytes
  readonly read: Bytes
  files(): readonly LogView[]
}

interface Minute {
  readonly lines: number
  readonly rejected: number
}

/** Lets time pass when there are no lines, and tells once a minute how reading goes: lag, late and refused lines of each file. */
export class LiveStatus {
  readonly #engine: Engine
  readonly #clock: Clock
  readonly #log: Logger
  readonly #tallies: FileTally[] = []
  #cancel: () => void
  #reading: Reading | null = null
  #lines = 0
  #lastLine: EpochMilliseconds
  #late = 0
  readonly #minutes = new Map<FileTally, Minute>()
  /** Lines of each file at the last look, and files of the past that were told of. */
  readonly #seen = new Map<string, number>()
  readonly #toldOld = new Set<string>()
  #bytesALine = 0

  constructor(engine: Engine, clock: Clock, log: Logger) {
    this.#engine = engine
    this.#clock = clock
    this.#log = log
    this.#lastLine = clock.now()
    this.#cancel = clock.after(MINUTE, () => this.#tell())
  }

  /** A file that is opened again after a change of configuration counts anew. */
  add(tally: FileTally): void {
    const known = this.#tallies.findIndex(({ name }) => name === tally.name)
    if (known >= 0) this.#tallies.splice(known, 1)
    this.#tallies.push(tally)
  }

  /** How each file that is followed stands. */
  files(): readonly LogView[] {
    const input = this.#tallies.filter(({ name }) => name === '-')
    const views = input.map(({ name, lines, rejected }) => ({ ...INPUT, path: name, lines, refused: rejected }))
    return [...(this.#reading?.files() ?? []), ...views]
  }

  /** After each look at the logs. */
  turn(caughtUp: boolean, reading: Reading): void {
    const now = this.#clock.now()
    const lines = this.#tallies.reduce((sum, tally) => sum + tally.lines, 0)
    const hasNew = lines !== this.#lines
    if (hasNew) this.#lastLine = now
    this.#lines = lines
    this.#reading = reading
    if (lines > 0) this.#bytesALine = reading.read / lines
    if (hasNew) this.#tellOld(reading.files(), now)
    if (!caughtUp) return
    const quiet = now - this.#lastLine
    if (this.#engine.held === 0 || quiet >= QUIET) this.#engine.passTime(now)
    this.#engine.silent(quiet / SECOND, () => this.#names())
  }

  stop(): void {
    this.#cancel()
  }

  /** Lines of the past, once for each file. */
  #tellOld(files: readonly LogView[], now: EpochMilliseconds): void {
    for (const { path, lines, lastLine } of files) {
      const isNew = lines !== (this.#seen.get(path) ?? 0)
      this.#seen.set(path, lines)
      if (!isNew || lastLine === null || now - lastLine < OLD || this.#toldOld.has(path)) continue
      this.#toldOld.add(path)
      this.#log.warn(
        `${path}: these lines are ${span(now - lastLine)} old: for lines of the past use breakwater replay ${path}; if they are new, correct the clock or the time zone of the web server`,
      )
    }
  }

  #tell(): void {
    const files = this.#tallies.map((tally) => ({ tally, ...this.#minuteOf(tally) }))
    const lines = files.reduce((sum, file) => sum + file.lines, 0)
    const rejected = files.reduce((sum, file) => sum + file.rejected, 0)
    const { late: allLate } = this.#engine.window.totals
    const late = allLate - this.#late
    this.#late = allLate
    const lag = this.#reading?.lag ?? 0
    const behind = lag > 0 && this.#engine.to !== null ? Math.max(0, this.#clock.now() - this.#engine.to) / 1_000 : 0
    this.#log.info(
      `${lines} lines in the last minute, ${rejected} refused; lag ${lag} bytes, about ${Math.ceil(lag / Math.max(this.#bytesALine, 1))} lines, ${behind.toFixed(1)} s; ${this.#engine.window.table.count} sources, ${this.#engine.brain.ledger.size} bans`,
    )
    if (files.length > 1) this.#tellEach(files)
    if (lines >= ENOUGH && late > MUCH * lines) {
      this.#log.warn(
        `${late} of ${lines} lines came too late to be judged: the log is buffered or behind. Remove buffer= from access_log, or raise lateness:`,
      )
    }
    for (const file of files) {
      if (file.lines < ENOUGH || file.rejected <= MUCH * file.lines) continue
      this.#log.error(
        `${file.tally.name}: ${file.rejected} of ${file.lines} lines were refused in the last minute: has the log format changed? Set format: to the text of nginx's log_format`,
      )
    }
    this.#cancel = this.#clock.after(MINUTE, () => this.#tell())
  }

  #tellEach(files: readonly ({ readonly tally: FileTally } & Minute)[]): void {
    const views = new Map(this.files().map((view) => [view.path, view]))
    for (const { tally, lines, rejected } of files) {
      const view = views.get(tally.name)
      const where =
        view === undefined
          ? ''
          : `; at byte ${view.position}, lag ${view.lag} bytes; ${view.format ?? 'format not known'}`
      this.#log.info(`${tally.name}: ${lines} lines in the last minute, ${rejected} refused${where}`)
    }
  }

  #minuteOf(tally: FileTally): Minute {
    const before = this.#minutes.get(tally) ?? { lines: 0, rejected: 0 }
    const rejected = tally.rejected - tally.byReason[NOT_A_REQUEST]! - tally.byReason[PARTIAL_LINE]!
    this.#minutes.set(tally, { lines: tally.lines, rejected })
    return { lines: tally.lines - before.lines, rejected: rejected - before.rejected }
  }

  /** Files that lines came from; all when none did. */
  #names(): string {
    const all = this.#tallies.map(({ name, lines }) => ({ name, lines }))
    const busy = all.filter(({ lines }) => lines > 0)
    const named = (busy.length > 0 ? busy : all).map(({ name }) => (name === '-' ? 'standard input' : name))
    const names = [...new Set(named)]
    return names.length > NAMED
      ? `${names.slice(0, NAMED).join(', ')} and ${names.length - NAMED} more`
      : names.join(', ')
  }
}
