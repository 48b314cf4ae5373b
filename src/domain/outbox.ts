import type { EpochMilliseconds } from './units.ts'

/** A message that is to be delivered by a channel. */
export interface OutboxRow {
  readonly id: string
  readonly channel: string
  readonly at: EpochMilliseconds
  readonly json: string
}

export interface OutboxChange {
  /** One that is there already stays as it is. */
  readonly put?: readonly OutboxRow[]
  readonly remove?: readonly Pick<OutboxRow, 'id' | 'channel'>[]
  /** Texts by name that must outlive the process too; null: it is removed. */
  readonly notes?: ReadonlyMap<string, string | null>
}

/** Where messages wait until they are delivered: what was put in is delivered at least once, also after a crash. */
export interface Outbox {
  /** In the order in which they were put. */
  waiting(): readonly OutboxRow[]
  notes(): ReadonlyMap<string, string>
  /** Takes on all of it or nothing; on disk when it returns, as far as the disk takes it. */
  change(change: OutboxChange): void
}
