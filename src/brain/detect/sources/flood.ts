import type { EvidencePart } from '../../../domain/finding.ts'
import type { SourceFeatures, SpanFeatures } from '../../../domain/source-features.ts'
import type { Seconds } from '../../../domain/units.ts'
import { type Behaviour, type SourceCase, totalNats, type Weighing } from './behaviour.ts'
import { gapPart } from './gaps.ts'
import { countFor, excessNats, ramp, share } from './log-likelihood.ts'
import type { Measure } from './population-numbers.ts'
import { bareness, measure, spanLength } from './request-weight.ts'
import { dispersionOf, isLinked, usualOf } from './site-clients.ts'

/** Requests in minutes come in more and larger clumps than those in seconds. */
const MINUTES_DISPERSION = 2.5
const CLOCK = 1
/** Requests that a client may send a minute while each fails: it asks again. Of a member of a group that attacks, fewer. */
const RETRIES = 300
export const RETRIES_OF_MEMBER = 60
/** And in a second where clients are no browsers, of who asks each time for something else: a sync, as fast as answers come, 50 ms each. */
const ONE_AFTER_ANOTHER = 20
const VARIED: readonly [number, number] = [0.4, 0.8]
const LEAST_LOOKED = 8
/** More are not told apart. */
const MOST_PATHS = 100
/** What has gone on for an hour at this pace is no flood now. */
const LONG: readonly [Seconds, Seconds] = [3_600, 5_400]
const AS_BEFORE: readonly [number, number] = [1.2, 2]
const MOST_AS_BEFORE = -6

/**
 * Too many requests, in 1, 10 or 60 s or in minutes, for a client of its class: the excess in one of them, in clumps, and how narrow its
 * law is. The law alone, at most 8 nats, bans nobody. Pictures, unchanged pages and accepted writes count as a tenth to a fifth of a
 * request each, before they also speak for the source.
 */
export const flood: Behaviour = {
  name: 'flood',
  minimum: 20,
  weigh: (source) => weighFlood(source),
}

export function weighFlood(source: SourceCase, retries = RETRIES): Weighing {
  const { features, law, population } = source
  const { minutes } = features
  const gaps = gapPart(minutes, CLOCK)
  const lengthy = spanLength(minutes)
  const sent = measure(features)
  const before = asBefore(features)
  const lasting = before === null ? law : [...law, before]
  const sustained = gaps === null ? lasting : [...lasting, gaps]
  const spared =
    (share(minutes.failed, minutes.requests) * retries) / 60 +
    ONE_AFTER_ANOTHER * varied(minutes) * (1 - isLinked(population))
  const over = [
    weighWindow(
      source,
      'perMinute',
      lengthy,
      minutes.requests,
      minutes.requests * bareness(minutes),
      sustained,
      spared,
    ),
    weighWindow(source, 'window60', 60, features.window60, sent.window60, lasting, spared),
    weighWindow(source, 'window10', 10, features.window10, sent.window10, law),
    weighWindow(source, 'window1', 1, features.window1, sent.window1, law),
  ]
  return over.reduce((best, one) => (totalNats(one.parts) > totalNats(best.parts) ? one : best))
}

/** 0 … 1: whether each request is for something else. */
function varied({ paths, looked }: SpanFeatures): number {
  return looked < LEAST_LOOKED ? 0 : ramp(share(paths, Math.min(looked, MOST_PATHS)), ...VARIED)
}

/** A pace that the source has kept for long: a health check, a device. */
function asBefore({ minutes, hours }: SourceFeatures): EvidencePart | null {
  if (hours.length < LONG[0]) return null
  const before = hours.requests / hours.length
  const now = minutes.requests / spanLength(minutes)
  const observed = now / before
  const nats = MOST_AS_BEFORE * ramp(hours.length, ...LONG) * (1 - ramp(observed, ...AS_BEFORE))
  if (nats === 0) return null
  return { name: 'as-before', observed, expected: 1, unit: 'times its own pace of hours', nats }
}

function weighWindow(
  { population, sourceClass, crowd, needed }: SourceCase,
  name: Measure,
  window: Seconds,
  requests: number,
  weighted: number,
  law: readonly EvidencePart[],
  spared = 0,
): Weighing {
  const isLong = name === 'perMinute'
  const usual = (usualOf(population, sourceClass, name) * (isLong ? window / 60 : 1) + spared * window) * crowd
  const dispersion = dispersionOf(population, sourceClass) * (isLong ? MINUTES_DISPERSION : 1)
  const nats = excessNats(weighted, usual, dispersion)
  const unit = 'requests'
  const rate: EvidencePart = {
    name: `rate-${isLong ? 'minutes' : window}`,
    observed: weighted,
    expected: usual,
    unit,
    nats,
  }
  return {
    kind: 'source-flood',
    parts: [rate, ...law],
    requests,
    observed: requests,
    expected: Math.round(usual),
    limit: () => countFor(Math.max(0.01, needed - totalNats(law)), usual, dispersion),
    unit,
    window: Math.round(window),
  }
}
