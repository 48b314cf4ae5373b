import type { Evidence, IncidentKind } from './finding.ts'
import type { SourceKey, SourceText } from './source.ts'
import type { EpochMilliseconds, Milliseconds } from './units.ts'

/** What a ban is for; `manual`: a person ordered it. */
export type BanKind = IncidentKind | 'manual'

/** A decision in force. */
export interface Ban {
  readonly id: string
  readonly source: SourceKey
  /** Canonical text of `source`. */
  readonly address: SourceText
  readonly kind: BanKind
  /** null: it belongs to none, because a person ordered it. */
  readonly incident: string | null
  readonly at: EpochMilliseconds
  /** null: permanent. */
  readonly duration: Milliseconds | null
  /** at + duration, moved along when the log's clock is set back; null: permanent. */
  readonly until: EpochMilliseconds | null
  /** 1 for the first offence that is remembered; 0: a manual ban is no offence. */
  readonly offence: number
  readonly evidence: Evidence
  /** One sentence for people; of a manual ban what its author wrote, escaped. */
  readonly reason: string
  /** Who ordered it; left out when the engine decided. */
  readonly author?: string
  /** When a person should look whether it is still wanted; only a permanent ban has it. */
  readonly reviewAt?: EpochMilliseconds
}

export type LiftCause = 'expired' | 'manual' | 'allowed'

/** A ban that ended. */
export interface Lift {
  readonly ban: Ban
  readonly at: EpochMilliseconds
  readonly cause: LiftCause
  /** Who lifted it, or allowed the address; left out when its time was over. */
  readonly author?: string
}
