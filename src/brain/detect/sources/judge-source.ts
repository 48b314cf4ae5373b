import type { EvidencePart } from '../../../domain/finding.ts'
import type { GroupTrait, SourceFeatures } from '../../../domain/source-features.ts'
import type { SourceVerdict } from '../../../domain/source-verdict.ts'
import { type SourceCase, totalNats, type Weighing } from './behaviour.ts'
import { narrowLaw } from './narrow-law.ts'
import { neededFor } from './need.ts'
import type { PopulationNumbers } from './population-numbers.ts'
import { behaviours } from './registry.ts'
import { classOf, crowdFactor } from './source-class.ts'

/** All that a verdict was made of; plain data, so that it can be kept and judged again. */
export interface VerdictInputs {
  readonly features: SourceFeatures
  readonly population: PopulationNumbers
  readonly groups: readonly GroupTrait[]
}

/**
 * The behaviour of a source that is farthest beyond what a ban needs, or nearest to it. What it did itself comes before its part in a
 * group: the group decides only where the source alone would be left. A pure function: the same inputs give the same bits.
 */
export function judgeSource(
  features: SourceFeatures,
  population: PopulationNumbers,
  groups: readonly GroupTrait[],
): SourceVerdict {
  return verdictOf(suspect(features, population, groups))
}

/** What a verdict would be made of: most sources are judged for nothing, and need none. */
export function suspect(
  features: SourceFeatures,
  population: PopulationNumbers,
  groups: readonly GroupTrait[],
): Suspicion {
  const source = caseOf(features, population, groups)
  let best: Suspicion | undefined
  for (const behaviour of behaviours) {
    const weighing = behaviour.weigh(source)
    if (weighing === null) continue
    const { requests, needed = source.needed } = weighing
    const { name, minimum } = behaviour
    const one = { behaviour: name, minimum, nats: totalNats(weighing.parts), needed, requests, weighing }
    if (best === undefined || outweighs(one, best)) best = one
  }
  return best!
}

/** The source as behaviours see it. */
export function caseOf(
  features: SourceFeatures,
  population: PopulationNumbers,
  groups: readonly GroupTrait[],
): SourceCase {
  return {
    features,
    population,
    groups,
    sourceClass: classOf(features),
    crowd: crowdFactor(features),
    law: narrowLaw(features, population),
    needed: neededFor(features),
  }
}

/** The same verdict again from what a ban carries. */
export function recompute({ features, population, groups }: VerdictInputs): SourceVerdict {
  return judgeSource(features, population, groups)
}

/** Whether there is enough of everything for a ban. */
export function isBannable({ nats, needed, requests, minimum }: Sums): boolean {
  return nats >= needed && requests >= minimum
}

type Sums = Pick<SourceVerdict, 'behaviour' | 'nats' | 'needed' | 'requests' | 'minimum'>
/** The behaviour that counts most, and how much; `nats` as far as the order of its parts makes no difference. */
export type Suspicion = Sums & { readonly weighing: Weighing }

function outweighs(one: Sums, other: Sums): boolean {
  const [can, could] = [isBannable(one), isBannable(other)]
  if (can !== could) return can
  if (can && one.behaviour === 'group-member') return false
  return one.nats - one.needed > other.nats - other.needed
}

/** Adding 0 makes 0 of −0, which JSON does not keep. */
export function verdictOf({ behaviour, needed, requests, minimum, weighing }: Suspicion): SourceVerdict {
  const { kind, observed, expected, limit, unit, window } = weighing
  const parts = weighing.parts.map(plain).sort((a, b) => Math.abs(b.nats) - Math.abs(a.nats))
  const nats = totalNats(parts)
  return {
    behaviour,
    kind,
    nats,
    needed,
    requests,
    minimum,
    parts,
    observed,
    expected,
    limit: limit(),
    unit,
    window,
  }
}

function plain({ name, observed, expected, unit, nats }: EvidencePart): EvidencePart {
  return { name, observed, expected, unit, nats: nats + 0 }
}
