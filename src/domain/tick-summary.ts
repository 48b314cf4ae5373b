import type { EpochSeconds } from './units.ts'

/** All that is known of one sealed second of the site. Detectors see what is left after bans; charts add `prevented`. */
export interface TickSummary {
  readonly second: EpochSeconds
  /** Without those of sources that were banned afterwards; `errors` and the windows of both likewise. */
  readonly requests: number
  /** Status 400–599. */
  readonly errors: number
  /** Status 400–499 and 500–599. */
  readonly clientErrors: number
  readonly serverErrors: number
  /** Status 404. */
  readonly notFound: number
  /** Response bytes. */
  readonly bytes: number
  /** Requests by method class, in the order of METHODS. */
  readonly methods: readonly number[]
  /** Requests of banned sources that second: they are in none of the counts above. */
  readonly prevented: number
  /** Requests that second of sources that were banned afterwards, within a minute: charts add them too. */
  readonly condemned: number
  /** Exact sliding windows of 10 s and 60 s that end with this second. */
  readonly requests10: number
  readonly errors10: number
  readonly requests60: number
  readonly errors60: number
  /** Requests of the last 60 s of sources that were banned after them. The counts below hold them still. */
  readonly condemned60: number
  readonly clientErrors60: number
  readonly serverErrors60: number
  readonly notFound60: number
  /** Of the last 60 s, in the order of METHODS. */
  readonly methods60: readonly number[]
  /** Distinct sources in the last 60 s; standard error 2.3 %. */
  readonly clients60: number
  /** 99 % of the requests of the last 60 s took at most so many milliseconds, within 1 %; null when fewer than 20 say it. */
  readonly latencyP99: number | null
  /** Endpoints by hash bucket with at least their requests in the last 60 s: the 64 busiest, the busiest first. */
  readonly endpoints: readonly { readonly bucket: number; readonly requests: number }[]
  /** Sources tracked now. */
  readonly sources: number
}
