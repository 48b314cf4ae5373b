import type { Judgement } from '../domain/decision.ts'
import type { Finding } from '../domain/finding.ts'
import type { Crossing } from '../domain/limits.ts'
import type { NetworkTraffic } from '../domain/ports.ts'
import { prefixSource } from '../domain/source-prefix.ts'

/**
 * A finding on a whole /24 or /48 as the policy judges single sources; null when it is about anything else. What its known visitors send
 * speaks against a ban as that of a single source does; those who came with the attack are none, so it is no newcomer besides.
 */
export function networkCase(
  { kind, subject, at, since, evidence }: Finding,
  trafficOf: NetworkTraffic,
): { readonly crossing: Crossing; readonly judgement: Judgement } | null {
  const source = subject.type === 'prefix' ? prefixSource(subject.prefix) : null
  if (source === null) return null
  const { lines: _, ...rest } = evidence
  const { known, siteKnown } = trafficOf(source, Math.max(0, at - (since ?? at)) / 1_000)
  return {
    crossing: {
      ...{ source, at, window: 60, observed: evidence.observed, limit: evidence.limit, strict: false },
      ...{ requests60: 0, errors60: 0, known, siteKnown, features: null, studied: true, line: '' },
    },
    judgement: { guilty: true, kind, own: 0, least: 0, newcomer: false, evidence: rest },
  }
}
