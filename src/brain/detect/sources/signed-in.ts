import type { EvidencePart } from '../../../domain/finding.ts'
import type { SpanFeatures } from '../../../domain/source-features.ts'
import { type Nats, ramp, share } from './log-likelihood.ts'
import { percent } from './narrow-law.ts'
import type { PopulationNumbers } from './population-numbers.ts'
import { believesNames } from './site-clients.ts'

/** As much as halves a ban, and more than any circumstance weighs. */
const KNOWN_BY_NAME: Nats = -8

/** A user whom the server let in may send much, and of much that is gone; from a part `from` of its requests on, and wholly at `to`. */
export function signedInPart(
  span: SpanFeatures,
  population: PopulationNumbers,
  from: number,
  to: number,
): EvidencePart | null {
  const signedIn = share(span.signedIn, span.looked)
  const nats = KNOWN_BY_NAME * ramp(signedIn, from, to) * believesNames(population)
  if (nats === 0) return null
  return { name: 'signed-in', observed: percent(signedIn), expected: 0, unit: '% of requests', nats }
}

/** 0 … 1: whether most of it is the work of a user whom the server let in. */
export function isLetIn({ signedIn, looked }: SpanFeatures, population: PopulationNumbers): number {
  return ramp(share(signedIn, looked), 0.2, 0.8) * believesNames(population)
}
