// AssemblyScript. An IPv4 address out of 16 bytes, all four numbers at once.

import { LEAST, SPREAD } from './layout'

// Ways to have four numbers of 1 … 4 digits, two bits each from the first one on. SPREAD: where the digits of each number go,
// hundreds first. LEAST: the least number of so many digits, 0, 10 or 100; of four digits more than any.
for (let way = 0; way < 256; way++) {
  let at = 0
  for (let part = 0; part < 4; part++) {
    const length = 1 + ((way >> (2 * part)) & 3)
    for (let place = 0; place < 4; place++) {
      const from = at + place - (3 - length)
      // What lies beyond the block becomes zero.
      store<u8>(SPREAD + 16 * way + 4 * part + place, place == 3 || from < at ? 0x80 : <u8>from)
    }
    store<u32>(LEAST + 16 * way + 4 * part, length == 1 ? 0 : length == 2 ? 10 : length == 3 ? 100 : 1_000)
    at += length + 1
  }
}

/** The address as one word, its first number highest. */
export let quad: u32 = 0

/**
 * Reads the quad at the beginning of the block, of `end` bytes, with dots at the three places of `dots`; false unless its numbers
 * are 0 … 255 without leading zeros.
 */
// @ts-ignore: decorator
@inline
export function readQuad(block: v128, dots: u32, end: u32): bool {
  const first: u32 = ctz(dots)
  const rest = dots & (dots - 1)
  const second: u32 = ctz(rest)
  const third: u32 = ctz(rest & (rest - 1))
  // Lengths less one of the four numbers.
  const a = first - 1
  const b = second - first - 2
  const c = third - second - 2
  const d = end - third - 2
  if ((a | b | c | d) > 3) return false
  const way = <usize>(a | (b << 2) | (c << 4) | (d << 6)) << 4
  const digits = i8x16.swizzle(i8x16.sub(block, i8x16.splat(0x30)), v128.load(SPREAD + way))
  const weights = i16x8(100, 10, 1, 0, 100, 10, 1, 0)
  const low = i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(digits), weights)
  const high = i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(digits), weights)
  const tens = i8x16.shuffle(low, high, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27)
  const ones = i8x16.shuffle(low, high, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31)
  const values = i32x4.add(tens, ones)
  const least = v128.load(LEAST + way)
  if (v128.any_true(v128.or(i32x4.lt_s(values, least), i32x4.gt_s(values, i32x4.splat(255))))) return false
  quad = i32x4.extract_lane(i8x16.shuffle(values, values, 12, 8, 4, 0, 12, 8, 4, 0, 12, 8, 4, 0, 12, 8, 4, 0), 0)
  return true
}
