import type { FileTally } from '../../domain/file-tally.ts'
import { BATCH_CAPACITY, ByteText, RecordBatch } from '../../domain/record-batch.ts'
import { type RefusalListener, RefusedLines } from '../../domain/refused-lines.ts'
import type { Seconds } from '../../domain/units.ts'
import { WITNESSES } from './watermark.ts'

/** Records held at most: the doubtful one and its witnesses. */
export const HELD = WITNESSES + 1
/** Bytes kept of the line of a held record. */
export const HELD_LINE_BYTES = 8_192

/** All columns of a batch that are copied as they are; the line's place is not. */
export const COPIED_COLUMNS = [
  'second',
  'millisecond',
  'keyHigh',
  'keyLow',
  'hostHigh',
  'hostLow',
  'method',
  'status',
  'bytes',
  'duration',
  'endpoint',
  'flags',
] as const

export interface NoteListener {
  readonly refused: RefusalListener
  expected?(lateness: Seconds): void
}

/** Records copied out of their batches, in order, until the clock knows what to make of the first of them. */
export class LookAhead {
  /** The held records are its rows [head, end). */
  readonly batch = new RecordBatch()
  head = 0
  end = 0
  readonly #tallies = new Array<FileTally>(BATCH_CAPACITY)
  #line = 0
  /** By row: lines that were refused behind it. */
  readonly #refused: (RefusedLines | undefined)[] = new Array(BATCH_CAPACITY)
  /** By row: lateness that holds from behind it on, 0 where it does not change. */
  readonly #lateness = new Uint8Array(BATCH_CAPACITY)

  get count(): number {
    return this.end - this.head
  }

  /** Copies a record with its line, cut at HELD_LINE_BYTES. No more than HELD may be held. */
  push(batch: RecordBatch, row: number): void {
    if (this.batch.text.bytes.length === 0) this.batch.text = new ByteText(Buffer.alloc(HELD * HELD_LINE_BYTES))
    if (this.end === BATCH_CAPACITY) this.#moveDown()
    const at = this.end++
    for (const column of COPIED_COLUMNS) this.batch[column][at] = batch[column][row]!
    const start = batch.lineStart[row]!
    const stop = Math.min(batch.lineEnd[row]!, start + HELD_LINE_BYTES)
    // Places are used in turn: one is used again only when its record, HELD pushes ago, has left.
    const line = this.#line * HELD_LINE_BYTES
    this.#line = (this.#line + 1) % HELD
    batch.text.bytes.copy(this.batch.text.bytes, line, start, stop)
    this.batch.lineStart[at] = line
    this.batch.lineEnd[at] = line + stop - start
    this.#tallies[at] = batch.tally
  }

  /** Makes the tally of the first record that of the batch; returns the end of the rows that share it. */
  prepare(): number {
    const tally = this.#tallies[this.head]!
    this.batch.tally = tally
    let end = this.head + 1
    while (end < this.end && this.#tallies[end] === tally) end++
    return end
  }

  /** Lets the first records go; their row stays readable until the next push. */
  shift(rows: number): void {
    this.head += rows
    if (this.head !== this.end) return
    this.head = 0
    this.end = 0
  }

  /** Notes lines that could not be read behind the last held record. */
  refuse(lines: number, file: FileTally, text: ByteText, start: number, end: number): void {
    const last = this.end - 1
    this.#refused[last] ??= new RefusedLines()
    this.#refused[last].add(lines, file, text, start, end)
  }

  /** Notes that lines come later from behind the last held record on. */
  expectLate(lateness: Seconds): void {
    this.#lateness[this.end - 1] = lateness
  }

  /** Tells what was noted behind the rows [from, to), which have left. */
  passNotes(from: number, to: number, delegate: NoteListener): void {
    for (let row = from; row < to; row++) {
      if (this.#lateness[row]! > 0) {
        delegate.expected?.(this.#lateness[row]!)
        this.#lateness[row] = 0
      }
      const waiting = this.#refused[row]
      if (waiting !== undefined && waiting.lines > 0) waiting.passTo((...refused) => delegate.refused(...refused))
    }
  }

  #moveDown(): void {
    for (const column of COPIED_COLUMNS) this.batch[column].copyWithin(0, this.head, this.end)
    this.batch.lineStart.copyWithin(0, this.head, this.end)
    this.batch.lineEnd.copyWithin(0, this.head, this.end)
    for (let row = this.head; row < this.end; row++) {
      this.#tallies[row - this.head] = this.#tallies[row]!
      const waiting = this.#refused[row]
      this.#refused[row] = this.#refused[row - this.head]
      this.#refused[row - this.head] = waiting
      this.#lateness[row - this.head] = this.#lateness[row]!
      this.#lateness[row] = 0
    }
    this.end -= this.head
    this.head = 0
  }
}
