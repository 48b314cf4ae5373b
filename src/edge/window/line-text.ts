import type { RecordBatch } from '../../domain/record-batch.ts'

/** Bytes of a line that are shown. */
const LINE_BYTES = 8_192

/** The line of a row, lossily decoded and cut. */
export function lineOf(batch: RecordBatch, row: number): string {
  const start = batch.lineStart[row]!
  return batch.text.bytes.toString('utf8', start, Math.min(batch.lineEnd[row]!, start + LINE_BYTES))
}
