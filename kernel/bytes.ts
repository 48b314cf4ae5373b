// AssemblyScript. Comparing 16 bytes a step, and searching 32.

/** Whether the `length` bytes of `literal` stand at `at`. Reads up to 15 bytes behind both. */
// @ts-ignore: decorator
@inline
export function matches(at: usize, literal: usize, length: i32): bool {
  if (length < 16) {
    const mask = (1 << length) - 1
    return (i8x16.bitmask(i8x16.eq(v128.load(at), v128.load(literal))) & mask) == mask
  }
  // The last step overlaps the one before.
  const last = length - 16
  for (let i: i32 = 0; i < last; i += 16) {
    if (v128.any_true(v128.xor(v128.load(at + i), v128.load(literal + i)))) return false
  }
  return !v128.any_true(v128.xor(v128.load(at + last), v128.load(literal + last)))
}

// @ts-ignore: decorator
@inline
function ends(block: v128): v128 {
  return v128.or(
    v128.or(i8x16.eq(block, i8x16.splat(0x22)), i8x16.eq(block, i8x16.splat(0x5c))),
    i8x16.eq(i8x16.min_u(block, i8x16.splat(0x1f)), block),
  )
}

/** The first quote, backslash or control character at or behind `at`; at least `end` if there is none before. */
// @ts-ignore: decorator
@inline
export function stringEnd(at: usize, end: usize): usize {
  while (at < end) {
    const first = ends(v128.load(at))
    const second = ends(v128.load(at, 16))
    if (v128.any_true(v128.or(first, second))) {
      const mask = i8x16.bitmask(first) | (i8x16.bitmask(second) << 16)
      return at + <usize>ctz(mask)
    }
    at += 32
  }
  return end
}

/** Behind the line feed at `at`, or behind the one carriage return and line feed; 0 if there is neither before `end`. */
// @ts-ignore: decorator
@inline
export function afterLineEnd(at: usize, end: usize): usize {
  if (load<u8>(at - 1) == 0x0d) return 0
  if (at < end && load<u8>(at) == 0x0d) at++
  return at < end && load<u8>(at) == 0x0a ? at + 1 : 0
}
