import type { Change, Enforcer, Refusal } from '../../domain/enforcement.ts'
import { EnforcerError } from '../../domain/errors.ts'

/** Calls for one batch: some ten bad elements among ten thousand. */
const MOST_CALLS = 200

/**
 * Makes the changes as one batch. One that the enforcer refuses twice is halved until the bad elements are alone, so that the others land;
 * `landed` is told of each part that is done with, and of what is refused in it. Throws EnforcerError of scope `all`, before any halving,
 * when the enforcer refuses even an empty batch.
 */
export async function applyInHalves(
  enforcer: Enforcer,
  changes: readonly Change[],
  landed: (part: readonly Change[], refusals: readonly Refusal[]) => void,
): Promise<void> {
  let calls = 0
  const attempt = async (part: readonly Change[]): Promise<void> => {
    const refusals = await enforcer.apply(part).catch((error: Error) => examine(part, error))
    // What was missing may be whole again after the probe.
    if (refusals === undefined && calls === 1) return attempt(part)
    if (refusals !== undefined) return landed(part, refusals)
    const middle = part.length >> 1
    await attempt(part.slice(0, middle))
    await attempt(part.slice(middle))
  }
  /** Undefined: the part has to be tried again or halved. */
  const examine = async (part: readonly Change[], error: Error): Promise<readonly Refusal[] | undefined> => {
    if (!(error instanceof EnforcerError) || error.scope === 'all') throw error
    if (calls === 0) await probe(enforcer)
    if (++calls > MOST_CALLS) throw ofAll(error)
    return part.length === 1 && calls > 1 ? [{ address: part[0]!.address, why: error.message }] : undefined
  }
  await attempt(changes)
}

/** Throws EnforcerError of scope `all` when the enforcer does not work, whatever it is told. */
export async function probe(enforcer: Enforcer): Promise<void> {
  await enforcer.apply([]).catch((error: Error) => {
    throw error instanceof EnforcerError ? ofAll(error) : error
  })
}

function ofAll(error: EnforcerError): EnforcerError {
  return new EnforcerError('all', error.message, error.hint, { cause: error })
}
