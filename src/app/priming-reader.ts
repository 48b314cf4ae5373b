import type { BatchSink } from '../domain/ports.ts'
import type { RecordBatch } from '../domain/record-batch.ts'
import type { Bytes, EpochSeconds } from '../domain/units.ts'
import type { ParserOptions } from '../edge/parse/line-format.ts'
import { LogPart } from '../edge/source/log-part.ts'
import { ReplayFile } from '../edge/source/replay-file.ts'
import { type PastPart, readerFor } from './priming-parts.ts'

/** A packed byte is about so much work as so many plain ones. */
const PACKED = 8

/** Passes on all records from the first one on that is of a second or newer. */
class Since implements BatchSink {
  passed = 0
  #begun = false
  readonly #from: EpochSeconds
  readonly #to: BatchSink

  constructor(from: EpochSeconds, to: BatchSink) {
    this.#from = from
    this.#to = to
  }

  consume(batch: RecordBatch, from: number, to: number): void {
    let row = from
    if (!this.#begun) {
      while (row < to && batch.second[row]! < this.#from) row++
      if (row === to) return
      this.#begun = true
    }
    this.passed += to - row
    this.#to.consume(batch, row, to)
  }
}

/** Reads the parts of a series one after another, a chunk a call. */
export class PrimingReader {
  /** Work to be done, in bytes of plain text. */
  readonly total: Bytes
  readonly #since: Since
  readonly #waiting: PastPart[]
  readonly #parsing: ParserOptions
  #part: PastPart | null = null
  #open: LogPart | ReplayFile | null = null
  #before: Bytes = 0

  /** `parts`: the oldest first. */
  constructor(parts: readonly PastPart[], from: EpochSeconds, sink: BatchSink, parsing: ParserOptions) {
    this.#parsing = parsing
    this.#since = new Since(from, sink)
    this.#waiting = [...parts]
    this.total = parts.reduce((sum, part) => sum + work(part, part.size - part.start), 0)
  }

  /** Records that were passed on. */
  get passed(): number {
    return this.#since.passed
  }

  /** Of `total`. */
  get done(): Bytes {
    return this.#before + (this.#part === null ? 0 : work(this.#part, this.#open?.position ?? 0))
  }

  /** The file at hand. */
  get path(): string | null {
    return this.#part?.path ?? null
  }

  /** False at the end. Throws when the file at hand cannot be read or is damaged. */
  next(): boolean | Promise<boolean> {
    if (this.#open === null) {
      this.#part = this.#waiting.shift() ?? null
      if (this.#part === null) return false
      this.#open = this.#opened(this.#part)
    }
    const more = this.#open.next()
    return typeof more === 'boolean' ? this.#after(more) : more.then((there) => this.#after(there))
  }

  close(): void {
    this.#open?.close()
    this.#open = null
  }

  #after(more: boolean): boolean {
    if (more || this.#part === null) return true
    this.#before += work(this.#part, this.#part.size - this.#part.start)
    this.close()
    this.#part = null
    return this.#waiting.length > 0
  }

  #opened(part: PastPart): LogPart | ReplayFile {
    const reader = readerFor(part, this.#since, this.#parsing)
    return part.isPacked ? new ReplayFile(part.path, reader) : new LogPart(part.path, part.start, part.size, reader)
  }
}

function work({ isPacked }: PastPart, bytes: Bytes): Bytes {
  return isPacked ? PACKED * bytes : bytes
}
