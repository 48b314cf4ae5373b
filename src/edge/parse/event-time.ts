import type { RecordBatch } from '../../domain/record-batch.ts'

/** Which moment of a request its line tells: its end, its start beside a duration, or its start alone. */
export type TimeMeaning = 'end' | 'start' | 'bare-start'

/** Moves the time of a row from the start of the request to its end, when its duration is known. */
export function moveToEnd(batch: RecordBatch, row: number): void {
  const duration = batch.duration[row]!
  if (!(duration > 0)) return
  const milliseconds = batch.millisecond[row]! + Math.round(duration)
  batch.second[row]! += Math.floor(milliseconds / 1_000)
  batch.millisecond[row] = milliseconds % 1_000
}
