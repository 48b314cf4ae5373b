import { readDecimal } from './number-field.ts'

/** Milliseconds of a duration that says its units, as Go writes it: `12ms`, `1.5 s`, `830µs`, `1m2.5s`; -1 for all else. */
export function readDurationText(bytes: Buffer, start: number, end: number): number {
  let total = 0
  let at = start
  while (at < end) {
    const first = at
    while (at < end && isNumeral(bytes[at]!)) at++
    const value = readDecimal(bytes, first, at)
    while (at < end && bytes[at] === 0x20) at++
    const unit = at
    while (at < end && !isNumeral(bytes[at]!) && bytes[at] !== 0x20) at++
    const scale = unitOf(bytes, unit, at)
    if (value < 0 || scale < 0) return -1
    total += value * scale
    while (at < end && bytes[at] === 0x20) at++
  }
  return end > start ? total : -1
}

function isNumeral(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || byte === 0x2e
}

/** Milliseconds of a unit; -1 when [start, end) is none. */
function unitOf(bytes: Buffer, start: number, end: number): number {
  const first = bytes[start]
  const length = end - start
  if (length === 1) return first === 0x73 ? 1_000 : first === 0x6d ? 60_000 : first === 0x68 ? 3_600_000 : -1
  if (bytes[end - 1] !== 0x73) return -1
  if (length === 2) return first === 0x6d ? 1 : first === 0x75 ? 0.001 : first === 0x6e ? 0.000_001 : -1
  // The micro sign and the Greek letter, in UTF-8.
  const isMicro = (first === 0xc2 && bytes[start + 1] === 0xb5) || (first === 0xce && bytes[start + 1] === 0xbc)
  return length === 3 && isMicro ? 0.001 : -1
}
