import type { ByteText } from '../../../domain/record-batch.ts'
import { BAD_LAYOUT, type RejectCode } from '../../../domain/reject-reason.ts'
import { behindStructuredData } from '../../../lib/syslog-header.ts'
import type { InnerLine, LinePeeler, LineWrapper } from '../line-wrapper.ts'
import { looksIso, wordEnd } from './prefix-scan.ts'
import { SyslogProgram, skipPriority } from './syslog-program.ts'

const BLANK = 0x20
const NIL = 0x2d
const VERSION = 0x31

/** `<190>1 2026-03-02T09:15:01Z host nginx 12 - - the line` of RFC 5424, the priority left out or not. */
export const syslog5424: LineWrapper = {
  name: 'syslog rfc5424',
  title: 'syslog (RFC 5424)',
  create: () => new Syslog5424Peeler(),
}

class Syslog5424Peeler implements LinePeeler {
  readonly #program = new SyslogProgram()

  peel(text: ByteText, start: number, end: number, inner: InnerLine): RejectCode {
    const { bytes } = text
    const version = skipPriority(bytes, start, end)
    if (version < 0 || bytes[version] !== VERSION || bytes[version + 1] !== BLANK) return BAD_LAYOUT
    const stamp = version + 2
    if (!looksIso(bytes, stamp, end) && (bytes[stamp] !== NIL || bytes[stamp + 1] !== BLANK)) return BAD_LAYOUT
    const host = wordEnd(bytes, stamp, end) + 1
    const program = wordEnd(bytes, host, end) + 1
    const programEnd = wordEnd(bytes, program, end)
    const id = wordEnd(bytes, programEnd + 1, end) + 1
    let at = behindStructuredData(bytes, wordEnd(bytes, id, end) + 1, end)
    if (at < 0 || bytes[at] !== BLANK || at + 1 >= end) return BAD_LAYOUT
    at++
    if (bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf) at += 3
    inner.set(text, at, end)
    return this.#program.accept(bytes, program, programEnd)
  }

  bind(): void {
    this.#program.bind()
  }
}
