// AssemblyScript. Numbers, each as src/edge/parse/number-field.ts reads it.
import { POWERS } from './layout'

const POINT: u32 = 0x2e

/** Where the decimal that was read last ended, and its value. */
export let decimalEnd: usize = 0
export let decimalValue: f64 = 0

/** Reads digits with an optional fraction, each at most 8 digits; false when it is anything else. */
// @ts-ignore: decorator
@inline
export function readDecimal(at: usize): bool {
  const block = v128.load(at)
  const stops = i8x16.bitmask(i8x16.ge_u(i8x16.sub(block, i8x16.splat(0x30)), i8x16.splat(10)))
  const digits: u32 = ctz(stops)
  if (digits - 1 > 7) return false
  const whole = upToEight(at, digits)
  let end: usize = at + digits
  if (load<u8>(end) == POINT) {
    const places: u32 = ctz(stops & (stops - 1)) - digits - 1
    if (places - 1 > 6) return false
    const scale = load<f64>(POWERS + (places << 3))
    end += 1 + places
    decimalValue = (<f64>whole * scale + <f64>upToEight(end - places, places)) / scale
  } else decimalValue = <f64>whole
  decimalEnd = end
  return true
}

/** The value of 1 … 8 digits: D. Lemire, "Quickly parsing eight digits". */
// @ts-ignore: decorator
@inline
function upToEight(at: usize, digits: u32): u32 {
  let value = (load<u64>(at) << (64 - (<u64>digits << 3))) & 0x0f0f0f0f0f0f0f0f
  value = (value * 10 + (value >> 8)) & 0x00ff00ff00ff00ff
  value = (value * 100 + (value >> 16)) & 0x0000ffff0000ffff
  return <u32>(value * 10000 + (value >> 32))
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

/** The time that was read last: seconds, and milliseconds beside them. */
export let epochSecond: i64 = 0
export let epochRest: i64 = 0

/** Reads ten digits, a point and three digits; false when it is anything else. */
// @ts-ignore: decorator
@inline
export function readEpoch(at: usize): bool {
  const stops = i8x16.bitmask(i8x16.ge_u(i8x16.sub(v128.load(at), i8x16.splat(0x30)), i8x16.splat(10)))
  if ((stops & 0x3fff) != 1 << 10 || load<u8>(at, 10) != POINT) return false
  epochSecond = <i64>upToEight(at, 8) * 100 + <i64>upToEight(at + 8, 2)
  epochRest = upToEight(at + 11, 3)
  return true
}
