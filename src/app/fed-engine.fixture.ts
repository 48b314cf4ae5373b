import { defaultConfig } from '../config/defaults.ts'
import type { Config } from '../config/schema.ts'
import { FileTally } from '../domain/file-tally.ts'
import type { EngineEvent } from '../domain/ports.ts'
import { ByteText } from '../domain/record-batch.ts'
import type { RememberedChange } from '../domain/remembered.ts'
import { LineReader } from '../edge/parse/line-reader.ts'
import { createParser } from '../edge/parse/registry.ts'
import { nginxJsonLine } from '../simulate/nginx-json.ts'
import { Engine } from './engine.ts'
import type { Onlooker } from './engine-options.ts'

export const START = Date.UTC(2026, 2, 2, 9, 0, 0)

export interface Sent {
  readonly address: string
  readonly path?: string
  readonly status?: number
  readonly agent?: string
  readonly referrer?: string
}

/** A live engine on lines of its own, whose wall is the time of the log unless it is turned. */
export class FedEngine {
  readonly events: EngineEvent[] = []
  readonly changes: RememberedChange[] = []
  readonly engine: Engine
  readonly tally = new FileTally('log')
  readonly #reader: LineReader
  wall: number

  constructor({
    config = {},
    wall = START,
    seed = 7,
    onlooker,
  }: {
    config?: Partial<Config>
    wall?: number
    seed?: number
    onlooker?: Onlooker
  } = {}) {
    this.wall = wall
    this.engine = new Engine({
      config: { ...defaultConfig, ...config },
      ownAddresses: ['203.0.113.250'],
      seed,
      wall: () => this.wall,
      events: { emit: (event) => this.events.push(event) },
      ...(onlooker && { onlooker }),
      onChange: (change) => this.changes.push(change),
      onProtected() {},
      onDetectorFailure(detector, error) {
        throw new Error(`${detector} failed`, { cause: error })
      },
    })
    this.#reader = new LineReader({ parser: createParser('json'), tally: this.tally, sink: this.engine })
  }

  /** Lets seconds pass by log and wall; `sentIn` says what comes in each, counted from now. */
  pass(seconds: number, sentIn: (second: number) => readonly Sent[] = () => []): void {
    for (let second = 0; second < seconds; second++) {
      this.write(sentIn(second), this.wall)
      this.wall += 1_000
      this.engine.passTime(this.wall)
    }
  }

  /** Lines of one second of the log, whatever the wall says. */
  write(sent: readonly Sent[], at: number): void {
    const lines = sent.map(
      ({ address, path = '/', status = 200, agent = 'Mozilla/5.0', referrer = 'https://a.example/' }) =>
        nginxJsonLine({ at, address, path, status, agent, referrer, method: 'GET', bytes: 900, duration: 5 }),
    )
    if (lines.length === 0) return
    const text = new ByteText(Buffer.from(lines.join('')))
    this.#reader.read(text, 0, text.bytes.length)
  }

  bans(): string[] {
    return [...this.engine.brain.ledger.bans()].map(({ address }) => address)
  }

  told(type: EngineEvent['type']): EngineEvent[] {
    return this.events.filter((event) => event.type === type)
  }
}

/** So many requests of one address in a second. */
export function flood(address: string, requests: number): readonly Sent[] {
  return Array.from({ length: requests }, () => ({ address }))
}

/** Visitors that load a page and its pictures now and then. */
export function visitors(rate: number, network = '198.18.0'): (second: number) => readonly Sent[] {
  return (second) =>
    Array.from({ length: rate }, (_, i) => ({
      address: `${network}.${(second * 3 + i * 17) % 200}`,
      path: i % 4 === 0 ? `/page/${i % 8}` : `/style/${i % 8}.css`,
    }))
}
