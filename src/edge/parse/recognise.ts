import type { ByteText, RecordBatch } from '../../domain/record-batch.ts'
import {
  BLANK,
  NOT_A_REQUEST,
  PARTIAL_LINE,
  type RejectCode,
  UNKNOWN_FORMAT,
  VALID,
} from '../../domain/reject-reason.ts'
import { Candidates } from './candidates.ts'
import type { KernelRoom } from './kernel-room.ts'
import type { FoundFormat, LineFormat, ParserOptions, Recognised } from './line-format.ts'
import type { LineParser } from './line-parser.ts'

/** Headers begin with it. */
const HASH = 0x23

/** So many lines in a row must fail before another format is thought of: a client can spoil lines of its own only. */
export const PATIENCE = 32

/**
 * Finds out the format of one file, line by line, so that the outcome does not depend on how the file is cut into chunks.
 * The first line that some candidate can read decides; what stands before is `unknown-format`.
 */
export class Recogniser implements LineParser {
  readonly name: string
  readonly #candidates: Candidates
  #current: LineParser | null = null
  #found: FoundFormat | null = null
  #misses = 0

  readonly #options: ParserOptions | undefined

  /** The formats are tried in this order. */
  constructor(name: string, formats: readonly LineFormat[], options?: ParserOptions) {
    this.name = name
    this.#options = options
    this.#candidates = new Candidates(formats, options)
  }

  /** Name of the format found; null until then. */
  get format(): string | null {
    return this.#found?.name ?? null
  }

  /** Which column serves for what, one line; null until a format is found. */
  get columns(): string | null {
    return this.#found?.columns ?? null
  }

  parse(text: ByteText, start: number, end: number, batch: RecordBatch, row: number): RejectCode {
    if (this.#current === null) return this.#recognise(text, start, end, batch, row)
    const code = this.#current.parse(text, start, end, batch, row)
    if (code === VALID) this.#misses = 0
    if (code === VALID || code === BLANK) return code
    // A header may be that of another format, which begins in mid-file.
    if (text.bytes[start] === HASH && this.#recognise(text, start, end, batch, row) === BLANK) return BLANK
    if (++this.#misses <= PATIENCE) return code
    // Lines of other logs come in long runs, as in a syslog of many programs: a look at some of them is enough.
    if ((code === NOT_A_REQUEST || code === PARTIAL_LINE) && this.#misses % PATIENCE !== 0) return code
    const found = this.#recognise(text, start, end, batch, row)
    return found === UNKNOWN_FORMAT ? code : found
  }

  run(room: KernelRoom, from: number, to: number, row: number): number {
    const end = this.#current?.run?.(room, from, to, row) ?? row
    if (end > row) this.#misses = 0
    return end
  }

  /** VALID when some candidate can read the line, BLANK when it is a header of some. */
  #recognise(text: ByteText, start: number, end: number, batch: RecordBatch, row: number): RejectCode {
    let code = UNKNOWN_FORMAT
    for (const candidate of this.#candidates) {
      const found: Recognised = candidate.recognise(text, start, end, batch, row)
      if (found === 'header') code = BLANK
      if (found === null || found === 'header') continue
      this.#current = found.parser
      this.#found = { name: found.name ?? candidate.name, columns: found.columns, time: found.time }
      this.#misses = 0
      this.#options?.onFormat?.(this.#found)
      return VALID
    }
    return code
  }
}
