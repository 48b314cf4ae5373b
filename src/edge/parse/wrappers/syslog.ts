import type { ByteText } from '../../../domain/record-batch.ts'
import { BAD_LAYOUT, type RejectCode } from '../../../domain/reject-reason.ts'
import type { InnerLine, LinePeeler, LineWrapper } from '../line-wrapper.ts'
import { looksIso, wordEnd } from './prefix-scan.ts'
import { SyslogProgram, skipPriority } from './syslog-program.ts'

const BLANK = 0x20
const COLON = 0x3a
const OPEN = 0x5b
const LONGEST_TAG = 64
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'].map((name) =>
  Buffer.from(name),
)

/** `<190>Mar  2 09:15:01 host nginx[12]: the line` of RFC 3164, on the wire or in a file of rsyslog, also with an ISO stamp. */
export const syslog: LineWrapper = {
  name: 'syslog',
  title: 'syslog (RFC 3164, files of rsyslog)',
  create: () => new SyslogPeeler(),
}

class SyslogPeeler implements LinePeeler {
  readonly #program = new SyslogProgram()

  peel(text: ByteText, start: number, end: number, inner: InnerLine): RejectCode {
    const { bytes } = text
    const stamp = skipPriority(bytes, start, end)
    if (stamp < 0) return BAD_LAYOUT
    const stampEnd = looksIso(bytes, stamp, end) ? wordEnd(bytes, stamp, end) : shortStampEnd(bytes, stamp, end)
    if (stampEnd < 0 || stampEnd >= end) return BAD_LAYOUT
    // nginx leaves the host out with the parameter nohostname.
    let tag = stampEnd + 1
    let tagEnd = findTagEnd(bytes, tag, end)
    if (tagEnd < 0) {
      tag = wordEnd(bytes, tag, end) + 1
      tagEnd = findTagEnd(bytes, tag, end)
      if (tagEnd < 0) return BAD_LAYOUT
    }
    let at = tagEnd
    if (bytes[at] === OPEN) while (at < end && bytes[at] !== COLON) at++
    if (bytes[at] !== COLON || bytes[at + 1] !== BLANK || at + 2 >= end) return BAD_LAYOUT
    inner.set(text, at + 2, end)
    return this.#program.accept(bytes, tag, tagEnd)
  }

  bind(): void {
    this.#program.bind()
  }
}

/** Where the name of the program ends, at `:` or `[`; -1 when the word is none. */
function findTagEnd(bytes: Buffer, start: number, end: number): number {
  for (let at = start; at < end && at - start <= LONGEST_TAG; at++) {
    const byte = bytes[at]!
    if (byte === COLON) return at > start && bytes[at + 1] === BLANK ? at : -1
    if (byte === OPEN) return at > start ? at : -1
    if (byte <= BLANK) return -1
  }
  return -1
}

/** Where `Mar  2 09:15:01` ends; -1 when it is not there. */
function shortStampEnd(bytes: Buffer, start: number, end: number): number {
  if (end - start < 16 || bytes[start + 15] !== BLANK || bytes[start + 9] !== COLON || bytes[start + 12] !== COLON)
    return -1
  for (let month = 0; month < 12; month++) {
    const name = MONTHS[month]!
    if (bytes[start] === name[0] && bytes[start + 1] === name[1] && bytes[start + 2] === name[2]) return start + 15
  }
  return -1
}
