import type { SourceText } from '../domain/source.ts'
import type { PartTruth } from './part.ts'

/** There is nobody to name. */
export const NOTHING_TO_TELL: PartTruth = { attackers: [], honest: [], troubles: [] }

/** These sources must not be banned, all for one reason. */
export function honest(reason: string, ...addresses: readonly SourceText[]): PartTruth {
  return { ...NOTHING_TO_TELL, honest: addresses.map((address) => ({ address, reason })) }
}
