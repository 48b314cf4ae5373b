import type { Ban, Lift } from '../domain/ban.ts'
import type { BanState } from '../domain/control.ts'
import type { FileTally } from '../domain/file-tally.ts'
import { subjectText } from '../domain/finding.ts'
import type { Incident } from '../domain/incident.ts'
import type { LiveSnapshot } from '../domain/live-snapshot.ts'
import type { EngineEvent } from '../domain/ports.ts'
import type { RecordBatch } from '../domain/record-batch.ts'
import type { EnforcementStatus } from '../domain/status-report.ts'
import type { TickSummary } from '../domain/tick-summary.ts'
import { type Bytes, type EpochMilliseconds, HOUR, SECOND } from '../domain/units.ts'
import { hashEndpoint } from '../edge/parse/request-field.ts'
import { EndpointNames } from '../edge/window/endpoint-names.ts'
import type { Engine } from './engine.ts'
import type { Onlooker } from './engine-options.ts'
import { lookAtBans, snapshotOf } from './live-snapshot.ts'
import { PreventedCount } from './prevented-count.ts'

const MESSAGES = 50
const RESOLVED = 20
const ENDED = 200
const HISTORY = 120
/** Seconds after a look in which the paths of endpoints are still collected: that costs a little on each batch. */
const ATTENTION = 10
/** Milliseconds between two looks that follow one another. */
const RECENT = 5 * SECOND

/** What has become of bans in the kernel. */
export interface LiveEnforcement extends Pick<EnforcementStatus, 'mode' | 'state'> {
  /** Bans that the kernel confirmed. */
  readonly confirmed: number
  stateOf(ban: Ban): BanState
}

const OBSERVING: LiveEnforcement = { mode: 'off', state: 'observing', confirmed: 0, stateOf: () => 'observed' }

/** What a live view needs besides the engine: the last minutes, incidents that are over, messages. Looked at from here or from elsewhere. */
export class LiveRecord implements Onlooker {
  enforcement: LiveEnforcement = OBSERVING
  readonly names = new EndpointNames(hashEndpoint)
  readonly messages: string[] = []
  readonly history: number[] = []
  readonly resolved: Incident[] = []
  /** Bans that ended, the newest first: for where nothing is stored. */
  readonly ended: Lift[] = []
  readonly prevented = new PreventedCount()
  readonly files: FileTally[] = []
  /** Requests that sources had made in all, at each look of the last 60 s. */
  readonly totals = new Map<string, { readonly at: EpochMilliseconds; readonly total: number }[]>()
  readonly started: EpochMilliseconds
  /** Local time as people are told. */
  readonly time: (at: EpochMilliseconds) => string
  last: TickSummary | null = null
  lag: Bytes = 0
  lastLine: EpochMilliseconds | null = null
  #lines = 0
  #tickLines = 0
  /** End of the last second in which lines came, seen or not. */
  #lineTick: EpochMilliseconds | null = null
  #attention = ATTENTION
  #snapshot: LiveSnapshot | null = null

  constructor(started: EpochMilliseconds, time: (at: EpochMilliseconds) => string) {
    this.started = started
    this.time = time
  }

  tick(tick: TickSummary): void {
    this.last = tick
    this.history.push(tick.requests + tick.prevented + tick.condemned)
    if (this.history.length > HISTORY) this.history.shift()
    this.prevented.add(tick.second, tick.prevented)
    const lines = this.#countLines()
    if (lines > this.#tickLines) this.#lineTick = (tick.second + 1) * SECOND
    this.#tickLines = lines
    if (this.#attention > 0) this.#attention--
  }

  records(batch: RecordBatch, from: number, to: number): void {
    if (this.#attention > 0) this.names.add(batch, from, to)
  }

  see(event: EngineEvent, words: string): void {
    if (event.type === 'incident' && event.incident.state === 'resolved') {
      this.resolved.unshift(event.incident)
      this.resolved.length = Math.min(this.resolved.length, RESOLVED)
    }
    if (event.type === 'unban') {
      this.ended.unshift(event.lift)
      this.ended.length = Math.min(this.ended.length, ENDED)
    }
    this.tell(words.replace(/^\d+-\d+-\d+ ([\d:]{8})\S*/, '$1'))
  }

  /** A message of the program, with its time in front. */
  tell(text: string): void {
    this.messages.push(text)
    if (this.messages.length > MESSAGES) this.messages.shift()
  }

  /** What was told of an address is shown no more; `redact` replaces its mention. */
  forget(address: string, redact: <T>(value: T) => T): void {
    this.messages.splice(0, this.messages.length, ...this.messages.map(redact))
    const kept = this.resolved.filter(({ subject }) => subjectText(subject) !== address).map(redact)
    this.resolved.splice(0, this.resolved.length, ...kept)
    const others = this.ended.filter(({ ban }) => ban.address !== address).map(redact)
    this.ended.splice(0, this.ended.length, ...others)
    this.totals.delete(address)
    this.#snapshot = null
  }

  /** `09:15:01` */
  clock(at: EpochMilliseconds): string {
    return this.time(at).slice(11, 19)
  }

  /** All that there is to show now; made at most once in a second of the wall, however many look. */
  snapshot(engine: Engine, now: EpochMilliseconds): LiveSnapshot {
    this.#attention = ATTENTION
    const before = this.#snapshot
    if (before !== null && Math.floor(before.now / SECOND) === Math.floor(now / SECOND)) return before
    const lines = this.#countLines()
    // Between two looks that lie far apart a line may have come at any time.
    const isFresh = before !== null && now - before.now < RECENT
    if (lines > this.#lines) this.lastLine = isFresh ? now : Math.min(now, this.#lineTick ?? now)
    this.#lines = lines
    while (this.resolved.length > 0 && resolvedAt(this.resolved.at(-1)!) < now - HOUR) this.resolved.pop()
    this.#snapshot = snapshotOf(engine, this, now)
    return this.#snapshot
  }

  /** Once a second, whether anybody looks or not. */
  look(engine: Engine, now: EpochMilliseconds): void {
    lookAtBans(engine, this, now)
  }

  #countLines(): number {
    return this.files.reduce((sum, tally) => sum + tally.lines, 0)
  }
}

function resolvedAt(incident: Incident): EpochMilliseconds {
  return incident.state === 'resolved' ? incident.resolvedAt : Number.POSITIVE_INFINITY
}
