import type { SpanFeatures } from '../../../domain/source-features.ts'
import { aNumberIn, fieldsOf } from '../../../lib/shape.ts'
import { share } from './log-likelihood.ts'
import { type PopulationNumbers, PRIOR } from './population-numbers.ts'

/** Requests that what is presumed of every site is worth. */
const PRESUMED = 2_000
/** So many requests of one source count at most, each minute. */
const MOST_OF_ONE = 100
const MINUTES_A_DAY = 1_440
/** A minute with fewer requests does not tell whether there are assets. */
const LEAST_REQUESTS = 20
const ASSETS = 0.05
/** Part of the minutes of a day that have assets. */
const OFTEN = 0.25
/** Weight of a new minute in the mean of assets; a flood of other requests does not lessen their number. */
const LEARNING = 0.05

export interface SiteSharesState {
  readonly requests: number
  readonly missing: number
  readonly refused: number
  readonly redirected: number
  readonly logins: number
  readonly posts: number
  readonly refusedPosts: number
  readonly minutes: number
  readonly minutesWithAssets: number
  /** Assets in a minute, of those that have any. */
  readonly minutesAssets: number
}

const NOTHING: SiteSharesState = {
  requests: 0,
  missing: 0,
  refused: 0,
  redirected: 0,
  logins: 0,
  posts: 0,
  refusedPosts: 0,
  minutes: 1,
  minutesWithAssets: 1,
  minutesAssets: 0,
}

export const siteSharesShape = fieldsOf(
  Object.fromEntries(Object.keys(NOTHING).map((name) => [name, aNumberIn(0, 1e15)])),
)

/** What part of the requests of harmless sources is missing, refused and so on; yesterday counts a third. */
export class SiteShares {
  #sums: SiteSharesState

  constructor(state: SiteSharesState = NOTHING) {
    this.#sums = state
  }

  /** Once a minute, with its harmless sources. */
  learn(spans: readonly SpanFeatures[]): void {
    const kept = 1 - 1 / MINUTES_A_DAY
    const sums: Record<string, number> = {}
    for (const [name, value] of Object.entries(this.#sums))
      sums[name] = name.startsWith('minutes') ? value : value * kept
    for (const span of spans) {
      if (span.requests === 0) continue
      const weight = Math.min(1, MOST_OF_ONE / span.requests)
      sums.requests! += span.requests * weight
      sums.missing! += span.distinctMissing * weight
      sums.refused! += span.distinctRefused * weight
      sums.redirected! += span.redirected * weight
      sums.logins! += span.loginPosts * weight
      sums.posts! += span.posts * weight
      sums.refusedPosts! += span.refusedPosts * weight
    }
    this.#sums = sums as unknown as SiteSharesState
  }

  /** Once a minute, of the whole site. */
  learnAssets(assets: number, requests: number): void {
    if (requests < LEAST_REQUESTS) return
    const kept = 1 - 1 / MINUTES_A_DAY
    const { minutes, minutesWithAssets, minutesAssets } = this.#sums
    const asUsual = minutesAssets > 0 && assets >= minutesAssets / 2
    const has = asUsual || share(assets, requests) >= ASSETS ? 1 : 0
    this.#sums = {
      ...this.#sums,
      minutes: minutes * kept + 1,
      minutesWithAssets: minutesWithAssets * kept + has,
      minutesAssets: minutesAssets + has * (assets - minutesAssets) * LEARNING,
    }
  }

  get numbers(): Omit<PopulationNumbers, 'classes' | 'referredShare' | 'programShare' | 'signedInShare'> {
    const { requests, missing, refused, redirected, logins, posts, refusedPosts, minutes, minutesWithAssets } =
      this.#sums
    const of = (part: number, whole: number, presumed: number) => (part + presumed * PRESUMED) / (whole + PRESUMED)
    return {
      missingShare: of(missing, requests, PRIOR.missingShare),
      refusedShare: of(refused, requests, PRIOR.refusedShare),
      redirectedShare: of(redirected, requests, PRIOR.redirectedShare),
      loginShare: of(logins, requests, PRIOR.loginShare),
      refusedPostShare: of(refusedPosts, posts, PRIOR.refusedPostShare),
      servesAssets: minutesWithAssets / minutes >= OFTEN,
    }
  }

  toJSON(): SiteSharesState {
    return this.#sums
  }
}
