import { NOT_A_REQUEST, PARTIAL_LINE, type RejectCode, VALID } from '../../../domain/reject-reason.ts'
import { LinePieces } from '../line-pieces.ts'
import type { InnerLine } from '../line-wrapper.ts'

/**
 * Standard output and standard error of a container, which lie in one file. Where servers write their access log to the one they write
 * their error log to the other, so only that stream counts whose line was understood first.
 */
export class ContainerStreams {
  readonly #out = new LinePieces()
  readonly #error = new LinePieces()
  #lastIsOut = true
  #isBound = false

  /** Judges the text [start, end) of `inner`, a whole line or a piece of one; joins pieces. */
  accept(isOut: boolean, isWhole: boolean, inner: InnerLine): RejectCode {
    if (this.#isBound && isOut !== this.#lastIsOut) return NOT_A_REQUEST
    const pieces = isOut ? this.#out : this.#error
    const code =
      isWhole && !pieces.isOpen ? VALID : pieces.add(inner.text.bytes, inner.start, inner.end, isWhole, inner)
    if (code !== PARTIAL_LINE) this.#lastIsOut = isOut
    return code
  }

  /** The line judged last was understood. */
  bind(): void {
    this.#isBound = true
  }
}
