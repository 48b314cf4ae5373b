import type { RecordBatch } from '../domain/record-batch.ts'
import type { TickSummary } from '../domain/tick-summary.ts'
import type { EpochMilliseconds } from '../domain/units.ts'
import type { AddressCounts } from './address-counts.ts'
import type { BrainOptions } from './brain.ts'

export interface EngineOptions extends Omit<BrainOptions, 'bans' | 'sources' | 'findEndpoint' | 'trafficOf' | 'now'> {
  /** Hash seed of the source table: decisions do not depend on it. */
  readonly seed: number
  /** The wall, when the log is read as it is written; without it the log is replayed. */
  readonly wall?: () => EpochMilliseconds
  readonly counts?: AddressCounts
  /** Takes what the brain learns, as it learns it. */
  readonly onLesson?: (lesson: Lesson) => void
  /** Looks on: at each sealed second, and at the records that are counted. */
  readonly onlooker?: Onlooker
}

export interface Onlooker {
  tick(tick: TickSummary): void
  records(batch: RecordBatch, from: number, to: number): void
}

/** What one engine tells another so that it learns the same: a second sealed at a time, or null: what was learned is void. */
export type Lesson = { readonly tick: TickSummary; readonly at: EpochMilliseconds } | null
