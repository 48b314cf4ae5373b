import type { Evidence, IncidentKind } from './finding.ts'
import type { SourceKey, SourceText } from './source.ts'
import type { EpochMilliseconds, Milliseconds } from './units.ts'

/** A decision in force. */
export interface Ban {
  readonly id: string
  readonly source: SourceKey
  /** Canonical text of `source`. */
  readonly address: SourceText
  readonly kind: IncidentKind
  readonly incident: string
  readonly at: EpochMilliseconds
  /** null: permanent. */
  readonly duration: Milliseconds | null
  /** at + duration, moved along when the log's clock is set back; null: permanent. */
  readonly until: EpochMilliseconds | null
  /** 1 for the first offence that is remembered. */
  readonly offence: number
  readonly evidence: Evidence
  /** One sentence for people. */
  readonly reason: string
}

export type LiftCause = 'expired' | 'manual' | 'allowed'

/** A ban that ended. */
export interface Lift {
  readonly ban: Ban
  readonly at: EpochMilliseconds
  readonly cause: LiftCause
}
