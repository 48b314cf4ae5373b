import type { Bytes, EpochMilliseconds, EpochSeconds, Milliseconds, Seconds } from '../../domain/units.ts'
import { smoothWeek } from './smooth-week.ts'

/** A site whose seconds are drawn without any line being written. */
export interface TickOptions {
  readonly seed: number
  /** The first second. */
  readonly from: EpochSeconds
  /** Mean requests a second of a week. */
  readonly rate: number
  /** Times the mean rate at this time; the curve of day and week when it is left out. */
  readonly curve?: (at: EpochMilliseconds) => number
  /** Variance of the requests of a second over their mean, ≥ 1; 1: Poisson. */
  readonly k?: number
  /** The rate wanders: the standard deviation of its logarithm, and the span in which it forgets (a process of order 1). */
  readonly wander?: { readonly deviation: number; readonly span: Seconds }
  readonly shares?: Partial<ErrorShares>
  /** Variance of each count of errors over that of a binomial, about, ≥ 1. */
  readonly shareK?: number
  /** Probability that a request is of a client not seen in the last minute. */
  readonly newcomers?: number
  /** Mean bytes of a request, and the standard deviation of one over that mean. */
  readonly bytes?: { readonly mean: Bytes; readonly variation: number }
  /** Probability that a 4xx is the first of its source in a minute. */
  readonly firsts?: number
  /** Probability that a request is counted by how long it took: a source is counted once in a while only. */
  readonly timed?: number
  /** How long requests take, and the share of those that do; the first gets what is left. Empty: the log does not say. */
  readonly durations?: readonly { readonly duration: Milliseconds; readonly share: number }[]
}

/** Shares of requests by status. */
export interface ErrorShares {
  readonly notFound: number
  readonly unauthorized: number
  /** 4xx, the two above left out. */
  readonly otherClientErrors: number
  readonly serverErrors: number
}

export type FullTickOptions = Required<Omit<TickOptions, 'shares' | 'wander'>> & {
  readonly shares: ErrorShares
  readonly wander: NonNullable<TickOptions['wander']> | null
}

const SHARES: ErrorShares = { notFound: 0.015, unauthorized: 0.002, otherClientErrors: 0.004, serverErrors: 0.001 }

/** What a page brings is not drawn one by one: of a site of pages k is about 5. */
export function completed(options: TickOptions): FullTickOptions {
  return {
    curve: smoothWeek,
    k: 2,
    shareK: 1,
    newcomers: 0.05,
    firsts: 0.7,
    timed: 0.3,
    bytes: { mean: 15_000, variation: 1.5 },
    durations: [
      { duration: 6, share: 0 },
      { duration: 30, share: 0.2 },
      { duration: 90, share: 0.06 },
      { duration: 300, share: 0.02 },
      { duration: 900, share: 0.008 },
    ],
    ...options,
    wander: options.wander ?? null,
    shares: { ...SHARES, ...options.shares },
  }
}
