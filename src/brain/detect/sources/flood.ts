import type { EvidencePart } from '../../../domain/finding.ts'
import type { SourceFeatures } from '../../../domain/source-features.ts'
import type { Seconds } from '../../../domain/units.ts'
import { type Behaviour, type SourceCase, totalNats, type Weighing } from './behaviour.ts'
import { gapPart } from './gaps.ts'
import { countFor, excessNats, ramp, share } from './log-likelihood.ts'
import type { Measure } from './population-numbers.ts'
import { bareness, measure, spanLength } from './request-weight.ts'
import { isLetIn } from './signed-in.ts'
import { dispersionOf, isLinked, usualOf } from './site-clients.ts'
import { variety } from './variety.ts'

/** Requests in minutes come in more and larger clumps than those in seconds. */
const MINUTES_DISPERSION = 2.5
const CLOCK = 1
/** Requests that a client may send a minute while each fails: it asks again. Of a member of a group that attacks, fewer. */
const RETRIES = 300
export const RETRIES_OF_MEMBER = 60
/** And in a second where clients are no browsers, or of a user who is signed in, of who asks each time for something else: a sync, as fast as answers come, 50 ms each. */
const ONE_AFTER_ANOTHER = 20
const VARIED: readonly [number, number] = [0.4, 0.8]
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
    ONE_AFTER_ANOTHER * variety(minutes, ...VARIED) * Math.max(1 - isLinked(population), isLetIn(minutes, population))
  const windows: readonly Counted[] = [
    { name: 'perMinute', window: lengthy, requests: minutes.requests, weighted: minutes.requests * bareness(minutes) },
    { name: 'window60', window: 60, requests: features.window60, weighted: sent.window60 },
    { name: 'window10', window: 10, requests: features.window10, weighted: sent.window10 },
    { name: 'window1', window: 1, requests: features.window1, weighted: sent.window1 },
  ]
  const laws = [sustained, lasting, law, law]
  const spare = [spared, spared, 0, 0]
  let [best, most] = [0, Number.NEGATIVE_INFINITY]
  for (const [i, counted] of windows.entries()) {
    const { usual, dispersion } = usually(source, counted, spare[i]!)
    const nats = excessNats(counted.weighted, usual, dispersion) + totalNats(laws[i]!)
    if (nats > most) [best, most] = [i, nats]
  }
  return weighWindow(source, windows[best]!, laws[best]!, spare[best]!)
}

interface Counted {
  readonly name: Measure
  readonly window: Seconds
  readonly requests: number
  readonly weighted: number
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

/** What is usual in the window, and in what clumps; `spared` more a second. */
function usually(
  { population, sourceClass, crowd }: SourceCase,
  { name, window }: Counted,
  spared: number,
): { readonly usual: number; readonly dispersion: number } {
  const isLong = name === 'perMinute'
  const usual = (usualOf(population, sourceClass, name) * (isLong ? window / 60 : 1) + spared * window) * crowd
  return { usual, dispersion: dispersionOf(population, sourceClass) * (isLong ? MINUTES_DISPERSION : 1) }
}

function weighWindow(source: SourceCase, counted: Counted, law: readonly EvidencePart[], spared: number): Weighing {
  const { name, window, requests, weighted } = counted
  const { usual, dispersion } = usually(source, counted, spared)
  const nats = excessNats(weighted, usual, dispersion)
  const unit = 'requests'
  const rate: EvidencePart = {
    name: `rate-${name === 'perMinute' ? 'minutes' : window}`,
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
    limit: () => countFor(Math.max(0.01, source.needed - totalNats(law)), usual, dispersion),
    unit,
    window: Math.round(window),
  }
}
