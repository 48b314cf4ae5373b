import type { EvidencePart } from '../../../domain/finding.ts'
import type { Seconds } from '../../../domain/units.ts'
import { type Behaviour, type SourceCase, totalNats, type Weighing } from './behaviour.ts'
import { gapPart } from './gaps.ts'
import { countFor, excessNats } from './log-likelihood.ts'
import { narrowLaw } from './narrow-law.ts'
import { DISPERSION, type Measure } from './population-numbers.ts'
import { bareness, measure, spanLength } from './request-weight.ts'

/** Requests in minutes come in more and larger clumps than those in seconds. */
const MINUTES_DISPERSION = 2.5
const CLOCK = 1

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

export function weighFlood(source: SourceCase): Weighing {
  const { features, population } = source
  const { minutes } = features
  const law = narrowLaw(features, population)
  const gaps = gapPart(minutes, CLOCK)
  const lengthy = spanLength(minutes)
  const sent = measure(features)
  const sustained = gaps === null ? law : [...law, gaps]
  const over = [
    weighWindow(source, 'perMinute', lengthy, minutes.requests, minutes.requests * bareness(minutes), sustained),
    weighWindow(source, 'window60', 60, features.window60, sent.window60, law),
    weighWindow(source, 'window10', 10, features.window10, sent.window10, law),
    weighWindow(source, 'window1', 1, features.window1, sent.window1, law),
  ]
  return over.reduce((best, one) => (totalNats(one.parts) > totalNats(best.parts) ? one : best))
}

function weighWindow(
  { population, sourceClass, crowd, needed }: SourceCase,
  name: Measure,
  window: Seconds,
  requests: number,
  weighted: number,
  law: readonly EvidencePart[],
): Weighing {
  const isLong = name === 'perMinute'
  const usual = population.classes[sourceClass][name] * crowd * (isLong ? window / 60 : 1)
  const dispersion = DISPERSION[sourceClass] * (isLong ? MINUTES_DISPERSION : 1)
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
    limit: countFor(Math.max(0.01, needed - totalNats(law)), usual, dispersion),
    unit,
    window: Math.round(window),
  }
}
