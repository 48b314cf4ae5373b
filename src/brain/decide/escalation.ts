import type { EpochMilliseconds, Milliseconds } from '../../domain/units.ts'

/** Durations by offence; the last one holds for all later offences. null: permanent. */
export type Ladder = readonly (Milliseconds | null)[]

/** Offences of one source and when the count last changed by an offence or by forgetting. */
export interface OffenceRecord {
  readonly count: number
  readonly since: EpochMilliseconds
}

/** The duration of the n-th offence, n from 1. */
export function durationOf(ladder: Ladder, offence: number): Milliseconds | null {
  return ladder[Math.min(offence, ladder.length) - 1] ?? null
}

/** What is remembered at `now`: one offence is forgotten for each whole `decay` without a new one; null: never. */
export function remembered(record: OffenceRecord, decay: Milliseconds | null, now: EpochMilliseconds): OffenceRecord {
  if (decay === null || now <= record.since) return record
  const forgotten = Math.min(record.count, Math.floor((now - record.since) / decay))
  return { count: record.count - forgotten, since: record.since + forgotten * decay }
}
