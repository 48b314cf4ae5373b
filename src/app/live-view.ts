import type { FileTally } from '../domain/file-tally.ts'
import type { Incident } from '../domain/incident.ts'
import type { EngineEvent } from '../domain/ports.ts'
import type { RecordBatch } from '../domain/record-batch.ts'
import type { TickSummary } from '../domain/tick-summary.ts'
import { type EpochMilliseconds, HOUR, SECOND } from '../domain/units.ts'
import { hashEndpoint } from '../edge/parse/request-field.ts'
import { EndpointNames } from '../edge/window/endpoint-names.ts'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../lib/logger.ts'
import type { Screen } from '../lib/screen.ts'
import type { Engine } from './engine.ts'
import type { Onlooker } from './engine-options.ts'
import { snapshotOf } from './live-snapshot.ts'
import { SnapshotScreen } from './snapshot-screen.ts'

const MESSAGES = 50
const RESOLVED = 20
const HISTORY = 120

/** The screen of `run`: drawn once a second, and after each key. */
export class LiveView implements Onlooker {
  readonly log: Logger
  readonly names = new EndpointNames(hashEndpoint)
  readonly messages: string[] = []
  readonly history: number[] = []
  readonly resolved: Incident[] = []
  readonly files: FileTally[] = []
  /** Requests that sources had made in all, at each of the last 60 looks. */
  readonly totals = new Map<string, number[]>()
  readonly started: EpochMilliseconds
  last: TickSummary | null = null
  lag = 0
  lastLine: EpochMilliseconds | null = null
  readonly #screen: SnapshotScreen
  readonly #clock: Clock
  readonly #time: (at: EpochMilliseconds) => string
  #engine: Engine | null = null
  #lines = 0
  #cancel: () => void = () => {}

  /** `time`: local time as people are told. */
  constructor(screen: Screen, clock: Clock, log: Logger, time: (at: EpochMilliseconds) => string) {
    this.#screen = new SnapshotScreen(screen)
    this.#clock = clock
    this.#time = time
    this.started = clock.now()
    const told = (severity: 'info' | 'warn' | 'error', mark: string) => (text: string) => {
      this.#tell(`${this.clock(clock.now())}  ${mark}${text}`)
      if (this.#engine === null) log[severity](text)
    }
    this.log = {
      debug: (text) => this.#engine === null && log.debug(text),
      info: told('info', ''),
      warn: told('warn', 'warning: '),
      error: told('error', 'error: '),
    }
  }

  tick(tick: TickSummary): void {
    this.last = tick
    this.history.push(tick.requests + tick.prevented + tick.condemned)
    if (this.history.length > HISTORY) this.history.shift()
  }

  records(batch: RecordBatch, from: number, to: number): void {
    this.names.add(batch, from, to)
  }

  see(event: EngineEvent, words: string): void {
    if (event.type === 'incident' && event.incident.state === 'resolved') {
      this.resolved.unshift(event.incident)
      this.resolved.length = Math.min(this.resolved.length, RESOLVED)
    }
    this.#tell(words.replace(/^\d+-\d+-\d+ ([\d:]{8})\S*/, '$1'))
  }

  start(engine: Engine, quit: () => void): void {
    this.#engine = engine
    this.#screen.open(quit)
    this.#turn()
  }

  stop(): void {
    this.#cancel()
    this.#screen.close()
    this.#engine = null
  }

  /** `09:15:01` */
  clock(at: EpochMilliseconds): string {
    return this.#time(at).slice(11, 19)
  }

  #turn(): void {
    const now = this.#clock.now()
    const lines = this.files.reduce((sum, tally) => sum + tally.lines, 0)
    if (lines > this.#lines) this.lastLine = now
    this.#lines = lines
    while (this.resolved.length > 0 && resolvedAt(this.resolved.at(-1)!) < now - HOUR) this.resolved.pop()
    if (this.#screen.wantsNew) this.#screen.show(snapshotOf(this.#engine!, this, now))
    // On the second, so that what is counted down moves evenly.
    this.#cancel = this.#clock.after(SECOND - (now % SECOND), () => this.#turn())
  }

  #tell(text: string): void {
    this.messages.push(text)
    if (this.messages.length > MESSAGES) this.messages.shift()
  }
}

function resolvedAt(incident: Incident): EpochMilliseconds {
  return incident.state === 'resolved' ? incident.resolvedAt : Number.POSITIVE_INFINITY
}
