import type { TrafficKind } from './metric-series.ts'
import type { EpochSeconds, Seconds } from './units.ts'

/** Of some time, the requests of all and of the commonest names of one kind. Estimated from some of them; names are raw text of the log. */
export interface TrafficPart {
  readonly kind: TrafficKind
  /** Of all, also of those that have no name here. */
  readonly requests: number
  /** At most NAMES_KEPT, the commonest first. */
  readonly names: readonly { readonly name: string; readonly requests: number }[]
}

/** A minute of traffic. */
export interface TrafficMinute {
  /** A multiple of 60. */
  readonly start: EpochSeconds
  /** Seconds of it that are known: 0 < seconds ≤ 60. */
  readonly seconds: Seconds
  readonly parts: readonly TrafficPart[]
}

/** Requests of a name in one point; of all when the name is empty, which no name is. */
export interface TrafficRow {
  readonly point: EpochSeconds
  readonly name: string
  readonly requests: number
  /** Of all: seconds that are known of the point. */
  readonly seconds: Seconds
}

export interface TrafficStretch {
  readonly step: Seconds
  /** In any order, at most one for each point and name. */
  readonly rows: readonly TrafficRow[]
}

/** Names of each kind that are kept of a minute, and of an hour. */
export const NAMES_KEPT = 20
