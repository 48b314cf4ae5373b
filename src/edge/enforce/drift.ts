import type { SourceText } from '../../domain/source.ts'
import { DAY, type Milliseconds, SECOND } from '../../domain/units.ts'
import { kernelTimeout } from './changes.ts'
import type { WantedBans } from './wanted-bans.ts'

/** ipset tells whole seconds, and a clock of the kernel's may run a little otherwise than ours. */
const TOLERANCE: Milliseconds = 2 * SECOND

export interface Drift {
  /** Bans that were in force and are gone. */
  readonly lost: SourceText[]
  /** Entries to write or remove, `lost` among them. */
  readonly wrong: SourceText[]
  /** Bans that are in force as they should be. */
  readonly right: SourceText[]
}

/**
 * What the enforcer holds against what is wanted. `age`: how old the reading is at most. Times are compared where bans expire by
 * themselves; those that last longer than the kernel is told are renewed when a day of theirs is used up.
 */
export function findDrift(
  wanted: WantedBans,
  actual: ReadonlyMap<SourceText, Milliseconds | null>,
  { expires, now, age }: { readonly expires: boolean; readonly now: Milliseconds; readonly age: Milliseconds },
): Drift {
  const drift: Drift = { lost: [], wrong: [], right: [] }
  for (const { address, deadline, isConfirmed } of wanted.values()) {
    const left = actual.get(address)
    if (left === undefined) {
      if (isConfirmed) drift.lost.push(address)
      drift.wrong.push(address)
      continue
    }
    const timeout = kernelTimeout(deadline - now)
    const slack = (deadline - now > timeout ? DAY : TOLERANCE) + age
    const isRight = !expires || (left !== null && Math.abs(left - timeout) <= slack)
    drift[isRight ? 'right' : 'wrong'].push(address)
  }
  for (const address of actual.keys()) if (wanted.get(address) === undefined) drift.wrong.push(address)
  return drift
}
