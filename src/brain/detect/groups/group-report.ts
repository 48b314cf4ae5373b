import type { Finding } from '../../../domain/finding.ts'
import type { GroupTrait } from '../../../domain/source-features.ts'
import { type EpochMilliseconds, type Milliseconds, SECOND } from '../../../domain/units.ts'

/** Members may have been first seen so long before the group is thought to have begun. */
export const GRACE: Milliseconds = 20 * SECOND
/** A trait never adds more than this to the evidence of a member: too little to ban by, whatever is needed. */
export const MOST_TRAIT_NATS = 6

/** What one watch says of a second. */
export interface GroupReport {
  readonly finding: Finding | null
  readonly trait: GroupTrait | null
}

export const NOTHING: GroupReport = { finding: null, trait: null }

/** Nats that a trait adds: how many times as many as usual have it, that is, the odds that one who has it is of the group. */
export function traitNats(more: number, expected: number): number {
  return Math.min(MOST_TRAIT_NATS, Math.max(0, Math.log(more / Math.max(1, expected))))
}

/** Rounded, so that a trait which stays does not look new each second. */
export function traitOf(
  kind: GroupTrait['kind'],
  endpoint: number | null,
  text: string,
  since: EpochMilliseconds,
  nats: number,
): GroupTrait {
  return { kind, endpoint, text, since, nats: Math.round(nats * 10) / 10, grace: GRACE }
}
