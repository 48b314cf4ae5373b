import { Engine } from '../../src/app/engine.ts'
import { LiveLog } from '../../src/app/live-log.ts'
import { LiveStatus } from '../../src/app/live-status.ts'
import { classicConfig } from '../../src/config/defaults.ts'
import { FileTally } from '../../src/domain/file-tally.ts'
import { ByteText } from '../../src/domain/record-batch.ts'
import { ManualClock } from '../../src/lib/clock.ts'
import type { Logger } from '../../src/lib/logger.ts'
import { nginxJsonLine } from '../../src/simulate/nginx-json.ts'
import { eventObject } from '../../src/wire/ndjson.ts'

export const START = Date.UTC(2026, 2, 2, 9, 0, 0)

export interface Hit {
  readonly address: string
  readonly path?: string
  readonly agent?: string
}
/** Writes a line with its line feed. */
export type Format = (at: number, hit: Hit) => string

export const json: Format = (at, { address, path = '/', agent = 'test' }) =>
  nginxJsonLine({ at, address, path, agent, method: 'GET', status: 200, bytes: 10, duration: 5, referrer: '' })

export const combined: Format = (at, { address, path = '/', agent = 'test' }) => {
  const [, day, month, year, time] = new Date(at).toUTCString().split(' ')
  return `${address} - - [${day}/${month}/${year}:${time} +0000] "GET ${path} HTTP/1.1" 200 10 "-" "${agent}"\n`
}

/** A live run on one log with a clock that is turned by hand: what is written in a second is read at its end. */
export class LiveRig {
  readonly clock = new ManualClock(START)
  /** Events as NDJSON has them. */
  readonly events: Record<string, unknown>[] = []
  /** What the operator was told. */
  readonly told: string[] = []
  readonly tally = new FileTally('access.log')
  readonly engine: Engine
  readonly log: LiveLog
  readonly #status: LiveStatus
  #read = 0

  constructor(format: string) {
    const tell = (text: string) => this.told.push(text)
    const log: Logger = { debug: tell, info: tell, warn: tell, error: tell }
    this.engine = new Engine({
      config: classicConfig,
      ownAddresses: [],
      seed: 0,
      wall: () => this.clock.now(),
      events: { emit: (event) => this.events.push(eventObject(event)) },
      onProtected() {},
      onDetectorFailure(detector, error) {
        throw new Error(`${detector} failed`, { cause: error })
      },
    })
    this.#status = new LiveStatus(this.engine, this.clock, log)
    this.#status.add(this.tally)
    this.log = new LiveLog('access.log', format, this.tally, this.engine, () => this.clock.now(), log)
    this.#look()
  }

  /** Seconds since the start. */
  get after(): number {
    return (this.clock.now() - START) / 1_000
  }

  /** Lets so many seconds pass; the text of each is given by the wall at its beginning. */
  pass(seconds: number, textOf: (wall: number) => string = () => ''): void {
    for (let second = 0; second < seconds; second++) {
      const text = new ByteText(Buffer.from(textOf(this.clock.now())))
      this.clock.advance(1_000)
      this.log.reader.read(text, 0, text.bytes.length)
      this.#read += text.bytes.length
      this.#look()
    }
  }

  incidents(kind: string, state: 'firing' | 'resolved'): (Record<string, unknown> & { readonly after: number })[] {
    return this.events
      .filter((event) => event.kind === kind && event.state === state)
      .map((event) => ({ ...event, after: (Date.parse(String(event.at)) - START) / 1_000 }))
  }

  stop(): void {
    this.#status.stop()
  }

  #look(): void {
    this.log.announce(true)
    const reading = { lag: 0, read: this.#read, files: () => [this.log.view(this.#read, 0)] }
    this.#status.turn(true, reading)
  }
}

/** So many requests a second of as many visitors. */
export function site(rate: number, format: Format, { agent = 'test', ahead = 0 } = {}): (wall: number) => string {
  return (wall) =>
    Array.from({ length: rate }, (_, i) => {
      const at = wall + ahead + Math.floor((i * 1_000) / rate)
      return format(at, { address: `198.51.100.${(i * 7 + wall / 1_000) % 90}`, agent, path: `/page/${'abcd'[i % 4]}` })
    }).join('')
}
