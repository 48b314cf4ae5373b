import { DAY, type EpochMilliseconds, HOUR } from '../../src/domain/units.ts'
import { Random } from '../../src/lib/random.ts'
import { TEMPTING_PARTS } from '../../src/simulate/scenario.ts'

/** Seeds by which thresholds may be chosen, on clean logs only. */
export const TRAINING_SEEDS = { first: 1, last: 999 }
/** Seeds that are scored. */
export const TEST_SEEDS = { first: 1_001 }

const MONDAY = Date.UTC(2026, 2, 2)
const HOURS_A_WEEK = 168
/** Has no factor in common with HOURS_A_WEEK: each hour of the week is met once before one is met twice. */
const STRIDE = 37

/** The hour of the week in which the log of this seed begins. */
export function beginning(seed: number): EpochMilliseconds {
  return MONDAY + ((seed * STRIDE) % HOURS_A_WEEK) * HOUR
}

/** When a log of whole days begins. */
export function morning(seed: number): EpochMilliseconds {
  return MONDAY + (seed % 7) * DAY
}

/** Who visits the site of this seed: of odd seeds everybody there is, of even ones people, and others by chance. */
export function visitors(seed: number): readonly string[] {
  const random = new Random(seed)
  return TEMPTING_PARTS.filter((name) => seed % 2 === 1 || name === 'browsers' || random.below(3) === 0)
}
