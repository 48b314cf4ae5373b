// AssemblyScript. Addresses as src/lib/ip-address.ts reads them, but for an IPv4 address written as IPv6.
import { FLAGS, HOST_HIGH, HOST_LOW, KEY_HIGH, KEY_LOW } from './layout'
import { quad, readQuad } from './quad'

const COLON: u32 = 0x3a
const DOT: u32 = 0x2e
const IPV6: u8 = 1

/** Reads the address at `at` into a row; returns where it ended, 0 if it is not plain. What stands there is the caller's to see: no letter or colon. */
// @ts-ignore: decorator
@inline
export function readAddress(at: usize, row: i32): usize {
  const block = v128.load(at)
  const dots = i8x16.bitmask(i8x16.eq(block, i8x16.splat(<i8>DOT)))
  const stops = i8x16.bitmask(i8x16.ge_u(i8x16.sub(block, i8x16.splat(0x30)), i8x16.splat(10)))
  // A quad has three dots, and ends before the first byte that is neither digit nor dot.
  const end: u32 = ctz(stops ^ dots)
  const inner = dots & ((1 << end) - 1)
  if (end > 15 || popcnt(inner) != 3) return readGroups(at, row)
  if (!readQuad(block, inner, end)) return 0
  store<u32>(KEY_HIGH + (row << 2), 0)
  store<u32>(KEY_LOW + (row << 2), quad)
  store<u32>(HOST_HIGH + (row << 2), 0)
  store<u32>(HOST_LOW + (row << 2), 0)
  store<u8>(FLAGS + row, 0)
  return at + end
}

// @ts-ignore: decorator
@inline
function hexValue(byte: u32): u32 {
  const digit = byte - 0x30
  if (digit < 10) return digit
  const letter = (byte | 0x20) - 0x61
  return letter < 6 ? letter + 10 : 16
}

function readGroups(from: usize, row: i32): usize {
  let at = from
  // The groups before the gap, and those behind it, as 128 bits each.
  let high: u64 = 0
  let low: u64 = 0
  let headHigh: u64 = 0
  let headLow: u64 = 0
  let count = 0
  let gap = -1
  if (load<u8>(at) == COLON) {
    if (load<u8>(at, 1) != COLON) return 0
    gap = 0
    at += 2
  }
  for (;;) {
    let digit = hexValue(load<u8>(at))
    if (digit > 15) {
      // Only right behind the gap may the text end without a group.
      if (gap != count) return 0
      break
    }
    let value: u64 = digit
    const first = at++
    digit = hexValue(load<u8>(at))
    while (digit < 16) {
      value = (value << 4) | digit
      digit = hexValue(load<u8>(++at))
    }
    if (at - first > 4 || count == 8) return 0
    high = (high << 16) | (low >> 48)
    low = (low << 16) | value
    count++
    const byte: u32 = load<u8>(at)
    if (byte == DOT) return 0
    if (byte != COLON) break
    at++
    if (load<u8>(at) == COLON) {
      if (gap >= 0) return 0
      gap = count
      headHigh = high
      headLow = low
      high = 0
      low = 0
      at++
    }
  }
  if (gap < 0) {
    if (count != 8) return 0
  } else {
    if (count > 7) return 0
    // The head moves up to where it belongs: by 16 bits a missing group.
    const shift: u64 = <u64>(8 - gap) << 4
    if (shift < 64) {
      high |= (headHigh << shift) | (headLow >> (64 - shift))
      low |= headLow << shift
    } else if (shift < 128) high |= headLow << (shift - 64)
  }
  if (high == 0 && low >> 32 == 0xffff) return 0
  store<u32>(KEY_HIGH + (row << 2), <u32>(high >> 32))
  store<u32>(KEY_LOW + (row << 2), <u32>high)
  store<u32>(HOST_HIGH + (row << 2), <u32>(low >> 32))
  store<u32>(HOST_LOW + (row << 2), <u32>low)
  store<u8>(FLAGS + row, IPV6)
  return at
}
