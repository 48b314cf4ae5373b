import { grouped, sparedText } from '../brain/explain/reason.ts'
import type { SparedBecause } from '../domain/decision.ts'
import { NO_LIMIT } from '../domain/limits.ts'
import type { EpochMilliseconds } from '../domain/units.ts'
import type { TopSource } from '../edge/window/top-sources.ts'
import type { CidrEntry } from '../lib/cidr-set.ts'
import { formatSource } from '../lib/ip-address.ts'
import type { Engine } from './engine.ts'

/** Seconds. */
const SPAN = 60

/** What a source does now and what is made of it, in plain sentences. */
export function sourceNow(engine: Engine, top: TopSource, time: (at: EpochMilliseconds) => string): string[] {
  const { kind, high, low } = top.source
  const tightening = engine.brain.tightened.of(formatSource(kind, high, low))
  const isTight = tightening?.until === null
  const words = [
    `${grouped(top.requests)} requests in the last 60 s, ${grouped(top.errors)} of them answered with an error.`,
    ...judgedWords(engine, top, isTight),
  ]
  if (isTight)
    words.push(
      `Held to strict limits since ${time(tightening.since)}: ${grouped(tightening.errors)} of its ${grouped(tightening.requests)} requests in 60 s were errors, more than ${grouped(tightening.limit * 100)} %.`,
    )
  return words
}

/** What stands between a source and any ban. */
export function protectedWords(range: CidrEntry | undefined): string[] {
  return range === undefined ? [] : [`It is never banned: ${range.cidr} is protected (${range.list}).`]
}

/** Why it was not banned when it last came near to it. */
export function sparedWords(spared: SparedBecause | undefined): string[] {
  return spared === undefined ? [] : [`It went over a limit and was left alone: ${sparedText(spared)}.`]
}

/** By its evidence where that is weighed, else by its limit. */
function judgedWords(engine: Engine, { source, requests }: TopSource, strict: boolean): string[] {
  if (engine.window.limits.study === NO_LIMIT) return limitWords(engine, requests, strict)
  const features = engine.window.desk.features(source, engine.to ?? 0)
  const words = features && engine.brain.describe(features)
  return words === null ? ['Nothing it does is of note.'] : [words]
}

function limitWords(engine: Engine, requests: number, strict: boolean): string[] {
  const limit = engine.window.limits[strict ? 'strict' : 'plain'][SPAN]
  if (limit === NO_LIMIT) return ['There is no limit for 60 s while the baseline is learned; the ceiling holds.']
  return [`That is ${Math.floor((100 * requests) / limit)} % of the limit of ${grouped(limit)} requests in 60 s.`]
}
