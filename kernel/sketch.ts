// AssemblyScript. What src/sketch and src/edge/window/site-sketches.ts do with whole sketches, 16 bytes a step. All lengths are
// multiples of 16.
export { countAssets, countRows } from './site-rows'
export { topCounts } from './top'

/** Adds `bytes` of 32-bit counts to those at `into`. */
export function addCounts(into: usize, from: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(into + i, i32x4.add(v128.load(into + i), v128.load(from + i)))
  }
}

/** Takes them away again. */
export function takeCounts(into: usize, from: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(into + i, i32x4.sub(v128.load(into + i), v128.load(from + i)))
  }
}

/**
 * Adds up the rows of `columns` numbers at `counts`, of the second `last` and of those before it, `length` in all, into the first row at
 * `sums`; the second row gets what the sums were after `short` of them. A row counts when its second is the one at `seconds`.
 */
export function sumSeconds(
  counts: usize,
  seconds: usize,
  sums: usize,
  last: f64,
  at: u32,
  ring: u32,
  columns: usize,
  length: u32,
  short: u32,
): void {
  const width = columns << 3
  memory.fill(sums, 0, width)
  for (let age: u32 = 0; age < length; age++) {
    if (load<f64>(seconds + (at << 3)) == last - <f64>age) {
      const from = counts + at * width
      for (let i: usize = 0; i < width; i += 8) store<f64>(sums + i, load<f64>(sums + i) + load<f64>(from + i))
    }
    if (age == short - 1) memory.copy(sums + width, sums, width)
    at = (at + ring - 1) % ring
  }
}

/** The bucket with the value that has `above` values above it; the lowest when there are fewer. As `bucketBelow` of src/sketch/dd-sketch.ts. */
export function bucketBelow(counts: usize, length: i32, above: f64): i32 {
  let rest = <i64>above
  for (let bucket = length - 1; bucket >= 0; bucket--) {
    rest -= <i64>load<u32>(counts + (bucket << 2))
    if (rest < 0) return bucket
  }
  return 0
}

/** Of each pair of registers the larger goes into `into`. */
export function mergeRegisters(into: usize, from: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(into + i, i8x16.max_u(v128.load(into + i), v128.load(from + i)))
  }
}

/** Registers that are zero in the union which `unionSum` was asked about last. */
export let empty: i32 = 0

/** The sum of 2^-rank over the union of two sets of registers; exact, as ranks are at most 23. */
export function unionSum(a: usize, b: usize, bytes: usize): f64 {
  // 2^(7 - rank) for ranks 0 … 7; the same for 8 … 15 and 16 … 23 with 8 and 16 taken away. Other indices give 0.
  const powers = i8x16(-128, 64, 32, 16, 8, 4, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0)
  let high = i32x4.splat(0)
  let middle = i32x4.splat(0)
  let low = i32x4.splat(0)
  let zeros: i32 = 0
  for (let i: usize = 0; i < bytes; i += 16) {
    const ranks = i8x16.max_u(v128.load(a + i), v128.load(b + i))
    high = i32x4.add(high, sumOf(i8x16.swizzle(powers, ranks)))
    middle = i32x4.add(middle, sumOf(i8x16.swizzle(powers, i8x16.sub(ranks, i8x16.splat(8)))))
    low = i32x4.add(low, sumOf(i8x16.swizzle(powers, i8x16.sub(ranks, i8x16.splat(16)))))
    zeros += popcnt(i8x16.bitmask(i8x16.eq(ranks, i8x16.splat(0))))
  }
  empty = zeros
  return (lanes(high) * 65536.0 + lanes(middle) * 256.0 + lanes(low)) / 8388608.0
}

// @ts-ignore: decorator
@inline
function sumOf(bytes: v128): v128 {
  return i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(bytes))
}

function lanes(sums: v128): f64 {
  return (
    <f64>i32x4.extract_lane(sums, 0) +
    <f64>i32x4.extract_lane(sums, 1) +
    <f64>i32x4.extract_lane(sums, 2) +
    <f64>i32x4.extract_lane(sums, 3)
  )
}
