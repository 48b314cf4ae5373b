const PERCENT = 0x25
const PLUS = 0x2b
const BLANK = 0x20

/** Decodes `%HH` and `+`, as values of W3C logs are written, into `into`, which is no shorter; returns the length. */
export function decodeUrl(bytes: Buffer, start: number, end: number, into: Buffer): number {
  let length = 0
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!
    const high = byte === PERCENT && at + 2 < end ? hexDigit(bytes[at + 1]!) : -1
    const low = high < 0 ? -1 : hexDigit(bytes[at + 2]!)
    if (low < 0) into[length++] = byte === PLUS ? BLANK : byte
    else {
      into[length++] = high * 16 + low
      at += 2
    }
  }
  return length
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const lower = byte | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}
