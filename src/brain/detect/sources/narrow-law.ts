import type { EvidencePart } from '../../../domain/finding.ts'
import type { SourceFeatures } from '../../../domain/source-features.ts'
import { type Nats, ramp, share } from './log-likelihood.ts'
import type { PopulationNumbers } from './population-numbers.ts'
import { signedInPart } from './signed-in.ts'
import { isLinked, servesPrograms } from './site-clients.ts'
import { agentsOf, humanity, loadedShare, referredShare } from './source-class.ts'

/** The most that the parts of `narrowLaw` come to when all speak against a source. */
export const MOST_LAW: Nats = 8

/** Requests, and lines looked at, from which the absence of something says all that it can. */
const ENOUGH = 20
const ENOUGH_LOOKED = 5
const TEN_MINUTES = 600
const HOUR = 3_600

/**
 * How little a source behaves like a person or an application: one endpoint, nothing that belongs to a page, no referrer, a tool, new.
 * Weights against it are small, e² = 7 to 1 at most, for each of them is true of many harmless programs and only all together are
 * telling; weights for it are larger, since floods seldom load pictures, and an error there costs a person.
 */
export function narrowLaw(features: SourceFeatures, population: PopulationNumbers): EvidencePart[] {
  const { minutes } = features
  const sure = Math.min(1, minutes.requests / ENOUGH)
  const parts: EvidencePart[] = []
  const add = (name: string, observed: number, expected: number, unit: string, nats: Nats) => {
    if (nats !== 0) parts.push({ name, observed, expected, unit, nats })
  }
  const top = share(minutes.topRequests, minutes.requests)
  add('one-endpoint', percent(top), 50, '% of requests', 2.5 * sure * ramp(top, 0.7, 0.95))

  const unchanged = share(minutes.notModified, minutes.requests)
  // Who asks whether a page has changed has kept it, as browsers do.
  const uncached = 1 - ramp(unchanged, 0.02, 0.2)
  const loaded = loadedShare(minutes)
  const bare = population.servesAssets ? 2 * sure * uncached * (1 - ramp(loaded, 0, 0.1)) : 0
  add('assets', percent(loaded), 80, '% of requests', bare - 6 * ramp(loaded, 0.1, 0.4))

  add('not-modified', percent(unchanged), 10, '% of requests', -4 * ramp(unchanged, 0.02, 0.2))
  const accepted = share(minutes.accepted, minutes.requests)
  add('accepted-writes', percent(accepted), 0, '% of requests', -6 * ramp(accepted, 0.02, 0.3))

  if (features.hasReferrers && minutes.looked > 0) {
    const referred = referredShare(features)
    const none =
      1.5 * isLinked(population) * uncached * Math.min(1, minutes.looked / ENOUGH_LOOKED) * (1 - ramp(referred, 0, 0.1))
    add('referrers', percent(referred), 80, '% of requests', none - 6 * ramp(referred, 0.1, 0.6))
  }
  if (features.hasAgents && minutes.looked > 0) {
    const tools = share(minutes.tools, minutes.looked)
    add('tool', percent(tools), 0, '% of requests', (1 - servesPrograms(population)) * ramp(tools, 0.2, 0.8))
  }
  const signedIn = signedInPart(minutes, population, 0.2, 0.8)
  if (signedIn !== null) parts.push(signedIn)
  const agents = agentsOf(features)
  const believed = features.standing === 'gateway' ? 1 : humanity(features)
  add('agents', agents, 1, 'user agents', -Math.min(6, Math.max(0, agents - 2)) * believed)
  add('acquaintance', features.seen, TEN_MINUTES, 's', acquaintance(features))
  return parts
}

/** +1 while it is new, −2 from an hour on. */
function acquaintance({ seen, standing }: SourceFeatures): Nats {
  if (standing !== 'new') return -2
  return 1 - 3 * ramp(seen, TEN_MINUTES, HOUR)
}

export function percent(value: number): number {
  return Math.round(value * 1_000) / 10
}
