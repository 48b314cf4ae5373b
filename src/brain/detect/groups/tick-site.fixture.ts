import type { TickSummary } from '../../../domain/tick-summary.ts'
import type { EpochSeconds } from '../../../domain/units.ts'
import { Random } from '../../../lib/random.ts'
import { busiest, WIDTH } from '../../../sketch/count-row.ts'

/** Requests of one second, as a part of the traffic adds them. */
export interface Call {
  readonly source: number
  readonly bucket: number
  readonly requests?: number
  readonly isAsset?: boolean
  readonly answer?: 'missing' | 'refused' | 'redirected'
  readonly isLogin?: boolean
}

export const LOGIN = 900
export const SEARCH = 901
const LANDING = 902
const STYLE = 700
const PICTURES = 701
const SPAN = 60
/** Sources below this number are known. */
export const REGULARS = 1_500
/** Requests of a page and all that belongs to it, and pages of a visit, in the mean. */
const A_PAGE = 18.5
const A_VISIT = 2

/** Sources with something in the last 60 s. */
class Recent {
  readonly #last = new Map<number, number>()
  add(source: number, now: number): void {
    this.#last.delete(source)
    this.#last.set(source, now)
  }
  within(now: number): IterableIterator<number> {
    for (const [source, last] of this.#last) {
      if (last > now - SPAN) break
      this.#last.delete(source)
    }
    return this.#last.keys()
  }
  size(now: number): number {
    this.within(now)
    return this.#last.size
  }
}

export function poisson(random: Random, mean: number): number {
  if (mean > 60) {
    const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal))
  }
  let count = 0
  for (let left = random.gap(1); left < mean; left += random.gap(1)) count++
  return count
}

/** A site whose ticks are drawn second by second, without lines: people who load pages, bursts of an office, a crawler; and what is added. */
export class TickSite {
  readonly random: Random
  readonly #rate: number
  readonly #planned = new Map<number, Call[]>()
  readonly #first = new Map<number, number>()
  readonly #clients = new Recent()
  readonly #missing = new Recent()
  readonly #logins = new Recent()
  readonly #ring = Array.from({ length: SPAN }, () => ({
    requests: 0,
    assets: 0,
    arrivals: 0,
    errors: 0,
    buckets: new Map<number, number>(),
  }))
  readonly #buckets = new Uint32Array(WIDTH)
  #now: EpochSeconds
  #serial = 1_000_000

  /** `rate`: requests a second of the people, in the mean. */
  constructor(seed: number, rate: number, from: EpochSeconds) {
    this.random = new Random(seed)
    this.#rate = rate
    this.#now = from
    for (let source = 0; source < REGULARS; source++) this.#first.set(source, from - 86_400)
  }

  /** A source that was never here. */
  fresh(): number {
    return this.#serial++
  }

  /** A visit of some pages, each with what belongs to it. */
  visit(source: number, landing: number | null): void {
    const { random } = this
    let at = this.#now
    for (let page = 0; page === 0 || random.below(2) === 0; page++) {
      const answer = random.below(40) === 0 ? ({ answer: 'missing' } as const) : {}
      const isLogin = random.below(100) === 0
      const bucket = page === 0 && landing !== null ? landing : isLogin ? LOGIN : random.below(12) ** 2
      this.#plan(at, { source, bucket, isLogin, ...answer })
      const assets = 5 + random.below(26)
      this.#plan(at, { source, bucket: STYLE, isAsset: true, requests: 3 })
      this.#plan(at + 1, { source, bucket: PICTURES + random.below(8), isAsset: true, requests: assets - 3 })
      this.#plan(at + 1, { source, bucket: 710, requests: poisson(random, 1) })
      at += 3 + Math.floor(random.gap(25))
    }
  }

  /** The people of one second: `times` as many as in the mean. */
  people(times: number): void {
    const { random } = this
    const visits = poisson(random, (times * this.#rate) / A_PAGE / A_VISIT)
    for (let i = 0; i < visits; i++) this.visit(random.below(5) < 2 ? random.below(REGULARS) : this.fresh(), null)
    this.#plan(this.#now, { source: 5_000, bucket: 711, ...(random.below(25) === 0 && { answer: 'missing' }) })
    if (random.below(900) === 0) {
      for (let i = 40 + random.below(80); i > 0; i--) {
        const at = this.#now + random.below(20)
        this.#plan(at, { source: 5_001, bucket: 36 })
        this.#plan(at, { source: 5_001, bucket: STYLE, isAsset: true, requests: 2 + random.below(7) })
      }
    }
  }

  /** A crowd of new people, `times` the mean rate of the site. */
  crowd(times: number): void {
    const visits = poisson(this.random, (times * this.#rate) / A_PAGE / A_VISIT)
    for (let i = 0; i < visits; i++) this.visit(this.fresh(), LANDING)
  }

  add(call: Call): void {
    this.#plan(this.#now, call)
  }

  /** Seals the second and goes to the next. */
  tick(): TickSummary {
    const now = this.#now++
    const second = { requests: 0, assets: 0, arrivals: 0, errors: 0, buckets: new Map<number, number>() }
    const noted = { missing: 0, refused: 0, redirected: 0 }
    let loginPosts = 0
    for (const { source, bucket, requests = 1, isAsset, answer, isLogin } of this.#planned.get(now) ?? []) {
      if (requests === 0) continue
      if (!this.#first.has(source)) {
        this.#first.set(source, now)
        second.arrivals++
      }
      second.requests += requests
      if (isAsset) second.assets += requests
      second.buckets.set(bucket, (second.buckets.get(bucket) ?? 0) + requests)
      this.#clients.add(source, now)
      if (answer !== undefined) {
        noted[answer] += requests
        second.errors += requests
        this.#missing.add(source, now)
      }
      if (isLogin) {
        loginPosts += requests
        this.#logins.add(source, now)
      }
    }
    this.#planned.delete(now)
    const old = this.#ring[now % SPAN]!
    for (const [bucket, requests] of old.buckets) this.#buckets[bucket]! -= requests
    for (const [bucket, requests] of second.buckets) this.#buckets[bucket]! += requests
    this.#ring[now % SPAN] = second
    return this.#summary(now, second.requests, { ...noted, loginPosts, newSources: second.arrivals })
  }

  #plan(at: EpochSeconds, call: Call): void {
    const calls = this.#planned.get(at)
    if (calls === undefined) this.#planned.set(at, [call])
    else calls.push(call)
  }

  #summary(
    now: EpochSeconds,
    requests: number,
    counts: { missing: number; refused: number; redirected: number; loginPosts: number; newSources: number },
  ): TickSummary {
    const sum = { requests: 0, assets: 0, arrivals: 0, errors: 0, requests10: 0 }
    this.#ring.forEach((second, at) => {
      sum.requests += second.requests
      sum.assets += second.assets
      sum.arrivals += second.arrivals
      sum.errors += second.errors
      if ((now - at + SPAN) % SPAN < 10) sum.requests10 += second.requests
    })
    const fresh = (sources: Recent) => {
      let count = 0
      for (const source of sources.within(now)) if (now - this.#first.get(source)! < 600) count++
      return count
    }
    const endpoints = busiest(this.#buckets, 64).map((bucket) => ({ bucket, requests: this.#buckets[bucket]! }))
    const study = {
      ...counts,
      newSources60: sum.arrivals,
      assets60: sum.assets,
      sampled: { rows: 0, referred: 0, programs: 0, signedIn: 0 },
      missingSources60: this.#missing.size(now),
      newMissingSources60: fresh(this.#missing),
      loginSources60: this.#logins.size(now),
      newLoginSources60: fresh(this.#logins),
      missingPrefixes: [],
      loginEndpoints: this.#buckets[LOGIN]! > 0 ? [{ value: LOGIN, requests: this.#buckets[LOGIN]!, sources: 1 }] : [],
      census: [],
    }
    const shown = { second: now, requests, requests10: sum.requests10, requests60: sum.requests, errors60: sum.errors }
    return {
      ...shown,
      condemned60: 0,
      serverErrors60: 0,
      clients60: this.#clients.size(now),
      endpoints,
      study,
    } as unknown as TickSummary
  }
}
