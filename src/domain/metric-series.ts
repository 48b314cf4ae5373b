import type { EpochSeconds, Seconds } from './units.ts'

/**
 * What is drawn of the site, by name, with its unit. Shares and the p99 are of the last 60 s, clients are the distinct sources of the last
 * 60 s; of points longer than that, shares are of all their requests, p99 and clients the most in one of their seconds.
 */
export const SITE_METRICS = {
  requests: 'requests/s',
  'client-errors': '%',
  'server-errors': '%',
  'not-found': '%',
  latency: 'ms',
  clients: 'clients',
  bytes: 'bytes/s',
} as const
export type SiteMetric = keyof typeof SITE_METRICS

/** Of the answers: 1xx, which are next to none, count with 2xx. */
export const STATUS_CLASSES = ['2xx', '3xx', '4xx', '5xx'] as const
export type StatusClass = (typeof STATUS_CLASSES)[number]

/** One value a point; null: not known of it, or of too few requests. */
export type Column = readonly (number | null)[]

/** The band in which a metric was expected, one value a point each. */
export interface BandColumns {
  readonly mean: Column
  readonly low: Column
  readonly high: Column
}

/**
 * The site over time, as columns of one length, the oldest point first. `requests` and `most_requests` are of all requests that arrived, those of
 * banned sources too; all else is of the answers to the others, so that `status` and `methods` add up to `requests` less `prevented`.
 * Numbers are rounded to thousandths. Goes over the wire as it is.
 */
export interface MetricSeries {
  /** Length of each point. */
  readonly step_s: Seconds
  /** Start of each point, a multiple of the step; points of which nothing is known are left out. */
  readonly time: readonly EpochSeconds[]
  readonly values: Readonly<Record<SiteMetric, Column>>
  /** Of a metric only as long as its baseline is learned; of the mean over the seconds of a point. */
  readonly expected: Readonly<Record<SiteMetric, BandColumns>>
  /** The most requests in one second of the point: what a mean over minutes hides. */
  readonly most_requests: Column
  /** Requests/s of banned sources. */
  readonly prevented: Column
  /** Requests/s by status class; of times before they were counted, 2xx and 3xx are null, and so are methods. */
  readonly status: Readonly<Record<StatusClass, Column>>
  /** Requests/s by method, by the names of METHODS. */
  readonly methods: Readonly<Record<string, Column>>
}

/** A stretch of time and how many points of it are wanted at most, 1 … MOST_POINTS. Times in ISO 8601. */
export interface SeriesQuery {
  readonly from: string
  readonly to: string
  readonly points: number
}

export const MOST_POINTS = 3_000

/** What requests are split by over time. */
export const TRAFFIC_KINDS = ['endpoint', 'agent'] as const
export type TrafficKind = (typeof TRAFFIC_KINDS)[number]

/** The commonest endpoints, or families of user agents, over time. Names are raw text of the log. */
export interface TrafficSeries {
  readonly kind: TrafficKind
  readonly step_s: Seconds
  readonly time: readonly EpochSeconds[]
  /** The commonest first; what is not named is left out. `share`: of all requests in that time, 0 … 1. */
  readonly groups: readonly { readonly name: string; readonly share: number; readonly requests_per_s: Column }[]
  /** Some requests in so many were looked at. */
  readonly is_estimated: boolean
}
