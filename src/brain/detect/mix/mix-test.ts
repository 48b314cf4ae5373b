import { expectedBeside, type ShareProfile } from './share-profile.ts'

/** A class with fewer requests, counted and expected, joins the rest. */
const FEWEST = 5
/** The class of all that is not counted by itself. */
export const REST = -1
/**
 * Requests that one visitor may send in a minute: a gallery, a backlog of photos, a partner's run. A site's mix is wrong only when it
 * is wrong without them; single sources are judged by themselves.
 */
const VISITOR = 200
/** The same while far more clients than usual are there, each of whom sends a few. */
const VISITOR_IN_CROWD = 50

export interface MixShift {
  readonly key: number
  /** Shares of the requests, 0–1: counted, and usual. */
  readonly share: number
  readonly usual: number
  /** Of G/2, before the correction. */
  readonly nats: number
}

export interface MixVerdict {
  /** 2 N Σ p ln(p/q), allowed bursts taken off. */
  readonly g: number
  /** Classes less one. */
  readonly freedom: number
  /** Nats, 0 … ln 2; and what of it is to be expected for each freedom of independent requests, 1/8N. */
  readonly divergence: number
  readonly noise: number
  /** The weightiest first; negative nats: it fell. */
  readonly shifts: readonly MixShift[]
  /** What rose most: the greatest p ln(p/q), bursts included; of classes that are counted by themselves, where there is one. */
  readonly risen: MixShift
}

export interface MixCircumstances {
  /** Requests of sources that were banned since: all of them may be of any one class. */
  readonly condemned: number
  /** Far more clients than usual are there. */
  readonly isCrowd: boolean
}

/**
 * Compares the requests of a minute by class with their profile: likelihood ratio (G) and Jensen–Shannon divergence. From each class that
 * rose are taken off, down to what its share gives, as many requests as may come in a burst.
 */
export function testMix(
  counts: ReadonlyMap<number, number>,
  total: number,
  profile: ShareProfile,
  { condemned, isCrowd }: MixCircumstances,
): MixVerdict {
  const visitor = isCrowd ? VISITOR_IN_CROWD : VISITOR
  const rows: { key: number; raw: number; left: number; usual: number }[] = []
  let rest = 0
  let restUsual = 0
  const keys = new Set([...counts.keys(), ...profile.classes])
  for (const key of keys) {
    const raw = counts.get(key) ?? 0
    const usual = profile.share(key)
    if (key === REST || (raw < FEWEST && usual * total < FEWEST)) {
      rest += raw
      restUsual += usual
    } else rows.push({ key, raw, left: raw, usual })
  }
  if (rest > 0 || restUsual > 0) rows.push({ key: REST, raw: rest, left: rest, usual: restUsual })
  let left = 0
  let whole = 0
  for (const row of rows) {
    const allowed = Math.max(visitor, profile.burst(row.key)) + condemned
    const expected = expectedBeside(row.usual, total - row.raw)
    row.left = Math.max(Math.min(row.raw, expected), row.raw - allowed)
    left += row.left
    whole += row.usual
  }
  let g = 0
  let divergence = 0
  const shifts: MixShift[] = []
  for (const { key, raw, left: count, usual: mean } of rows) {
    const p = count / left
    const q = mean / whole
    const nats = p > 0 ? count * Math.log(p / q) : 0
    g += 2 * nats
    const middle = (p + q) / 2
    divergence += ((p > 0 ? p * Math.log(p / middle) : 0) + q * Math.log(q / middle)) / 2
    shifts.push({ key, share: raw / total, usual: q, nats })
  }
  const named = shifts.filter(({ key, share, usual }) => key !== REST && share > usual)
  const rise = ({ share, usual }: MixShift) => (share > 0 ? share * Math.log(share / usual) : 0)
  const risen = (named.length > 0 ? named : shifts).reduce((most, shift) => (rise(shift) > rise(most) ? shift : most))
  shifts.sort((a, b) => Math.abs(b.nats) - Math.abs(a.nats))
  return { g, freedom: Math.max(1, rows.length - 1), divergence, noise: 1 / (8 * left), shifts, risen }
}
