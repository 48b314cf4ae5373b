import type { ByteText } from '../../domain/record-batch.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const LOW_BITS = 0x01010101
const HIGH_BITS = 0x80808080 | 0

/** Buffer.indexOf costs as much as so many bytes read by fours. */
const NEAR = 32

/**
 * The first `byte` in [from, end), -1 if there is none. Buffer.indexOf cannot be told where to stop, and on lines without the
 * byte would walk to the end of the chunk each: it is used only if the text ends with the byte. Measured:
 * bench/micro/combined-parser.
 */
export function findByte(text: ByteText, byte: number, from: number, end: number): number {
  const bytes = text.bytes
  const view = text.view
  const wanted = Math.imul(byte, LOW_BITS)
  const isBounded = end > from && bytes[end - 1] === byte
  const last = isBounded && end - from > NEAR ? from + NEAR - 4 : end - 4
  let at = from
  for (; at <= last; at += 4) {
    const word = view.getInt32(at, true) ^ wanted
    if (((word - LOW_BITS) & ~word & HIGH_BITS) !== 0) break
  }
  if (isBounded && at > last && end - at > 4) return bytes.indexOf(byte, at)
  for (; at < end; at++) if (bytes[at] === byte) return at
  return -1
}

/** The first `"` in [from, end) that no odd number of backslashes escapes, as Apache and `escape=json` do; else -1. */
export function findQuote(text: ByteText, from: number, end: number): number {
  let at = findByte(text, QUOTE, from, end)
  while (at > from && text.bytes[at - 1] === BACKSLASH && isEscaped(text.bytes, from, at)) {
    at = findByte(text, QUOTE, at + 1, end)
  }
  return at
}

function isEscaped(bytes: Buffer, from: number, quote: number): boolean {
  let at = quote
  while (at > from && bytes[at - 1] === BACKSLASH) at--
  return ((quote - at) & 1) === 1
}
