import { NOT_A_REQUEST, type RejectCode, VALID } from '../../../domain/reject-reason.ts'
import { behindPriority } from '../../../lib/syslog-header.ts'

const LESS = 0x3c

/**
 * The program whose lines count. The logs of other programs in the same file may begin with text that a stranger chose, so only that
 * program is heard whose line was understood first.
 */
export class SyslogProgram {
  #name = Buffer.alloc(0)
  #isBound = false

  accept(bytes: Buffer, start: number, end: number): RejectCode {
    const length = end - start
    if (!this.#isBound) {
      this.#name = Buffer.from(bytes.subarray(start, end))
      return VALID
    }
    if (length !== this.#name.length) return NOT_A_REQUEST
    for (let i = 0; i < length; i++) if (bytes[start + i] !== this.#name[i]) return NOT_A_REQUEST
    return VALID
  }

  bind(): void {
    this.#isBound = true
  }
}

/** Behind `<190>`, or `start` when there is no priority; -1 when it is broken. */
export function skipPriority(bytes: Buffer, start: number, end: number): number {
  return bytes[start] === LESS ? behindPriority(bytes, start, end) : start
}
