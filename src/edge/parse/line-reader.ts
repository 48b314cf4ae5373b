import type { FileTally } from '../../domain/file-tally.ts'
import type { BatchSink } from '../../domain/ports.ts'
import { BATCH_CAPACITY, ByteText, RecordBatch } from '../../domain/record-batch.ts'
import {
  BLANK as HEADER,
  NOT_A_REQUEST,
  PARTIAL_LINE,
  type RejectCode,
  TOO_LONG,
  VALID,
} from '../../domain/reject-reason.ts'
import { KernelRoom } from './kernel-room.ts'
import type { LineParser } from './line-parser.ts'

/** Bytes. Longer lines are refused unread. */
export const LONGEST_LINE = 1 << 20

/** Stands for a line that was dropped unread. */
const LONG = new ByteText(Buffer.from('(a line longer than 1 MiB)'))
const FEED = 0x0a
const RETURN = 0x0d
const BLANK = 0x20
const TAB = 0x09

/** Told of each refused line. `text` is valid during the call only. */
export type RejectListener = (code: RejectCode, text: ByteText, start: number, end: number) => void

export interface LineReaderOptions {
  readonly parser: LineParser
  readonly tally: FileTally
  readonly sink: BatchSink
  readonly onReject?: RejectListener
}

/** Cuts the chunks of one file into lines, has them parsed, and hands the records on in batches of the chunk they are from. */
export class LineReader {
  readonly #parser: LineParser
  readonly #tally: FileTally
  readonly #sink: BatchSink
  readonly #onReject: RejectListener | undefined
  readonly #kernel = KernelRoom.open()
  readonly #batch = this.#kernel?.batch ?? new RecordBatch()
  #atFileStart = true

  constructor({ parser, tally, sink, onReject }: LineReaderOptions) {
    this.#parser = parser
    this.#tally = tally
    this.#sink = sink
    this.#onReject = onReject
    this.#batch.tally = tally
  }

  /** Text that lies here is read fastest. */
  get room(): ByteText | undefined {
    return this.#kernel?.text
  }

  /** Reads the whole lines in [start, end); returns the offset behind the last line feed. The rest is the caller's to carry. */
  read(text: ByteText, start: number, end: number): number {
    this.#batch.text = text
    const bytes = text.bytes
    let at = start
    const kernel = text === this.#kernel?.text ? this.#kernel : null
    for (;;) {
      if (kernel !== null && !this.#atFileStart) at = this.#run(kernel, at, end)
      const feed = bytes.indexOf(FEED, at)
      if (feed < 0 || feed >= end) break
      this.#line(text, this.#atFileStart ? this.#skipMark(bytes, at, feed) : at, feed)
      at = feed + 1
    }
    this.#flush()
    return at
  }

  /** Judges the text behind the last line feed as a line: for readers that do not wait for more. */
  finish(text: ByteText, start: number, end: number): void {
    this.#batch.text = text
    const at = this.#atFileStart ? this.#skipMark(text.bytes, start, end) : start
    if (at < end) this.#line(text, at, end)
    this.#flush()
  }

  /** The source met a line that is too long and dropped it. */
  refuseLong(): void {
    this.#atFileStart = false
    this.#tally.lines++
    this.#tally.rejected++
    this.#tally.byReason[TOO_LONG]!++
    this.#refuse(LONG, 0, LONG.bytes.length)
  }

  /** Reads lines of a part of the file that is not read itself, for what they say of those that are: none of them counts. */
  preface(text: ByteText): void {
    const { bytes } = text
    let at = 0
    while (at < bytes.length) {
      const feed = bytes.indexOf(FEED, at)
      const stop = feed < 0 ? bytes.length : feed
      const end = bytes[stop - 1] === RETURN ? stop - 1 : stop
      if (end > at) this.#parser.parse(text, at, end, this.#batch, this.#batch.count)
      at = stop + 1
    }
  }

  /** A new file begins. */
  reset(): void {
    this.#atFileStart = true
  }

  /** Has the kernel read as many lines as it can; returns where it stopped. */
  #run(kernel: KernelRoom, from: number, to: number): number {
    const batch = this.#batch
    let at = from
    for (;;) {
      const row = batch.count
      const count = this.#parser.run?.(kernel, at, to, row) ?? row
      if (count === row) return at
      this.#tally.lines += count - row
      batch.count = count
      at = kernel.exports.next.value
      if (count < BATCH_CAPACITY) return at
      this.#flush()
    }
  }

  #line(text: ByteText, start: number, feed: number): void {
    const bytes = text.bytes
    const end = feed > start && bytes[feed - 1] === RETURN ? feed - 1 : feed
    if (end === start || (bytes[start]! <= BLANK && isBlank(bytes, start, end))) return
    const batch = this.#batch
    const row = batch.count
    const code = end - start > LONGEST_LINE ? TOO_LONG : this.#parser.parse(text, start, end, batch, row)
    if (code === HEADER) return
    this.#tally.lines++
    if (code !== VALID) {
      this.#tally.rejected++
      this.#tally.byReason[code]!++
      this.#onReject?.(code, text, start, end)
      if (!isOther(code)) this.#refuse(text, start, end)
      return
    }
    batch.lineStart[row] = start
    batch.lineEnd[row] = end
    batch.count = row + 1
    if (batch.count === BATCH_CAPACITY) this.#flush()
  }

  /** Told behind the records that stand before the line. */
  #refuse(text: ByteText, start: number, end: number): void {
    if (this.#sink.refuse === undefined) return
    this.#flush()
    this.#sink.refuse(1, this.#tally, text, start, end)
  }

  #flush(): void {
    const batch = this.#batch
    if (batch.count > 0) this.#sink.consume(batch, 0, batch.count)
    batch.count = 0
  }

  /** Behind the byte order mark, which may stand once, at the very start of a file. */
  #skipMark(bytes: Buffer, at: number, end: number): number {
    this.#atFileStart = false
    return end - at >= 3 && bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf ? at + 3 : at
  }
}

/** A line that is no request, or not yet a whole one: nobody is blind without it. */
function isOther(code: RejectCode): boolean {
  return code === NOT_A_REQUEST || code === PARTIAL_LINE
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!
    if (byte !== BLANK && byte !== TAB && byte !== RETURN) return false
  }
  return true
}
