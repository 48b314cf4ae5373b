import type { TrafficKind } from './metric-series.ts'
import type { EpochSeconds, Seconds } from './units.ts'

/** Names of each kind that are kept of a minute, and of an hour. */
export const NAMES_KEPT = 20

/** Estimated from the requests that were looked at. Raw text of the log. */
export interface NamedTraffic {
  readonly name: string
  readonly requests: number
}

/** A minute of traffic. */
export interface TrafficMinute {
  /** A multiple of 60. */
  readonly start: EpochSeconds
  /** Seconds of it that are known: 0 < seconds ≤ 60. */
  readonly seconds: Seconds
  /** All of them, and how many were looked at. */
  readonly requests: number
  readonly looked: number
  /** The commonest of each kind, at most NAMES_KEPT, the commonest first. */
  readonly names: Readonly<Record<TrafficKind, readonly NamedTraffic[]>>
}

/** Requests of a name in one point. With an empty name, which nothing has: all of them, how many were looked at, and the seconds that are known. */
export interface TrafficRow extends NamedTraffic {
  readonly point: EpochSeconds
  readonly looked: number
  readonly seconds: Seconds
}

/** In any order; rows of one point and name add up. */
export interface TrafficStretch {
  readonly step: Seconds
  readonly rows: readonly TrafficRow[]
}
