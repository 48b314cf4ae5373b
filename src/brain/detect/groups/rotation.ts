import { isIpv6Prefix, prefixText } from '../../../domain/source-prefix.ts'
import type { PrefixTraffic, TickSummary } from '../../../domain/tick-summary.ts'
import { type EpochMilliseconds, type Milliseconds, SECOND, type Seconds } from '../../../domain/units.ts'
import { EvidenceSum } from './evidence-sum.ts'
import { count } from './group-words.ts'
import { surpriseNats } from './surprise.ts'
import { UsualCount } from './usual-count.ts'

const NEEDED = 24
const MOST_A_PART = 16
/** New /64s of one /48 that must come within 60 s. */
const FEWEST = 8
/** Bare requests of each, at least, and at least so many times as many as a visitor has. */
const LEAST_EACH = 20
const TIMES = 10
/** A share of assets below this part of the usual is none of a visitor. */
const BARE = 0.25
/** They come one after the other: in each of so many steps some new ones. Devices that wake up together come in one. */
const STEP: Seconds = 10
const STEPS = 3
const FEWEST_A_STEP = 2
/** Requests of people vary so much more than by chance. */
const DISPERSION = 20
const FORGOTTEN: Milliseconds = 120 * SECOND

interface Seen {
  /** Arrivals in each second since it was first seen; a ring of one minute. */
  readonly arrivals: number[]
  last: EpochMilliseconds
  /** Second of the last look, and arrivals of 60 s then. */
  before: number
}

/** Tells a /48 whose /64s take turns from one that many people share. */
export class Rotation {
  readonly #seen = new Map<number, Seen>()
  /** Bare requests of one source in 60 s, usually. */
  readonly #each = new UsualCount(2, 1)
  readonly #share = new UsualCount(0.01, 1)

  see(tick: TickSummary, at: EpochMilliseconds): void {
    const { study } = tick
    if (study === null) return
    const requests = tick.requests60 + tick.condemned60
    const each = (requests - study.assets60) / Math.max(1, tick.clients60)
    // Learned slowly while it is far from the usual, so that the attacker does not set it.
    if (requests > 0) {
      this.#each.learn(each, 1, each > 2 * this.#each.mean, false)
      this.#share.learn(study.assets60 / requests, 1, false, false)
    }
    for (const one of study.prefixes ?? []) if (isIpv6Prefix(one.prefix)) this.#note(one, at)
    for (const [prefix, { last }] of this.#seen) if (at - last > FORGOTTEN) this.#seen.delete(prefix)
  }

  /** Null for what cannot be a rotation. */
  weigh(traffic: PrefixTraffic): EvidenceSum | null {
    const seen = this.#seen.get(traffic.prefix)
    const { requests, assets, sources, arrivals } = traffic
    if (seen === undefined || arrivals < FEWEST || !this.#takesTurns(seen) || this.#each.isYoung) return null
    const bare = requests - assets
    const each = this.#each.mean
    if (bare < sources * Math.max(LEAST_EACH, TIMES * each)) return null
    if (assets > BARE * this.#share.mean * requests) return null
    const sum = new EvidenceSum(NEEDED)
    const expected = each * sources
    sum.add(
      'bare-requests',
      bare,
      expected,
      'requests that are no assets',
      surpriseNats(bare, expected, DISPERSION),
      0,
      MOST_A_PART,
    )
    sum.add('one-after-the-other', arrivals, 1, 'new /64s in 60 s', arrivals, 0, MOST_A_PART)
    return sum
  }

  textOf({ prefix, arrivals, sources, requests }: PrefixTraffic): string {
    return `${count(arrivals)} new /64s of ${prefixText(prefix)} came one after the other in 60 s, each with about ${count(requests / sources)} requests and no assets; a visitor has about ${count(this.#each.mean)} such requests: one attacker moves through it.`
  }

  forget(): void {
    this.#seen.clear()
  }

  #note({ prefix, arrivals }: PrefixTraffic, at: EpochMilliseconds): void {
    const seen = this.#seen.get(prefix) ?? { arrivals: [], last: at, before: 0 }
    this.#seen.set(prefix, seen)
    // The window of 60 s loses what came a minute ago.
    const lost = seen.arrivals.length === 60 ? seen.arrivals.shift()! : 0
    seen.arrivals.push(Math.max(0, arrivals - seen.before + lost))
    seen.before = arrivals
    seen.last = at
  }

  #takesTurns({ arrivals }: Seen): boolean {
    if (arrivals.length < STEP * STEPS) return false
    for (let step = 1; step <= STEPS; step++) {
      const from = arrivals.length - step * STEP
      let came = 0
      for (let i = from; i < from + STEP; i++) came += arrivals[i]!
      if (came < FEWEST_A_STEP) return false
    }
    return true
  }
}
