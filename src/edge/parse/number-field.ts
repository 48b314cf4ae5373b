/** Beyond this one more digit could leave the integers a double holds exactly. */
const LAST_EXACT_TENTH = 900_719_925_474_098
/** Of ten, from the zeroth on. */
export const POWERS = Float64Array.from({ length: 17 }, (_, exponent) => 10 ** exponent)

/** An HTTP status of exactly three digits, 100–599; -1 for all else. */
export function readStatus(bytes: Buffer, start: number, end: number): number {
  if (end - start !== 3) return -1
  const a = bytes[start]! - 0x30
  const b = bytes[start + 1]! - 0x30
  const c = bytes[start + 2]! - 0x30
  if (a < 1 || a > 5 || b < 0 || b > 9 || c < 0 || c > 9) return -1
  return a * 100 + b * 10 + c
}

/** Digits with an optional fraction (`512`, `0.004`), 0 … 2^53; -1 for all else: empty, `-`, signs, exponents, lists. */
export function readDecimal(bytes: Buffer, start: number, end: number): number {
  let at = start
  let value = 0
  for (; at < end; at++) {
    const digit = bytes[at]! - 0x30
    if (digit < 0 || digit > 9) break
    if (value > LAST_EXACT_TENTH) return -1
    value = value * 10 + digit
  }
  if (at === start) return -1
  if (at === end) return value
  return bytes[at] === 0x2e ? readFraction(bytes, at + 1, end, value) : -1
}

/** Digits that would not fit a double any more are checked but do not count. */
function readFraction(bytes: Buffer, start: number, end: number, whole: number): number {
  if (start === end) return -1
  let value = whole
  let places = 0
  for (let at = start; at < end; at++) {
    const digit = bytes[at]! - 0x30
    if (digit < 0 || digit > 9) return -1
    if (value > LAST_EXACT_TENTH || places === 16) continue
    value = value * 10 + digit
    places++
  }
  return value / POWERS[places]!
}
