import type { FileTally } from '../../domain/file-tally.ts'
import type { BatchSink } from '../../domain/ports.ts'
import type { ByteText, RecordBatch } from '../../domain/record-batch.ts'
import { RefusedLines } from '../../domain/refused-lines.ts'

/**
 * Keeps back that lines of one file were refused while their format may still be found out: a format that changed and was learned
 * anew leaves nobody blind. What the next record or the line after so many shows to be unreadable is passed on.
 */
export class PatientRefusals implements BatchSink {
  readonly #sink: BatchSink
  readonly #patience: number
  /** Nothing reads what comes now. */
  #gaveUp = false
  readonly #waiting = new RefusedLines()
  readonly #pass = (...refused: Parameters<NonNullable<BatchSink['refuse']>>) => this.#sink.refuse?.(...refused)

  /** `patience`: refused lines in a row that wait; PATIENCE where a format may be found out, 0 where it is given. */
  constructor(sink: BatchSink, patience: number) {
    this.#sink = sink
    this.#patience = patience
  }

  consume(batch: RecordBatch, from: number, to: number): void {
    this.#gaveUp = false
    if (this.#waiting.lines > 0) this.#waiting.passTo(this.#pass)
    this.#sink.consume(batch, from, to)
  }

  refuse(lines: number, file: FileTally, text: ByteText, start: number, end: number): void {
    this.#waiting.add(lines, file, text, start, end)
    if (this.#waiting.lines > this.#patience) this.#gaveUp = true
    if (this.#gaveUp) this.#waiting.passTo(this.#pass)
  }

  /** A format was found: the lines that waited were of it. */
  forgive(): void {
    this.#gaveUp = false
    this.#waiting.lines = 0
  }
}
