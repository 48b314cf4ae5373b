import type { ByteText, RecordBatch } from '../../domain/record-batch.ts'
import { BAD_LAYOUT, type RejectCode } from '../../domain/reject-reason.ts'
import type { LineParser } from './line-parser.ts'

/** Reads a line as if it had a user, and if it does not follow that, as one of an empty user, which stands there as `""`. */
export class ApacheParser implements LineParser {
  readonly name = 'apache'
  readonly #usual: LineParser
  readonly #withoutUser: LineParser

  constructor(usual: LineParser, withoutUser: LineParser) {
    this.#usual = usual
    this.#withoutUser = withoutUser
  }

  parse(text: ByteText, start: number, end: number, batch: RecordBatch, row: number): RejectCode {
    const code = this.#usual.parse(text, start, end, batch, row)
    return code === BAD_LAYOUT ? this.#withoutUser.parse(text, start, end, batch, row) : code
  }
}
