import { aNumber, fieldsOf, listOf } from '../../../lib/shape.ts'

/** Judgements an hour, one each 10 s. */
const MEMORY = 360
/** Share of learning that is left while something is suspected. */
const SUSPECTED = 1 / 20
/** What the memory of a burst loses from judgement to judgement: half of it in twelve hours. */
const FADING = 0.5 ** (1 / 4_320)
/** Classes kept; those with the least share go. */
const MOST = 160
/** A rise is a burst when it is over after so many judgements, three minutes; until then it excuses nothing. */
const LONGEST_BURST = 18
/** What a burst may exceed the greatest that was learned by. */
const MARGIN = 1.5
/** Share that all classes together are given that were never seen. */
const UNSEEN = 0.01

interface Share {
  mean: number
  /** Requests beyond the expected that came in one minute and then were over. */
  burst: number
  /** The most of a rise that is not over yet, and judgements since it began. */
  rise: number
  age: number
}

export const shareProfileShape = fieldsOf({
  learned: aNumber,
  shares: listOf(listOf(aNumber, { length: 5 }), { most: 2 * MOST }),
})

/** What share of the requests each class usually has, and how many more may come in one minute. */
export class ShareProfile {
  readonly #shares = new Map<number, Share>()
  #learned = 0

  /** Judgements learned. */
  get learned(): number {
    return this.#learned
  }

  get classes(): Iterable<number> {
    return this.#shares.keys()
  }

  /** Never 0. */
  share(key: number): number {
    return ((this.#shares.get(key)?.mean ?? 0) + UNSEEN / 64) / (1 + UNSEEN)
  }

  /** Requests that this class may have beyond its share in one minute without anything being wrong. */
  burst(key: number): number {
    return MARGIN * (this.#shares.get(key)?.burst ?? 0)
  }

  /** Takes requests by class of 60 s; fast at first, then with a memory of an hour. */
  learn(counts: ReadonlyMap<number, number>, total: number, isSuspected: boolean): void {
    const weight = Math.max(1 / (this.#learned + 1), 1 / MEMORY) * (isSuspected ? SUSPECTED : 1)
    for (const [key, share] of this.#shares) {
      watchBurst(share, this.#excess(key, counts.get(key) ?? 0, total), isSuspected)
      share.mean *= 1 - weight
    }
    for (const [key, count] of counts) {
      const share = this.#shares.get(key)
      if (share !== undefined) share.mean += (weight * count) / total
      else this.#shares.set(key, { mean: (weight * count) / total, burst: 0, rise: 0, age: 0 })
    }
    if (!isSuspected) this.#learned++
    if (this.#shares.size > MOST) this.#prune()
  }

  /** What came is the new normal: learns it as fast as at first. Bursts stay. */
  renew(): void {
    this.#learned = 0
  }

  /** Class, mean, burst, rise and age of each. */
  toJSON() {
    const shares = [...this.#shares].map(([key, { mean, burst, rise, age }]) => [key, mean, burst, rise, age])
    return { learned: this.#learned, shares }
  }

  restore({ learned, shares }: ReturnType<ShareProfile['toJSON']>): void {
    this.#learned = learned
    this.#shares.clear()
    for (const [key = 0, mean = 0, burst = 0, rise = 0, age = 0] of shares)
      this.#shares.set(key, { mean, burst, rise, age })
  }

  /** Requests beyond what the share of a class gives beside all others. */
  #excess(key: number, count: number, total: number): number {
    return this.#learned === 0 ? 0 : Math.max(0, count - expectedBeside(this.share(key), total - count))
  }

  #prune(): void {
    const worth = ({ mean, burst }: Share) => mean + burst / 1e5
    const sorted = [...this.#shares].sort(([, a], [, b]) => worth(b) - worth(a))
    for (const [key] of sorted.slice(MOST - 32)) this.#shares.delete(key)
  }
}

function watchBurst(share: Share, excess: number, isSuspected: boolean): void {
  share.burst *= FADING
  if (excess > share.rise) share.rise = excess
  if (isSuspected) share.age = LONGEST_BURST
  if (excess * 2 > share.rise) {
    share.age++
    return
  }
  if (share.age <= LONGEST_BURST) share.burst = Math.max(share.burst, share.rise)
  share.rise = share.age = 0
}

/** Requests of a class with this share when all others have so many. */
export function expectedBeside(share: number, others: number): number {
  return share >= 1 ? others : (others * share) / (1 - share)
}
