import type { FileTally } from '../domain/file-tally.ts'
import type { BatchSink } from '../domain/ports.ts'
import type { LineParser } from '../edge/parse/line-parser.ts'
import { LineReader } from '../edge/parse/line-reader.ts'
import { Recogniser } from '../edge/parse/recognise.ts'
import { createParser } from '../edge/parse/registry.ts'
import { RejectSample } from '../edge/parse/reject-sample.ts'
import type { TailEvent } from '../edge/source/file-tail.ts'
import type { CidrSet } from '../lib/cidr-set.ts'
import type { Logger } from '../lib/logger.ts'

/** Lines of which none was understood before the operator is told loudly. */
const PATIENCE = 32

/** What is known of one log that is being read, and what its operator is told: each trouble in one line with the fix. */
export class LiveLog {
  readonly path: string
  readonly tally: FileTally
  readonly reader: LineReader
  readonly #parser: LineParser
  readonly #log: Logger
  #announced: string | null = null
  #warnedUnknown = false

  constructor(
    path: string,
    format: string,
    tally: FileTally,
    sink: BatchSink,
    now: () => number,
    log: Logger,
    trusted?: CidrSet,
  ) {
    this.path = path
    this.tally = tally
    this.#log = log
    this.#parser = createParser(format, trusted && { trusted })
    const samples = new RejectSample(now)
    this.reader = new LineReader({
      parser: this.#parser,
      tally,
      sink,
      onReject: (code, text, start, end) => {
        const sample = samples.take(code, text, start, end)
        if (sample !== null)
          log.warn(`${path}: a line was refused (${sample.reason}; ${tally.rejected} so far): ${sample.line}`)
      },
    })
  }

  /** Says which format was found, or that none was, once there are lines to tell by. */
  announce(): void {
    if (this.#parser instanceof Recogniser && this.#parser.format !== this.#announced) {
      this.#announced = this.#parser.format
      this.#log.info(`${this.path}: format ${this.#parser.format}; ${this.#parser.columns}`)
    }
    if (!this.#warnedUnknown && this.tally.lines >= PATIENCE && this.tally.rejected === this.tally.lines) {
      this.#warnedUnknown = true
      this.#log.error(
        `${this.path}: NOT ONE of ${this.tally.lines} lines was understood, so nothing is looked for. Set format: to a name, or to the text of nginx's log_format`,
      )
    }
  }

  tell(event: TailEvent): void {
    const { path } = this
    if (event.type === 'found') this.#log.info(`${path}: the log is back`)
    else if (event.type === 'rotated')
      this.#log.info(`${path}: rotated; the old file is read to its end, then the new one`)
    else this.#log.warn(`${path}: ${TROUBLE[event.type](event as never)}`)
  }
}

type Trouble = Exclude<TailEvent['type'], 'found' | 'rotated'>

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
