import type { GroupTrait, SourceFeatures } from '../../../domain/source-features.ts'
import type { SourceVerdict } from '../../../domain/source-verdict.ts'
import { type Behaviour, type SourceCase, totalNats } from './behaviour.ts'
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
  const source: SourceCase = {
    features,
    population,
    groups,
    sourceClass: classOf(features),
    crowd: crowdFactor(features),
    needed: neededFor(features),
  }
  let best: SourceVerdict | undefined
  for (const behaviour of behaviours) {
    const verdict = verdictOf(behaviour, source)
    if (verdict !== null && (best === undefined || outweighs(verdict, best))) best = verdict
  }
  return best!
}

/** The same verdict again from what a ban carries. */
export function recompute({ features, population, groups }: VerdictInputs): SourceVerdict {
  return judgeSource(features, population, groups)
}

/** Whether there is enough of everything for a ban. */
export function isBannable({ nats, needed, requests, minimum }: SourceVerdict): boolean {
  return nats >= needed && requests >= minimum
}

function outweighs(one: SourceVerdict, other: SourceVerdict): boolean {
  const [can, could] = [isBannable(one), isBannable(other)]
  if (can !== could) return can
  if (can && one.behaviour === 'group-member') return false
  return one.nats - one.needed > other.nats - other.needed
}

/** Adding 0 makes 0 of −0, which JSON does not keep. */
function verdictOf({ name, minimum, weigh }: Behaviour, source: SourceCase): SourceVerdict | null {
  const weighing = weigh(source)
  if (weighing === null) return null
  const { kind, parts, requests, observed, expected, limit, unit, window, needed = source.needed } = weighing
  const sorted = parts
    .map((part) => ({ ...part, nats: part.nats + 0 }))
    .sort((a, b) => Math.abs(b.nats) - Math.abs(a.nats))
  return {
    ...{ behaviour: name, kind, nats: totalNats(sorted), needed, requests, minimum },
    parts: sorted,
    ...{ observed, expected, limit, unit, window },
  }
}
