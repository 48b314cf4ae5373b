import type { Crossing } from '../../domain/limits.ts'
import type { SourceKey } from '../../domain/source.ts'
import type { Seconds } from '../../domain/units.ts'
import type { EvidenceRoom } from './crossing-evidence.ts'
import { BANNED, BUSY, LAST_SEEN, META, RING, TOTAL } from './source-entries.ts'

/** What was known of the site's traffic reaches back so far. */
const SPAN: Seconds = 600
/** Whoever came no longer than this before it began came for it. */
const GRACE: Seconds = 60

/**
 * What known visitors of a network sent, and those of the whole site, in the last ten minutes without the last one. A visitor came longer
 * ago than `before` and a minute, or is known from other days. Of those that are quiet by now only the total is kept: they count with their
 * mean, errors included, which is rather too much than too little. Costs one look at each tracked source.
 */
export function networkTraffic(
  { table, busy, known, desk }: EvidenceRoom,
  network: SourceKey,
  before: Seconds,
): Pick<Crossing, 'known' | 'siteKnown'> {
  let sum = 0
  for (const slot of table.slotsOf(network)) {
    const words = table.entries.words(slot)
    const base = table.entries.base(slot)
    const meta = words[base + META]!
    if (slot >= known.mark || (meta & BANNED) !== 0 || table.now - words[base + LAST_SEEN]! > SPAN) continue
    const age = desk.ageOf(slot)
    if (age <= before + GRACE && !desk.isKnown(slot)) continue
    if (meta & BUSY) sum += busy.known(words[base + RING]!, table.now)
    else sum += Math.floor(words[base + TOTAL]! * Math.min(1, SPAN / Math.max(age, 1)))
  }
  return { known: sum, siteKnown: known.requests }
}
