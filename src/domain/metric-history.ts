import type { Bytes, EpochSeconds, Milliseconds, Seconds } from './units.ts'

/** What was expected of a metric: its mean, and the band in which it is usual. */
export interface ExpectedBand {
  readonly mean: number
  readonly low: number
  readonly high: number
}

/** The site in one second, as charts show it: requests that were prevented are counted in. */
export interface MetricSecond {
  readonly second: EpochSeconds
  readonly requests: number
  readonly bytes: Bytes
  /** Status 400–499 and 500–599. */
  readonly clientErrors: number
  readonly serverErrors: number
  /** Status 404. */
  readonly notFound: number
  /** Of banned sources. */
  readonly prevented: number
  /** Distinct sources in the last 60 s. */
  readonly clients: number
  /** Of the last 60 s; null when too few requests said how long they took. */
  readonly latencyP99: Milliseconds | null
  /** Requests a second; null while it is learned. */
  readonly expectedRequests: ExpectedBand | null
  /** Errors (400–599) a second; null while it is learned. */
  readonly expectedErrors: ExpectedBand | null
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
  /** The most in one of the seconds. */
  readonly mostRequests: number
  readonly mostClients: number
  readonly mostLatencyP99: Milliseconds | null
  /** Means of the bands of its seconds; null when none has one. */
  readonly expectedRequests: ExpectedBand | null
  readonly expectedErrors: ExpectedBand | null
}
