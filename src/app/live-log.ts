import type { FileTally } from '../domain/file-tally.ts'
import type { LogSink } from '../domain/ports.ts'
import type { Bytes, EpochMilliseconds, Seconds } from '../domain/units.ts'
import type { LineReader } from '../edge/parse/line-reader.ts'
import { RejectSample } from '../edge/parse/reject-sample.ts'
import type { TailEvent, TailState } from '../edge/source/file-tail.ts'
import { ZoneOffset } from '../edge/window/zone-offset.ts'
import type { CidrSet } from '../lib/cidr-set.ts'
import type { Logger } from '../lib/logger.ts'
import { FileIntake } from './file-intake.ts'
import { zoneWords } from './zone-words.ts'

/** Lines of which none was understood before the operator is told loudly. */
const PATIENCE = 32

/** How reading one log stands. */
export interface LogView {
  readonly path: string
  /** Name of its format; null while it is not known. */
  readonly format: string | null
  readonly position: Bytes
  /** Bytes written and not read. */
  readonly lag: Bytes
  /** Lines since the start, and those of them that could not be read. */
  readonly lines: number
  readonly refused: number
  /** Time of the last line, set right by the zone; null before any. */
  readonly lastLine: EpochMilliseconds | null
  /** Seconds that are taken off its times, for they are those of another zone; left out when they are right. */
  readonly ahead?: Seconds
  /** What keeps it from being read; left out when nothing does. */
  readonly trouble?: Exclude<TailState, 'reading'>
}

/** What is known of one log that is being read, and what its operator is told: each trouble in one line with the fix. */
export class LiveLog {
  readonly path: string
  readonly tally: FileTally
  readonly reader: LineReader
  readonly #intake: FileIntake
  readonly #zone: ZoneOffset
  readonly #log: Logger
  #warnedUnknown = false

  constructor(
    path: string,
    format: string,
    tally: FileTally,
    sink: LogSink,
    now: () => number,
    log: Logger,
    trusted?: CidrSet,
  ) {
    this.path = path
    this.tally = tally
    this.#log = log
    this.#zone = new ZoneOffset({ sink, wall: now, onOffset: (ahead) => log.warn(`${path}: ${zoneWords(ahead)}`) })
    const samples = new RejectSample(now)
    this.#intake = new FileIntake({
      format,
      tally,
      sink: this.#zone,
      ...(trusted && { parsing: { trusted } }),
      expectLate: (lateness) => sink.expectLate(lateness),
      onFormat: (words, isChange) => (isChange ? log.warn(`${path}: ${words}`) : log.info(`${path}: ${words}`)),
      onReject: (code, text, start, end) => {
        const sample = samples.take(code, text, start, end)
        if (sample !== null)
          log.warn(`${path}: a line was refused (${sample.reason}; ${tally.rejected} so far): ${sample.line}`)
      },
    })
    this.reader = this.#intake.reader
  }

  view(position: Bytes, lag: Bytes, state: TailState = 'reading'): LogView {
    const { path, tally } = this
    const { newest } = this.#zone
    return {
      path,
      format: this.#intake.format?.name ?? null,
      position,
      lag,
      lines: tally.lines,
      refused: tally.rejected,
      lastLine: newest === null ? null : newest * 1_000,
      ...(this.#zone.ahead !== 0 && { ahead: this.#zone.ahead }),
      ...(state !== 'reading' && { trouble: state }),
    }
  }

  /** After each look. `caughtUp`: all that was written is read. Says that no format was found, once there are lines to tell by. */
  announce(caughtUp: boolean): void {
    if (caughtUp) this.#zone.fresh()
    if (!this.#warnedUnknown && this.tally.lines >= PATIENCE && this.tally.rejected === this.tally.lines) {
      this.#warnedUnknown = true
      this.#log.error(
        `${this.path}: NOT ONE of ${this.tally.lines} lines was understood, so nothing is looked for. Set format: to a name, or to the text of nginx's log_format`,
      )
    }
  }

  /** Nothing more is read: lines that wait for others pass. */
  close(): void {
    this.#zone.release()
  }

  tell(event: TailEvent): void {
    const { path } = this
    if (event.type === 'found' || event.type === 'rotated' || event.type === 'truncated') this.#zone.stale()
    if (event.type === 'found') this.#log.info(`${path}: the log is back`)
    else if (event.type === 'resumed')
      this.#log.info(`${path}: reading goes on where it stopped, ${event.behind.toLocaleString('en')} bytes behind`)
    else if (event.type === 'not-resumed')
      this.#log.warn(`${path}: reading begins at its end, not where it stopped before: ${event.detail}`)
    else if (event.type === 'rotated')
      this.#log.info(`${path}: rotated; the old file is read to its end, then the new one`)
    else this.#log.warn(`${path}: ${TROUBLE[event.type](event as never)}`)
  }
}

type Trouble = Exclude<TailEvent['type'], 'found' | 'rotated' | 'resumed' | 'not-resumed'>

/** What happened and what to do, for each trouble with a file. */
const TROUBLE: {
  [T in Trouble]: (event: Extract<TailEvent, { type: T }> & { detail: string; unread: number }) => string
} = {
  missing: () => 'log missing; waiting for it. `nginx -T | grep access_log` shows where nginx writes',
  denied: ({ detail }) => `not readable (${detail}); run as a user of its group, on Debian: usermod -aG adm USER`,
  unreadable: ({ detail }) => `reading failed (${detail}); trying again. Check the disk`,
  unsuitable: ({ detail }) => `${detail}; give a file, and no FIFO: a web server stops when nobody reads it`,
  truncated: ({ unread }) =>
    `truncated, up to ${unread} bytes were lost unread; let logrotate rename instead of copytruncate`,
}
