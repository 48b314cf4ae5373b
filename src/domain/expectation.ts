import type { EpochSeconds, Milliseconds, Seconds } from './units.ts'

/** What is normal for a metric of the site in one second, in its own unit: for display and the band around a chart. */
export interface Expectation {
  readonly mean: number
  /** Of one observation. */
  readonly stddev: number
  /** The mean without what the time of day and the day of the week add. */
  readonly level: number
  /** Observations learned from. */
  readonly samples: number
  /** From the first of them to the newest. */
  readonly age: Seconds
}

/**
 * `clean`: learned from. `suspicious`: the level follows twenty times slower, and what it says of the spread is on probation until it is
 * known how the suspicion ends.
 */
export type Trust = 'clean' | 'suspicious'

/** Numbers of observations whose sums have their own overdispersion: what comes in clusters is burstier the longer one looks. */
export const SCALES = [1, 10, 60] as const

/**
 * Learns how large an amount should be, given what it is counted over: its *exposure*, which is 1 for what is counted a second, and the
 * number of requests for a share of them.
 */
export interface AmountLearner {
  /** Observations learned from since the beginning or the last gap. */
  readonly samples: number
  /** For each of SCALES the variance of a sum over its mean, in the unit of the amount: at least 1.01, never falling. */
  readonly dispersions: Float64Array
  /** Times of day have their own expectation by now. */
  readonly isSeasonal: boolean
  /** Expected of so much exposure; 0 when nothing is known yet. */
  mean(second: EpochSeconds, exposure: number): number
  /** The same by the level before the last suspicion or `accept`, for some hours: a crowd that leaves again is no outage. Else as `mean`. */
  former(second: EpochSeconds, exposure: number): number
  /** Seconds ascend. */
  learn(second: EpochSeconds, amount: number, exposure: number, trust: Trust): void
  /** A suspicion ended: what was on probation counts when it came to nothing. */
  end(wasInnocent: boolean): void
  /** Whether the last minutes are alike, so that they could be a new normal. */
  readonly isSteady: boolean
  /** Takes the last two minutes for the new normal. */
  accept(): void
  /** The same, of what was counted over another thing from now on: so much amount was seen in so much exposure. */
  redefine(amount: number, exposure: number): void
  /** After a gap: the level is soon learned anew, the rest stays. */
  resume(): void
  expectation(second: EpochSeconds, exposure: number): Expectation | null
  /** Plain data that `restore` takes. */
  toJSON(): unknown
  /** What is wrong with such data; null when `restore` may be given it. */
  faultOf(state: unknown): string | null
  restore(state: unknown): void
}

/** Finds the few slow requests of a usual second: the edge of a coarse bucket near the 99th percentile. */
export interface TailLearner {
  /** In milliseconds; null until enough requests said how long they took. */
  readonly edge: Milliseconds | null
  /** Of the requests of a second, by coarse bucket: those at the edge or above, and all. */
  count(latencies: readonly number[]): { readonly slow: number; readonly timed: number }
  /** Takes a clean second. The edge moves now and then: returns then how many were slow, and all, by the new one. */
  learn(second: EpochSeconds, latencies: readonly number[]): { readonly slow: number; readonly timed: number } | null
  toJSON(): unknown
  faultOf(state: unknown): string | null
  restore(state: unknown): void
}
