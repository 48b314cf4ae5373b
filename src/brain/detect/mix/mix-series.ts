import { aNumber, fieldsOf } from '../../../lib/shape.ts'
import { type MixCircumstances, type MixShift, type MixVerdict, shiftsOf, testMix } from './mix-test.ts'
import { PeakLimit, peaksShape } from './peak-limit.ts'
import { ShareProfile, shareProfileShape } from './share-profile.ts'

/** Requests of 60 s below which nothing is judged. */
const FEWEST = 60
/** Judgements of profile before anything is told: ten minutes. */
const YOUNG = 60
/** Judgements from which on the spread is tracked. */
const TRACKED = 30
/** Nats below which no limit lies. */
const LEAST = 16
const LEAST_DIVERGENCE = 0.02
/** Judgements in a row that fire; and for which it may go on before it is the new normal: 15 minutes. */
const HOLD = 2
const LONGEST = 90
/** Weight of a judgement in the tracked spread, 3,000 s; and how many times the spread one may count. */
const SPREAD_WEIGHT = 1 / 300
const CLIP = 4

export const mixSeriesShape = fieldsOf({
  profile: shareProfileShape,
  limit: peaksShape,
  spread: aNumber,
  spreads: aNumber,
})

/** A mix that is wrong. */
export interface MixJudgement extends MixVerdict {
  /** What changed: see `shiftsOf`. */
  readonly shifts: readonly MixShift[]
  readonly risen: MixShift
  /** G/2 beyond its expectation, over the spread that is usual here; and the limit. */
  readonly nats: number
  readonly limit: number
  /** How many times as great as for independent requests G usually is. */
  readonly spread: number
}

/** One way to sort requests, watched over time. */
export class MixSeries {
  readonly #chance: number
  #profile = new ShareProfile()
  #limit: PeakLimit
  #spread = 0
  #spreads = 0
  #over = 0
  #fired = 0

  /** Probability that ten clean minutes fire. */
  constructor(chance: number) {
    this.#chance = chance
    this.#limit = new PeakLimit(LEAST, chance)
  }

  /** Judges the requests by class of 60 s, each 10 s, then learns them; null unless it fires. */
  see(
    counts: ReadonlyMap<number, number>,
    total: number,
    circumstances: MixCircumstances,
    learns: boolean,
  ): MixJudgement | null {
    if (total < FEWEST) return null
    if (this.#profile.learned < TRACKED) {
      if (learns) this.#profile.learn(counts, total, false)
      return null
    }
    const verdict = testMix(counts, total, this.#profile, circumstances)
    const spread = Math.max(1, this.#spread)
    const nats = (verdict.g / spread - verdict.freedom) / 2
    const limit = this.#limit.limit * (1 + YOUNG / this.#profile.learned)
    const isFar = verdict.divergence - verdict.noise * verdict.freedom * spread > LEAST_DIVERGENCE
    const isOver = isFar && nats > limit
    const isSuspected = isFar && nats > limit / 2
    this.#over = isOver ? this.#over + 1 : 0
    const isYoung = this.#profile.learned < YOUNG
    const fires = !isYoung && (this.#over >= HOLD || (this.#fired > 0 && isSuspected))
    this.#fired = fires ? this.#fired + 1 : 0
    if (learns) {
      if (!fires && !isYoung) this.#limit.learn(Math.min(nats, limit))
      this.#learn(counts, total, verdict, isSuspected && !isYoung)
    }
    if (this.#fired > LONGEST) this.#accept()
    return fires ? { ...verdict, ...shiftsOf(verdict), nats, limit, spread } : null
  }

  forget(): void {
    this.#profile = new ShareProfile()
    this.#limit = new PeakLimit(LEAST, this.#chance)
    this.#spread = this.#spreads = this.#over = this.#fired = 0
  }

  toJSON() {
    const [spread, spreads] = [this.#spread, this.#spreads]
    return { profile: this.#profile.toJSON(), limit: this.#limit.toJSON(), spread, spreads }
  }

  /** What `toJSON` gave; nothing is suspected at first. */
  restore({ profile, limit, spread, spreads }: ReturnType<MixSeries['toJSON']>): void {
    this.forget()
    this.#profile.restore(profile)
    this.#limit.restore(limit)
    this.#spread = spread
    this.#spreads = spreads
  }

  #learn(counts: ReadonlyMap<number, number>, total: number, { g, freedom }: MixVerdict, isSuspected: boolean): void {
    if (!isSuspected) {
      const sample = this.#spreads < TRACKED ? g / freedom : Math.min(g / freedom, CLIP * Math.max(1, this.#spread))
      this.#spread += (sample - this.#spread) * Math.max(1 / ++this.#spreads, SPREAD_WEIGHT)
    }
    this.#profile.learn(counts, total, isSuspected)
  }

  /** It went on for so long that it is how the site is now. */
  #accept(): void {
    this.#profile.renew()
    this.#over = this.#fired = 0
  }
}
