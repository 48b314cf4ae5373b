import type { EvidencePart } from '../../../domain/finding.ts'
import type { GroupTrait, SourceFeatures } from '../../../domain/source-features.ts'
import { type Behaviour, type SourceCase, totalNats, type Weighing } from './behaviour.ts'
import { RETRIES_OF_MEMBER, weighFlood } from './flood.ts'
import { binomialWeights, type Nats, share } from './log-likelihood.ts'
import { percent } from './narrow-law.ts'
import { LEAST_NEEDED, LEAST_NEEDED_ANYWHERE } from './need.ts'
import { PATHS_AN_ENDPOINT } from './path-scan.ts'
import { humanity } from './source-class.ts'

/** Part of its requests that must be of the group's kind. */
const MOSTLY = 0.5
/** Who looks like a browser to this degree, 0 … 1, is one of the visitors that every attack finds on a site. */
const BROWSER = 0.3

/** A member of a group that attacks now: what it did itself, weighed without the allowances of single sources, against a lowered need. */
export const groupMember: Behaviour = {
  name: 'group-member',
  minimum: 10,
  weigh(source) {
    let best: Weighing | null = null
    for (const group of source.groups) {
      if (!isMember(source.features, group)) continue
      const least = group.kind === 'distributed-flood' && group.endpoint === null ? LEAST_NEEDED_ANYWHERE : LEAST_NEEDED
      const one = WEIGH[group.kind](source, Math.max(least, source.needed - group.nats))
      if (best === null || totalNats(one.parts) - one.needed! > totalNats(best.parts) - best.needed!) best = one
    }
    return best
  },
}

/** Whether it came with the group, does what the group does, and little else. */
export function isMember(features: SourceFeatures, { kind, endpoint, since, grace }: GroupTrait): boolean {
  const { minutes, at, seen, standing } = features
  if (standing !== 'new' || at - seen * 1_000 < since - grace) return false
  if (endpoint !== null && (minutes.topEndpoint !== endpoint || share(minutes.topRequests, minutes.requests) < MOSTLY))
    return false
  if (kind === 'credential-stuffing') return share(attempts(features), minutes.requests) >= MOSTLY
  if (humanity(features) >= BROWSER) return false
  if (kind === 'distributed-scan')
    return share(minutes.missing + minutes.refused + minutes.redirected, minutes.requests) >= MOSTLY
  return true
}

function attempts({ minutes }: SourceFeatures): number {
  return Math.max(minutes.loginPosts, minutes.refusedPosts)
}

const WEIGH: Readonly<Record<GroupTrait['kind'], (source: SourceCase, needed: Nats) => Weighing>> = {
  'distributed-flood': (source, needed) => ({
    ...weighFlood({ ...source, needed }, RETRIES_OF_MEMBER),
    kind: 'distributed-flood',
    requests: source.features.minutes.requests,
    needed,
  }),
  'distributed-scan': ({ features }, needed) => {
    const { minutes } = features
    const all = minutes.distinctMissing + minutes.distinctRefused + minutes.distinctRedirected
    const distinct = Math.min(all, PATHS_AN_ENDPOINT * Math.max(1, minutes.endpoints))
    const others = Math.max(0, minutes.requests - minutes.missing - minutes.refused - minutes.redirected)
    return tally(
      'distributed-scan',
      'distinct-missing',
      'different missing paths',
      distinct,
      3,
      others,
      needed,
      minutes,
    )
  },
  'credential-stuffing': ({ features }, needed) => {
    const { minutes } = features
    const tried = attempts(features)
    const others = Math.max(0, minutes.requests - tried)
    return tally('credential-stuffing', 'logins', 'logins', tried, 5, others, needed, minutes)
  },
}

/** Of a member's requests, those that are part of the attack; of a stranger's who is mistaken for one, some. */
const WEIGHTS = binomialWeights(0.95, 0.3)

function tally(
  kind: GroupTrait['kind'],
  name: string,
  unit: string,
  observed: number,
  allowed: number,
  others: number,
  needed: Nats,
  { requests, length, assets }: SourceFeatures['minutes'],
): Weighing {
  const parts: EvidencePart[] = [
    { name, observed, expected: allowed, unit, nats: Math.max(0, observed - allowed) * WEIGHTS.success },
    { name: 'other-requests', observed: others, expected: 0, unit: 'other requests', nats: others * WEIGHTS.failure },
  ]
  if (assets > 0)
    parts.push({
      name: 'assets',
      observed: percent(share(assets, requests)),
      expected: 80,
      unit: '% of requests',
      nats: -2,
    })
  const limit = () => Math.ceil(allowed + (needed - others * WEIGHTS.failure) / WEIGHTS.success)
  return { kind, parts, requests, observed, expected: allowed, limit, unit, window: Math.round(length), needed }
}
