import type { Judgement } from '../domain/decision.ts'
import type { Finding } from '../domain/finding.ts'
import type { Crossing } from '../domain/limits.ts'
import { prefixSource } from '../domain/source-prefix.ts'

/** A finding on a whole /24 or /48 as the policy judges single sources; null when it is about anything else. */
export function networkCase({ kind, subject, at, evidence }: Finding): {
  readonly crossing: Crossing
  readonly judgement: Judgement
} | null {
  const source = subject.type === 'prefix' ? prefixSource(subject.prefix) : null
  if (source === null) return null
  const { lines: _, ...rest } = evidence
  return {
    crossing: {
      ...{ source, at, window: 60, observed: evidence.observed, limit: evidence.limit, strict: false },
      ...{ requests60: 0, errors60: 0, known: 0, siteKnown: 0, features: null, studied: true, line: '' },
    },
    judgement: { guilty: true, kind, own: 0, least: 0, newcomer: true, evidence: rest },
  }
}
