import type { SourceFeatures } from '../../../domain/source-features.ts'
import type { Nats } from './log-likelihood.ts'
import { agentsOf, isCrawler } from './source-class.ts'

/** One in a million source-days is banned for nothing, at most. */
export const NEEDED: Nats = Math.log(1e6)
/** However many do the same together, each member must have shown this much itself: 400 to 1. */
export const LEAST_NEEDED: Nats = 6
/** The same where the group has no page in common: then any new program looks like a member. */
export const LEAST_NEEDED_ANYWHERE: Nats = 10

/** Of a thousand sources with a clean day behind them not one begins to attack. */
const KNOWN: Nats = Math.log(1e3)
/** Of a thousand that say they are a crawler not one attacks; and site owners want them. */
const CRAWLER: Nats = Math.log(1e3)

/** What must speak against a source before it is banned: more when more would be lost. */
export function neededFor(features: SourceFeatures): Nats {
  const known = features.standing === 'new' ? 0 : KNOWN
  const many = features.standing === 'gateway' ? Math.log(agentsOf(features)) : 0
  return NEEDED + Math.max(known + many, isCrawler(features) ? CRAWLER : 0)
}
