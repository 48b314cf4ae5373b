import type { EvidencePart } from '../../../domain/finding.ts'
import type { GroupTrait, SourceFeatures } from '../../../domain/source-features.ts'
import type { SourceKind } from '../../../domain/source-verdict.ts'
import type { Seconds } from '../../../domain/units.ts'
import type { Nats } from './log-likelihood.ts'
import type { PopulationNumbers } from './population-numbers.ts'
import type { SourceClass } from './source-class.ts'

/** One source as behaviours see it. */
export interface SourceCase {
  readonly features: SourceFeatures
  readonly population: PopulationNumbers
  readonly groups: readonly GroupTrait[]
  readonly sourceClass: SourceClass
  /** Clients behind it that are believed, 1 … 32.5. */
  readonly crowd: number
  /** What a ban needs. */
  readonly needed: Nats
}

/** What one behaviour makes of a source. */
export interface Weighing {
  readonly kind: SourceKind
  readonly parts: readonly EvidencePart[]
  readonly requests: number
  readonly observed: number
  readonly expected: number
  readonly limit: number
  readonly unit: string
  readonly window: Seconds
  /** When it differs from that of the case. */
  readonly needed?: Nats
}

/** One way to do harm. */
export interface Behaviour {
  readonly name: string
  /** Requests that a ban needs, however clear the matter is. */
  readonly minimum: number
  /** Evidence is a function of the case alone. Null when there is nothing to weigh. */
  weigh(source: SourceCase): Weighing | null
}

/** The sum, in the order of the parts. */
export function totalNats(parts: readonly EvidencePart[]): Nats {
  let total = 0
  for (const { nats } of parts) total += nats
  return total
}
