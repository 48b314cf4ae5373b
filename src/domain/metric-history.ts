import type { SiteMetric } from './metric-series.ts'
import type { Bytes, EpochSeconds, Milliseconds, Seconds } from './units.ts'

/** What was expected of a metric: its mean, and the band in which it is usual. */
export interface ExpectedBand {
  readonly mean: number
  readonly low: number
  readonly high: number
}

/** null: it is learned still. */
export type ExpectedBands = Readonly<Record<SiteMetric, ExpectedBand | null>>

/** The site in one second, as charts show it: requests that were prevented are counted in, their bytes, statuses and methods are not. */
export interface MetricSecond {
  readonly second: EpochSeconds
  readonly requests: number
  readonly bytes: Bytes
  /** Status 300–399. */
  readonly redirects: number
  /** Status 400–499 and 500–599. */
  readonly clientErrors: number
  readonly serverErrors: number
  /** Status 404. */
  readonly notFound: number
  /** Requests in the order of METHODS. */
  readonly methods: readonly number[]
  /** Of banned sources. */
  readonly prevented: number
  /** Distinct sources in the last 60 s. */
  readonly clients: number
  /** Of the last 60 s; null when too few requests said how long they took. */
  readonly latencyP99: Milliseconds | null
  readonly expected: ExpectedBands
  /** Errors (400–599) a second; null while it is learned. */
  readonly expectedErrors: ExpectedBand | null
}

/** Shares of points that are shorter are of so many seconds. */
export const ROLLING: Seconds = 60

/** Points of one length, the oldest first, from somewhat before `from` on: as far as shares of the last 60 s need it. */
export interface MetricStretch {
  readonly step: Seconds
  readonly from: EpochSeconds
  readonly points: readonly MetricPoint[]
}

/** The site over some time. */
export interface MetricPoint {
  readonly start: EpochSeconds
  readonly length: Seconds
  /** Seconds that are known of it: 0 < seconds ≤ length. */
  readonly seconds: Seconds
  /** Sums over those seconds. */
  readonly requests: number
  readonly bytes: Bytes
  readonly clientErrors: number
  readonly serverErrors: number
  readonly notFound: number
  readonly prevented: number
  /** Seconds of which is known how requests are split, and sums over those: of 1xx and 2xx, of 3xx, of methods in the order of METHODS. */
  readonly splitSeconds: Seconds
  readonly succeeded: number
  readonly redirects: number
  readonly methods: readonly number[]
  /** The most in one of the seconds. */
  readonly mostRequests: number
  readonly mostClients: number
  readonly mostLatencyP99: Milliseconds | null
  /** Means of the bands of its seconds; null when none has one. */
  readonly expected: ExpectedBands
  readonly expectedErrors: ExpectedBand | null
}
