import type { StudySummary, TickSummary } from '../../../domain/tick-summary.ts'
import type { EpochMilliseconds } from '../../../domain/units.ts'
import type { Concentration } from './endpoint-profile.ts'

/** The site's requests as its own metrics see them: how many times the expected, and how surely more. */
export interface TrafficSurge {
  readonly ratio: number
  readonly nats: number
}

/** One sealed second as the detectors of groups see it. */
export interface GroupMoment {
  readonly tick: TickSummary
  readonly study: StudySummary
  readonly at: EpochMilliseconds
  readonly surge: TrafficSurge | null
  /** Requests of the last 60 s, and how many of them were for assets and how many *bare*: for anything else. */
  readonly requests: number
  readonly assets: number
  readonly bare: number
  /** How many times as many pages with all that belongs to them are loaded as usual, at least 1: so many times as much of all else is usual. */
  readonly growth: number
  readonly concentration: Concentration
}
