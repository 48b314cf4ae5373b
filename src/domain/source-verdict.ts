import type { EvidencePart, IncidentKind } from './finding.ts'
import type { Seconds } from './units.ts'

/** What one source can be suspected of: behaviour of its own, or its part in what many do together. */
export type SourceKind = Extract<
  IncidentKind,
  | 'source-flood'
  | 'source-scan'
  | 'source-brute-force'
  | 'source-scrape'
  | 'distributed-flood'
  | 'distributed-scan'
  | 'credential-stuffing'
>

/** What speaks for and against one source, of the behaviour that comes nearest to a ban or is farthest beyond it. */
export interface SourceVerdict {
  /** The behaviour's name in the registry, such as `flood` or `error-loop`. */
  readonly behaviour: string
  readonly kind: SourceKind
  /** The sum of the parts. A ban needs as many as `needed`, and `minimum` requests. */
  readonly nats: number
  readonly needed: number
  readonly requests: number
  readonly minimum: number
  /** The weightiest first, whichever way they weigh. */
  readonly parts: readonly EvidencePart[]
  /** The number that counts most, what a harmless source of the same class sends at most, and what would suffice for a ban. */
  readonly observed: number
  readonly expected: number
  readonly limit: number
  readonly unit: string
  readonly window: Seconds
}
