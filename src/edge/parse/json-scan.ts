import type { ByteText } from '../../domain/record-batch.ts'

export const QUOTE = 0x22
export const BACKSLASH = 0x5c

/**
 * Finds the quote that closes a JSON string whose content begins at `from`. Returns its offset × 2, plus 1 when there are
 * escapes; -1 when the string does not end before `end`, or holds a raw control character or an escape that is none. nginx's
 * `\xHH` is let pass. Four bytes a step: Bit Twiddling Hacks, "Determine if a word has a byte less than n".
 */
export function stringEnd(text: ByteText, from: number, end: number): number {
  const { bytes, view } = text
  let at = from
  let escaped = 0
  for (;;) {
    while (at + 4 <= end) {
      // A quote with its second bit flipped is 0x20, and nothing else becomes less than 0x21 but control characters.
      const word = view.getInt32(at, true)
      const low = word ^ 0x02020202
      const slash = word ^ 0x5c5c5c5c
      const found = (((low - 0x21212121) & ~low) | ((slash - 0x01010101) & ~slash)) & 0x80808080
      if (found !== 0) {
        at += (31 - Math.clz32(found & -found)) >> 3
        break
      }
      at += 4
    }
    if (at >= end) return -1
    const byte = bytes[at]!
    if (byte === QUOTE) return at * 2 + escaped
    if (byte < 0x20) return -1
    if (byte === BACKSLASH) {
      const length = escapeLength(bytes, at, end)
      if (length === 0) return -1
      escaped = 1
      at += length
    } else at++
  }
}

/** Bytes of the escape at `at`, 0 if it is none. */
function escapeLength(bytes: Buffer, at: number, end: number): number {
  switch (bytes[at + 1]) {
    case 0x22: // "
    case 0x5c: // \
    case 0x2f: // /
    case 0x62: // b
    case 0x66: // f
    case 0x6e: // n
    case 0x72: // r
    case 0x74: // t
      return at + 2 <= end ? 2 : 0
    case 0x75: // u
      return at + 6 <= end && hex(bytes, at + 2, 4) >= 0 ? 6 : 0
    case 0x78: // x, of nginx's default escaping
      return at + 4 <= end && hex(bytes, at + 2, 2) >= 0 ? 4 : 0
    default:
      return 0
  }
}

/** The number of so many hexadecimal digits, -1 if they are none. */
function hex(bytes: Buffer, at: number, digits: number): number {
  let value = 0
  for (let i = at; i < at + digits; i++) {
    const byte = bytes[i]!
    const lower = byte | 0x20
    const digit = byte >= 0x30 && byte <= 0x39 ? byte - 0x30 : lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
    if (digit < 0) return -1
    value = value * 16 + digit
  }
  return value
}

/** Decodes the content of a checked string into `into`; returns its length in bytes, at most that of `into`. */
export function decodeString(bytes: Buffer, start: number, end: number, into: Buffer): number {
  let length = 0
  for (let at = start; at < end && length + 3 <= into.length; ) {
    const byte = bytes[at]!
    if (byte !== BACKSLASH) {
      into[length++] = byte
      at++
      continue
    }
    const letter = bytes[at + 1]!
    if (letter === 0x75) {
      const unit = hex(bytes, at + 2, 4)
      at += 6
      // Keys and values that matter are ASCII; others need to differ, not to be exact beyond the basic plane.
      if (unit < 0x80) into[length++] = unit
      else if (unit < 0x800) {
        into[length++] = 0xc0 | (unit >> 6)
        into[length++] = 0x80 | (unit & 63)
      } else {
        into[length++] = 0xe0 | (unit >> 12)
        into[length++] = 0x80 | ((unit >> 6) & 63)
        into[length++] = 0x80 | (unit & 63)
      }
    } else if (letter === 0x78) {
      into[length++] = hex(bytes, at + 2, 2)
      at += 4
    } else {
      into[length++] =
        letter === 0x62
          ? 8
          : letter === 0x66
            ? 12
            : letter === 0x6e
              ? 10
              : letter === 0x72
                ? 13
                : letter === 0x74
                  ? 9
                  : letter
      at += 2
    }
  }
  return length
}

/** Where a JSON number that begins at `at` ends, -1 if there is none (RFC 8259 section 6). */
export function numberEnd(bytes: Buffer, from: number, end: number): number {
  let at = from
  if (bytes[at] === 0x2d) at++
  const whole = at
  while (at < end && isDigit(bytes[at]!)) at++
  if (at === whole || (bytes[whole] === 0x30 && at > whole + 1)) return -1
  if (at < end && bytes[at] === 0x2e) {
    const first = ++at
    while (at < end && isDigit(bytes[at]!)) at++
    if (at === first) return -1
  }
  if (at < end && (bytes[at]! | 0x20) === 0x65) {
    at++
    if (at < end && (bytes[at] === 0x2b || bytes[at] === 0x2d)) at++
    const first = at
    while (at < end && isDigit(bytes[at]!)) at++
    if (at === first) return -1
  }
  return at
}

export function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
}
