import { ByteText } from '../../domain/record-batch.ts'
import type { RejectCode } from '../../domain/reject-reason.ts'

/** What carries the lines of another program: a container runtime, syslog. */
export interface LineWrapper {
  /** As in `combined in docker json-file`. */
  readonly name: string
  readonly title: string
  /** For one file. */
  create(): LinePeeler
}

export interface LinePeeler {
  /**
   * Finds the line within [start, end) and sets `inner`; VALID, BAD_LAYOUT when the line is not wrapped like this, or another reason
   * to refuse it. Never throws; allocates nothing for a whole line once `bind` was called.
   */
  peel(text: ByteText, start: number, end: number, inner: InnerLine): RejectCode
  /** The line peeled last was understood: from now on only lines of the same program count. */
  bind?(): void
}

/** Where the line within a wrapped line lies. Valid until the next call. */
export class InnerLine {
  text: ByteText = new ByteText(Buffer.alloc(0))
  start = 0
  end = 0

  set(text: ByteText, start: number, end: number): void {
    this.text = text
    this.start = start
    this.end = end
  }
}
