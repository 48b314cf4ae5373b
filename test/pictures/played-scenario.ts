import { Engine } from '../../src/app/engine.ts'
import { defaultConfig } from '../../src/config/defaults.ts'
import { FileTally } from '../../src/domain/file-tally.ts'
import type { EngineEvent } from '../../src/domain/ports.ts'
import { ByteText } from '../../src/domain/record-batch.ts'
import { type Milliseconds, SECOND } from '../../src/domain/units.ts'
import { LineReader } from '../../src/edge/parse/line-reader.ts'
import { createParser } from '../../src/edge/parse/registry.ts'
import { formatSource } from '../../src/lib/ip-address.ts'
import { nginxJsonLine } from '../../src/simulate/nginx-json.ts'
import { Scenario } from '../../src/simulate/scenario.ts'

/** A second of a replay; times are seconds since the attack began. */
export interface Moment {
  readonly at: number
  readonly requests: number
  /** Of these, those of attackers, and of sources that were banned. */
  readonly hostile: number
  readonly prevented: number
  /** Where the requests are expected; undefined: not known yet. */
  readonly low: number | undefined
  readonly high: number | undefined
}

/** A judgement of an attacker. */
export interface Weighed {
  readonly at: number
  readonly nats: number
  readonly needed: number
  /** It was banned for that. */
  readonly isBan: boolean
}

export interface PlayedScenario {
  readonly moments: readonly Moment[]
  readonly weighed: readonly Weighed[]
  /** All bans, of whomever. */
  readonly bans: readonly { readonly at: number; readonly address: string; readonly reason: string }[]
  /** Incidents of the site that fired. */
  readonly incidents: readonly { readonly at: number; readonly kind: string }[]
  /** Requests of attackers before the first ban. */
  readonly letThrough: number
}

export interface PlayOptions {
  readonly seed: number
  /** Requests a second of the people who visit. */
  readonly rate: number
  /** `flash-crowd` is no attack, and played as one. */
  readonly attack: string
  readonly before: Milliseconds
  readonly lasts: Milliseconds
  readonly after: Milliseconds
}

const FROM = Date.UTC(2026, 2, 2, 9, 0, 0)

/** Plays a simulated log through the engine as `replay` does, and keeps what pictures are drawn from. */
export function playScenario({ seed, rate, attack, before, lasts, after }: PlayOptions): PlayedScenario {
  const isCrowd = attack === 'flash-crowd'
  const start = FROM + before
  const scenario = new Scenario({
    ...{ seed, rate, from: FROM, length: before + lasts + after, start, end: start + lasts },
    ...(isCrowd ? { benign: ['browsers', 'office', 'monitor', 'flash-crowd'] } : { attack: [attack] }),
  })
  const attackers = new Set(scenario.truth().attackers.map(({ address }) => address))
  const since = (at: number) => (at - start) / SECOND
  const events: EngineEvent[] = []
  const moments: Moment[] = []
  const hostile = new Map<number, number>()
  const weighed: Weighed[] = []
  const bans: { at: number; address: string; reason: string }[] = []
  let sent = 0
  let letThrough = 0
  const engine: Engine = new Engine({
    ...{ config: defaultConfig, ownAddresses: [], seed: 0, onProtected() {} },
    events: {
      emit(event) {
        events.push(event)
        if (event.type !== 'ban') return
        bans.push({ at: since(event.ban.at), address: event.ban.address, reason: event.ban.reason })
        if (bans.length === 1) letThrough = sent
      },
    },
    onDetectorFailure(_, error) {
      throw error
    },
    onlooker: {
      tick({ second, requests, prevented, condemned }) {
        const band = engine.brain.band('requests')
        const at = second - start / SECOND
        moments.push({
          ...{ at, requests: requests + prevented + condemned, hostile: hostile.get(at) ?? 0, prevented },
          ...{ low: band?.low, high: band?.high },
        })
      },
      records() {},
    },
  })
  engine.brain.onJudged = ({ source, at }, verdict) => {
    if (!attackers.has(formatSource(source.kind, source.high, source.low))) return
    const { nats = 0, needed = 0 } = verdict.guilty ? verdict.evidence : verdict
    weighed.push({ at: since(at), nats, needed: needed ?? 0, isBan: verdict.guilty })
  }
  const reader = new LineReader({ parser: createParser('json'), tally: new FileTally('log'), sink: engine })
  for (const requests of scenario.seconds())
    for (const request of requests) {
      if (attackers.has(request.address)) {
        sent++
        const second = Math.floor(since(request.at))
        hostile.set(second, (hostile.get(second) ?? 0) + 1)
      }
      const text = nginxJsonLine(request)
      reader.read(new ByteText(Buffer.from(text)), 0, Buffer.byteLength(text))
    }
  engine.finish()
  const incidents = events.flatMap((event) =>
    event.type === 'incident' && event.incident.state === 'firing' && event.incident.subject.type === 'site'
      ? [{ at: since(event.incident.firedAt), kind: event.incident.kind }]
      : [],
  )
  return { moments, weighed, bans, incidents, letThrough }
}
