// AssemblyScript. Numbers, each as src/edge/parse/number-field.ts reads it.

/** Where the decimal that was read last ended, and its value. */
export let decimalEnd: usize = 0
export let decimalValue: f64 = 0

// @ts-ignore: decorator
@inline
export function isDigit(byte: u32): bool {
  return byte - 0x30 < 10
}

/** Reads digits with an optional fraction, at most 15 digits in all; false when it is anything else. */
export function readDecimal(at: usize): bool {
  let whole: u64 = 0
  const first = at
  let digit: u32 = <u32>load<u8>(at) - 0x30
  while (digit < 10) {
    whole = whole * 10 + digit
    digit = <u32>load<u8>(++at) - 0x30
  }
  let digits = at - first
  if (digits == 0 || digits > 15) return false
  decimalValue = <f64>whole
  if (digit == 0x2e - 0x30) {
    const point = at
    let scale: f64 = 1
    digit = <u32>load<u8>(++at) - 0x30
    while (digit < 10) {
      whole = whole * 10 + digit
      scale *= 10
      digit = <u32>load<u8>(++at) - 0x30
    }
    if (at == point + 1 || digits + (at - point - 1) > 15) return false
    decimalValue = <f64>whole / scale
  }
  decimalEnd = at
  return true
}

/** A status of three digits, 100–599; 0 for all else. */
// @ts-ignore: decorator
@inline
export function readStatus(at: usize): u32 {
  const hundreds: u32 = <u32>load<u8>(at) - 0x30
  const tens: u32 = <u32>load<u8>(at, 1) - 0x30
  const ones: u32 = <u32>load<u8>(at, 2) - 0x30
  if (hundreds - 1 > 4 || tens > 9 || ones > 9) return 0
  return hundreds * 100 + tens * 10 + ones
}

/** So many digits; -1 if one of them is none. */
export function readDigits(at: usize, digits: usize): i64 {
  let value: i64 = 0
  for (let i: usize = 0; i < digits; i++) {
    const digit: u32 = <u32>load<u8>(at + i) - 0x30
    if (digit > 9) return -1
    value = value * 10 + digit
  }
  return value
}
