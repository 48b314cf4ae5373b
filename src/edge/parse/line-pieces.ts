import { ByteText } from '../../domain/record-batch.ts'
import { PARTIAL_LINE, type RejectCode, TOO_LONG, VALID } from '../../domain/reject-reason.ts'
import type { InnerLine } from './line-wrapper.ts'

/** Bytes: longer lines are refused by every format but the text ones, and no honest one is as long. */
const LONGEST = 65_536
const ROOM = 4_096

/**
 * Joins the pieces into which a container runtime cuts lines of more than 16 KiB. A client can make its lines that long, so they must
 * count. One a stream; holds LONGEST bytes at most.
 */
export class LinePieces {
  #text = new ByteText(Buffer.alloc(ROOM))
  #length = 0
  #isTooLong = false
  /** There are pieces that wait for their end. */
  get isOpen(): boolean {
    return this.#length > 0 || this.#isTooLong
  }

  /** Adds a piece; `last` ends the line, which is then in `inner`. */
  add(bytes: Buffer, start: number, end: number, last: boolean, inner: InnerLine): RejectCode {
    const length = this.#length + end - start
    if (length > LONGEST) this.#isTooLong = true
    else if (!this.#isTooLong) {
      if (length > this.#text.bytes.length) this.#grow(length)
      bytes.copy(this.#text.bytes, this.#length, start, end)
      this.#length = length
    }
    if (!last) return PARTIAL_LINE
    inner.set(this.#text, 0, this.#length)
    const code = this.#isTooLong ? TOO_LONG : VALID
    this.#length = 0
    this.#isTooLong = false
    return code
  }

  #grow(length: number): void {
    const text = new ByteText(Buffer.alloc(Math.min(LONGEST, 2 * length)))
    this.#text.bytes.copy(text.bytes, 0, 0, this.#length)
    this.#text = text
  }
}
