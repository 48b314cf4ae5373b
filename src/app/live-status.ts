import type { FileTally } from '../domain/file-tally.ts'
import { MINUTE, SECOND } from '../domain/units.ts'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../lib/logger.ts'
import type { Engine } from './engine.ts'

/** Milliseconds without a line after which records held back are decided about. */
const QUIET = 2 * SECOND
/** Shares of late or refused lines in a minute that the operator is told of, from so many lines on. */
const MUCH = 0.05
const ENOUGH = 20

/** Lets time pass when there are no lines, and tells once a minute how reading goes: lag, late and refused lines. */
export class LiveStatus {
  readonly #engine: Engine
  readonly #clock: Clock
  readonly #log: Logger
  readonly #tallies: FileTally[] = []
  #cancel: () => void
  #lag = 0
  #lines = 0
  #lastLine = Number.NEGATIVE_INFINITY
  #minute = { lines: 0, late: 0, rejected: 0 }
  #toldOld = false
  #bytesALine = 0

  constructor(engine: Engine, clock: Clock, log: Logger) {
    this.#engine = engine
    this.#clock = clock
    this.#log = log
    this.#cancel = clock.after(MINUTE, () => this.#tell())
  }

  add(tally: FileTally): void {
    this.#tallies.push(tally)
  }

  /** After each look at the logs. `lag`: bytes written and not read; `read`: bytes read. */
  turn(caughtUp: boolean, lag: number, read: number): void {
    const now = this.#clock.now()
    const lines = this.#sum('lines')
    if (lines > this.#lines) this.#lastLine = now
    this.#lines = lines
    this.#lag = lag
    if (lines > 0) this.#bytesALine = read / lines
    if (!caughtUp) return
    this.#tellOld(now)
    if (this.#engine.held === 0 || now - this.#lastLine >= QUIET) this.#engine.passTime(now)
  }

  stop(): void {
    this.#cancel()
  }

  #tellOld(now: number): void {
    const newest = this.#engine.to
    if (this.#toldOld || newest === null || now - newest < 60 * MINUTE) return
    this.#toldOld = true
    this.#log.warn(
      `the newest line is ${Math.round((now - newest) / MINUTE)} minutes old: for lines of the past use breakwater replay; if they are new, correct the clock or the time zone of the log`,
    )
  }

  #tell(): void {
    const lines = this.#sum('lines')
    const rejected = this.#sum('rejected')
    const { late } = this.#engine.window.totals
    const minute = {
      lines: lines - this.#minute.lines,
      late: late - this.#minute.late,
      rejected: rejected - this.#minute.rejected,
    }
    this.#minute = { lines, late, rejected }
    const behind =
      this.#lag > 0 && this.#engine.to !== null ? Math.max(0, this.#clock.now() - this.#engine.to) / 1_000 : 0
    this.#log.info(
      `${minute.lines} lines in the last minute, ${minute.rejected} refused; lag ${this.#lag} bytes, about ${Math.ceil(this.#lag / Math.max(this.#bytesALine, 1))} lines, ${behind.toFixed(1)} s; ${this.#engine.window.table.count} sources, ${this.#engine.brain.ledger.size} bans`,
    )
    if (minute.lines >= ENOUGH && minute.late > MUCH * minute.lines) {
      this.#log.warn(
        `${minute.late} of ${minute.lines} lines came too late to be judged: the log is buffered or behind. Remove buffer= from access_log, or raise lateness:`,
      )
    }
    if (minute.lines >= ENOUGH && minute.rejected > MUCH * minute.lines) {
      this.#log.error(
        `${minute.rejected} of ${minute.lines} lines were refused in the last minute: has the log format changed? Set format: to the text of nginx's log_format`,
      )
    }
    this.#cancel = this.#clock.after(MINUTE, () => this.#tell())
  }

  #sum(count: 'lines' | 'rejected'): number {
    return this.#tallies.reduce((sum, tally) => sum + tally[count], 0)
  }
}
