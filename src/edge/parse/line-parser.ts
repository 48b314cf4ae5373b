import type { ByteText, RecordBatch } from '../../domain/record-batch.ts'
import type { RejectCode } from '../../domain/reject-reason.ts'

/**
 * Parses one line (no LF, no CR at its end) into row `row` of `batch`. Writes every column of the row but
 * lineStart/lineEnd; what it writes for a refused line is meaningless. Never throws, never allocates on the valid path.
 */
export interface LineParser {
  readonly name: string
  parse(text: ByteText, start: number, end: number, batch: RecordBatch, row: number): RejectCode
}
