const BLANK = 0x20
const COLON = 0x3a
const LESS = 0x3c
const GREATER = 0x3e
const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN = 0x5b
const CLOSE = 0x5d
const DASH = 0x2d
/** Characters of the longest tag that is believed: RFC 5424 gives an application's name 48, brackets and a pid come on top. */
const LONGEST_WORD = 80

/** What `scanSyslog` found in the last line: one at a time, no allocation. Offsets into its bytes. */
export const syslogHeader = { tagStart: 0, tagEnd: 0, message: 0 }

/**
 * Finds the message behind the header of a syslog datagram: RFC 5424, or the older form (RFC 3164) with or without a host name, as
 * nginx, HAProxy, rsyslog and logger send it, its time also in ISO form. False: no `<priority>` in front, all is message.
 */
export function scanSyslog(bytes: Uint8Array, start: number, end: number): boolean {
  syslogHeader.tagStart = start
  syslogHeader.tagEnd = start
  syslogHeader.message = start
  const at = behindPriority(bytes, start, end)
  if (at < 0) return false
  if (bytes[at] === 0x31 && bytes[at + 1] === BLANK && scanModern(bytes, at + 2, end)) return true
  scanOld(bytes, behindTime(bytes, at, end), end)
  return true
}

/** Offset behind `<0>` … `<191>`; -1 when there is none. */
export function behindPriority(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start] !== LESS) return -1
  let at = start + 1
  let priority = 0
  while (at < end && at < start + 4 && isDigit(bytes[at]!)) priority = priority * 10 + bytes[at++]! - 0x30
  return at > start + 1 && at < end && bytes[at] === GREATER && priority <= 191 ? at + 1 : -1
}

/** Offset behind `Mmm dd hh:mm:ss ` or an ISO time and its blank; `at` itself when there is no time. */
function behindTime(bytes: Uint8Array, at: number, end: number): number {
  if (at + 16 <= end && isLetter(bytes[at]!) && bytes[at + 3] === BLANK && bytes[at + 6] === BLANK) {
    if (bytes[at + 9] === COLON && bytes[at + 12] === COLON && bytes[at + 15] === BLANK) return at + 16
  }
  if (at + 20 <= end && isDigit(bytes[at]!) && bytes[at + 4] === DASH && bytes[at + 10] === 0x54) {
    const blank = bytes.indexOf(BLANK, at + 19)
    if (blank > 0 && blank < end && blank <= at + 35) return blank + 1
  }
  return at
}

/** `tag: message` or `host tag: message`; what is neither is a message without a tag. */
function scanOld(bytes: Uint8Array, at: number, end: number): void {
  syslogHeader.message = at
  if (takeTag(bytes, at, end)) return
  const second = behindWord(bytes, at, end)
  if (second > 0) takeTag(bytes, second, end)
}

/** A tag is a word of name characters, maybe `[pid]`, and a colon with a blank behind it: a line of a log does not begin so. */
function takeTag(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start
  while (at < end && at < start + LONGEST_WORD && isNameByte(bytes[at]!)) at++
  const nameEnd = at
  if (at === start) return false
  if (bytes[at] === OPEN) {
    while (++at < end && isDigit(bytes[at]!));
    if (bytes[at++] !== CLOSE) return false
  }
  if (at + 1 >= end || bytes[at] !== COLON || bytes[at + 1] !== BLANK) return false
  syslogHeader.tagStart = start
  syslogHeader.tagEnd = nameEnd
  syslogHeader.message = at + 2
  return true
}

/** TIME HOST APP PROCID MSGID DATA [MESSAGE] behind the version; false when it is not that. */
function scanModern(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start
  let tag = 0
  let behindTag = 0
  for (let word = 0; word < 5; word++) {
    if (word === 2) tag = at
    at = behindWord(bytes, at, end)
    if (at < 0) return false
    if (word === 2) behindTag = at
  }
  at = behindStructuredData(bytes, at, end)
  if (at < 0 || (at < end && bytes[at] !== BLANK)) return false
  syslogHeader.tagStart = tag
  syslogHeader.tagEnd = behindTag - 1
  const message = Math.min(at + 1, end)
  const isMarked = bytes[message] === 0xef && bytes[message + 1] === 0xbb && bytes[message + 2] === 0xbf
  syslogHeader.message = isMarked ? message + 3 : message
  return true
}

/** Offset behind `-` or `[id name="value" …]…`; -1 when it has no end. */
export function behindStructuredData(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start] === DASH) return start + 1
  let at = start
  while (at < end && bytes[at] === OPEN) {
    let quoted = false
    for (at++; at < end && (quoted || bytes[at] !== CLOSE); at++) {
      if (quoted && bytes[at] === BACKSLASH) at++
      else if (bytes[at] === QUOTE) quoted = !quoted
    }
    if (at >= end) return -1
    at++
  }
  return at === start ? -1 : at
}

/** Offset behind the word at `start` and its blank; -1 when it has no end or is too long for a header. */
function behindWord(bytes: Uint8Array, start: number, end: number): number {
  const most = Math.min(end, start + 256)
  for (let at = start; at < most; at++) if (bytes[at] === BLANK) return at > start ? at + 1 : -1
  return -1
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
}

function isLetter(byte: number): boolean {
  return (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a
}

/** Letters, digits and `_ - . /`. */
function isNameByte(byte: number): boolean {
  return isLetter(byte) || isDigit(byte) || byte === 0x5f || (byte >= DASH && byte <= 0x2f)
}
