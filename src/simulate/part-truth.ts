import type { SourceText } from '../domain/source.ts'
import type { PartTruth } from './part.ts'

/** There is nobody to name. */
export const NOTHING_TO_TELL: PartTruth = { attackers: [], honest: [], troubles: [] }

/** These sources must not be banned, all for one reason. */
export function honest(reason: string, ...addresses: readonly SourceText[]): PartTruth {
  return { ...NOTHING_TO_TELL, honest: addresses.map((address) => ({ address, reason })) }
}

/** These addresses must not be banned: behind each of them are so many people. */
export function gateway(reason: string, users: number, ...addresses: readonly SourceText[]): PartTruth {
  return { ...NOTHING_TO_TELL, honest: addresses.map((address) => ({ address, reason, users })) }
}
