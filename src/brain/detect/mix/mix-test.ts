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

/** One class as it was compared. */
interface MixClass {
  readonly key: number
  readonly raw: number
  /** Without allowed bursts. */
  left: number
  readonly usual: number
}

export interface MixVerdict {
  /** 2 N Σ p ln(p/q), allowed bursts taken off. */
  readonly g: number
  /** Classes less one. */
  readonly freedom: number
  /** Nats, 0 … ln 2; and what of it is to be expected for each freedom of independent requests, 1/8N. */
  readonly divergence: number
  readonly noise: number
  /** What it was made of, for `shiftsOf`: all classes, their requests without bursts and with them, and their usual shares in all. */
  readonly classes: readonly MixClass[]
  readonly left: number
  readonly total: number
  readonly whole: number
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
  circumstances: MixCircumstances,
): MixVerdict {
  const classes = classesOf(counts, total, profile)
  takeBursts(classes, total, profile, circumstances)
  let left = 0
  let whole = 0
  for (let i = 0; i < classes.length; i++) {
    left += classes[i]!.left
    whole += classes[i]!.usual
  }
  let g = 0
  let divergence = 0
  for (let i = 0; i < classes.length; i++) {
    const p = classes[i]!.left / left
    const q = classes[i]!.usual / whole
    if (p > 0) g += 2 * (classes[i]!.left * Math.log(p / q))
    divergence += divergenceOf(p, q)
  }
  const freedom = Math.max(1, classes.length - 1)
  return { g, freedom, divergence, noise: 1 / (8 * left), classes, left, total, whole }
}

/** What changed, the weightiest first, and what rose most: the greatest p ln(p/q), bursts included; of classes that are counted by themselves, where there is one. */
export function shiftsOf({ classes, left, total, whole }: MixVerdict): {
  shifts: readonly MixShift[]
  risen: MixShift
} {
  const shifts = classes.map(({ key, raw, left: count, usual }): MixShift => {
    const p = count / left
    const q = usual / whole
    return { key, share: raw / total, usual: q, nats: p > 0 ? count * Math.log(p / q) : 0 }
  })
  const named = shifts.filter(({ key, share, usual }) => key !== REST && share > usual)
  const rise = ({ share, usual }: MixShift) => (share > 0 ? share * Math.log(share / usual) : 0)
  const risen = (named.length > 0 ? named : shifts).reduce((most, shift) => (rise(shift) > rise(most) ? shift : most))
  return { shifts: shifts.sort((a, b) => Math.abs(b.nats) - Math.abs(a.nats)), risen }
}

/** What is counted and what is known, the rest last. */
function classesOf(counts: ReadonlyMap<number, number>, total: number, profile: ShareProfile): MixClass[] {
  const classes: MixClass[] = []
  let rest = 0
  let restUsual = 0
  const place = (key: number, raw: number) => {
    const usual = profile.share(key)
    if (key === REST || (raw < FEWEST && usual * total < FEWEST)) {
      rest += raw
      restUsual += usual
    } else classes.push({ key, raw, left: raw, usual })
  }
  for (const [key, raw] of counts) place(key, raw)
  for (const key of profile.classes) if (!counts.has(key)) place(key, 0)
  if (rest > 0 || restUsual > 0) classes.push({ key: REST, raw: rest, left: rest, usual: restUsual })
  return classes
}

function takeBursts(classes: readonly MixClass[], total: number, profile: ShareProfile, now: MixCircumstances): void {
  const visitor = now.isCrowd ? VISITOR_IN_CROWD : VISITOR
  for (let i = 0; i < classes.length; i++) {
    const one = classes[i]!
    const allowed = Math.max(visitor, profile.burst(one.key)) + now.condemned
    const expected = expectedBeside(one.usual, total - one.raw)
    one.left = Math.max(Math.min(one.raw, expected), one.raw - allowed)
  }
}

function divergenceOf(p: number, q: number): number {
  const middle = (p + q) / 2
  return ((p > 0 ? p * Math.log(p / middle) : 0) + q * Math.log(q / middle)) / 2
}
