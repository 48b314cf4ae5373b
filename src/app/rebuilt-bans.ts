import type { Ban } from '../domain/ban.ts'
import type { SourceText } from '../domain/source.ts'
import { parseBannable } from '../domain/source-prefix.ts'
import type { EpochMilliseconds, Milliseconds } from '../domain/units.ts'
import { shortHash } from '../lib/short-hash.ts'

const REASON = 'It was found in the firewall when the record of bans was lost: why it was banned is not known any more.'

/** Bans as the firewall still has them, when the record of them is lost; null stands for no end. */
export function rebuiltBans(
  inForce: ReadonlyMap<SourceText, Milliseconds | null>,
  now: EpochMilliseconds,
  review: Milliseconds,
): Ban[] {
  return [...inForce].map(([address, remaining]) => ({
    ...{ id: shortHash(`ban ${address} ${now}`), source: parseBannable(address), address },
    ...{ kind: 'manual', incident: null, at: now, duration: remaining },
    until: remaining === null ? null : now + remaining,
    offence: 0,
    evidence: {
      ...{ detector: 'manual', observed: 0, expected: null, limit: 0, unit: 'orders', window: 0, baseline: null },
      ...{ lines: [], text: REASON },
    },
    reason: REASON,
    author: 'breakwater',
    ...(remaining === null && { reviewAt: now + review }),
  }))
}
