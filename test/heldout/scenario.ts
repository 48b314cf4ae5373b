import type { Log } from './log.ts'

/** One site on one day. */
export interface Scenario {
  readonly name: string
  /** Hour of the day at which the log begins, and its length. */
  readonly start: number
  readonly hours: number
  readonly build: (log: Log) => void
}
