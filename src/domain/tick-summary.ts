import type { EpochSeconds } from './units.ts'

/** All that is known of one sealed second of the site. Detectors see what is left after bans; charts add `prevented`. */
export interface TickSummary {
  readonly second: EpochSeconds
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
  /** Exact sliding windows of 10 s and 60 s that end with this second. */
  readonly requests10: number
  readonly errors10: number
  readonly requests60: number
  readonly errors60: number
  /** Sources tracked now. */
  readonly sources: number
}
