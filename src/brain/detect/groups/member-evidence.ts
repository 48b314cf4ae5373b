import { EvidenceSum } from './evidence-sum.ts'
import type { GroupMoment } from './group-moment.ts'
import type { LevelWatch } from './level-watch.ts'
import type { RiseWatch } from './rise-watch.ts'
import type { SiteUsual } from './site-usual.ts'
import { nearerNats } from './surprise.ts'

const NEEDED = 24
const MOST_A_PART = 16
const MOST_OF_NEW = 6
/** Requests of such a kind in 60 s that each member may send before one source could do it alone. */
const MOST_EACH = 8
const AGAINST = -16

/** What is counted of a group that is known by one kind of request. */
export interface Members {
  /** Such requests a second, and those of the last 60 s. */
  readonly rate: RiseWatch
  readonly requests60: number
  /** New sources that sent them in the last 60 s, what is usual, and how many more there are. */
  readonly sources: LevelWatch
  readonly sources60: number
  readonly more: number
  /** Such as `missing pages`. */
  readonly unit: string
}

/** Weighs whether many new sources send requests of one kind, each of them few. */
export function weighMembers(moment: GroupMoment, usual: SiteUsual, members: Members): EvidenceSum {
  const { rate, sources, more, unit, requests60, sources60 } = members
  const { growth, study } = moment
  const sum = new EvidenceSum(NEEDED)
  const expected60 = 60 * rate.usual.mean * growth
  const expected = sources.usual.mean * growth
  sum.add('requests', requests60, expected60, unit, rate.nats, 0, MOST_A_PART)
  sum.add('new-sources', sources60, expected, `new sources of ${unit}`, sources.nats, 0, MOST_A_PART)
  const here = usual.newSources.usual.mean * growth
  const nearer = nearerNats(study.newSources60, here, here + more, usual.newSources.usual.dispersion)
  sum.add('new-to-the-site', study.newSources60, here, 'new sources', nearer, -MOST_OF_NEW, MOST_OF_NEW)
  const each = Math.max(0, requests60 - expected60) / Math.max(1, more)
  if (each > MOST_EACH) sum.add('each', each, 1, `${unit} for each source`, AGAINST, AGAINST, 0)
  return sum
}
