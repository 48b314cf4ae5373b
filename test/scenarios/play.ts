import { Engine } from '../../src/app/engine.ts'
import { classicConfig } from '../../src/config/defaults.ts'
import type { Config } from '../../src/config/schema.ts'
import { FileTally } from '../../src/domain/file-tally.ts'
import type { EngineEvent } from '../../src/domain/ports.ts'
import { ByteText } from '../../src/domain/record-batch.ts'
import { LineReader } from '../../src/edge/parse/line-reader.ts'
import { createParser } from '../../src/edge/parse/registry.ts'
import { Random } from '../../src/lib/random.ts'
import { nginxJsonLine } from '../../src/simulate/nginx-json.ts'
import type { Request } from '../../src/simulate/request.ts'
import { eventObject } from '../../src/wire/ndjson.ts'

export const START = Date.UTC(2026, 2, 2, 9, 0, 0)

/** Gives the requests of one second; `second` counts from the beginning of the log. */
export type Traffic = (second: number, random: Random) => readonly Partial<Request>[]

/** Poisson traffic of many visitors: `rate` requests a second, of which shares are missing pages, POSTs and slow ones. */
export function visitors(
  rate: number,
  { missing = 0.02, posts = 0.3, broken = 0, slow = 0.02, addresses = 400, network = 18 } = {},
): Traffic {
  return (_, random) => {
    const requests: Partial<Request>[] = []
    for (let at = random.gap(1_000 / rate); at < 1_000; at += random.gap(1_000 / rate)) {
      const who = random.below(addresses)
      requests.push({
        at: Math.floor(at),
        address: `198.${network}.${who >> 8}.${who & 255}`,
        method: random.next() < posts ? 'POST' : 'GET',
        path: `/page/${'abcdefgh'[random.below(8)]}`,
        status: random.next() < broken ? 502 : random.next() < missing ? 404 : 200,
        bytes: 2_000 + random.below(20_000),
        duration: random.next() < slow ? 300 + random.below(300) : 5 + random.below(60),
      })
    }
    return requests
  }
}

/** One address that sends `rate` requests each second. */
export function single(address: string, rate: number, change: Partial<Request> = {}): Traffic {
  return () =>
    Array.from({ length: rate }, (_, i) => ({ at: Math.floor((i * 1_000) / rate), address, status: 200, ...change }))
}

/** Each traffic from one second to another, all together. */
export function during(...parts: readonly { from: number; to: number; traffic: Traffic }[]): Traffic {
  return (second, random) =>
    parts.flatMap(({ from, to, traffic }) => (second >= from && second < to ? traffic(second, random) : []))
}

export interface Played {
  readonly engine: Engine
  readonly events: readonly EngineEvent[]
  /** Events as NDJSON has them, with `after`: seconds since the beginning of the log. */
  readonly told: readonly (Record<string, unknown> & { readonly after: number })[]
}

/** Plays so many seconds of traffic through the engine in log time. `each` is called after every second. */
export function play(
  seconds: number,
  traffic: Traffic,
  options: { config?: Partial<Config>; seed?: number; each?: (second: number, engine: Engine) => void } = {},
): Played {
  const events: EngineEvent[] = []
  const engine = new Engine({
    config: { ...classicConfig, ...options.config },
    ownAddresses: [],
    seed: 0,
    events: { emit: (event) => events.push(event) },
    onProtected() {},
    onDetectorFailure(detector, error) {
      throw new Error(`${detector} failed`, { cause: error })
    },
  })
  const reader = new LineReader({ parser: createParser('json'), tally: new FileTally('log'), sink: engine })
  const random = new Random(options.seed ?? 1)
  for (let second = 0; second < seconds; second++) {
    const requests = traffic(second, random).map(
      (request): Request => ({
        ...{
          method: 'GET',
          path: '/',
          bytes: 1_000,
          duration: 10,
          agent: 'test',
          referrer: '',
          status: 200,
          address: '',
        },
        ...request,
        at: START + second * 1_000 + (request.at ?? 0),
      }),
    )
    const text = requests
      .sort((a, b) => a.at - b.at)
      .map(nginxJsonLine)
      .join('')
    if (text !== '') reader.read(new ByteText(Buffer.from(text)), 0, Buffer.byteLength(text))
    options.each?.(second, engine)
  }
  engine.finish()
  const told = events.map((event) => {
    const object = eventObject(event)
    return { ...object, after: (Date.parse(String(object.at)) - START) / 1_000 }
  })
  return { engine, events, told }
}
