import type { ByteText, RecordBatch } from '../../domain/record-batch.ts'
import type { RejectCode } from '../../domain/reject-reason.ts'
import type { KernelRoom } from './kernel-room.ts'

/**
 * Parses one line (no LF, no CR at its end) into row `row` of `batch`. Writes every column of the row but
 * lineStart/lineEnd; what it writes for a refused line, or one that is BLANK, is meaningless. Never throws, never allocates on the valid path.
 */
export interface LineParser {
  readonly name: string
  parse(text: ByteText, start: number, end: number, batch: RecordBatch, row: number): RejectCode
  /**
   * Has the kernel read plain lines of [from, to) of the room's text into the room's batch from row `row` on, line places
   * included, the same rows as by `parse`. Returns the row behind the last one; `room.exports.next` is where it stopped.
   */
  run?(room: KernelRoom, from: number, to: number, row: number): number
}
