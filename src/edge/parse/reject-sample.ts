import type { ByteText } from '../../domain/record-batch.ts'
import { REJECT_REASONS, type RejectCode, type RejectReason } from '../../domain/reject-reason.ts'
import { MINUTE, type Milliseconds } from '../../domain/units.ts'
import { escapeText } from '../../lib/escape-text.ts'

/** Characters of a line that are shown. */
const SHOWN = 200

export interface RejectedLine {
  readonly reason: RejectReason
  /** Safe to print, cut to 200 characters. */
  readonly line: string
}

/** Picks refused lines to show, one a minute at most. */
export class RejectSample {
  readonly #now: () => Milliseconds
  #next = Number.NEGATIVE_INFINITY

  constructor(now: () => Milliseconds) {
    this.#now = now
  }

  /** null when a line was shown less than a minute ago. */
  take(code: RejectCode, text: ByteText, start: number, end: number): RejectedLine | null {
    const now = this.#now()
    if (now < this.#next) return null
    this.#next = now + MINUTE
    // Four bytes at most make a character, and one more tells that the line goes on.
    const line = text.bytes.toString('utf8', start, Math.min(end, start + 4 * (SHOWN + 1)))
    return { reason: REJECT_REASONS[code] as RejectReason, line: escapeText(line, SHOWN) }
  }
}
