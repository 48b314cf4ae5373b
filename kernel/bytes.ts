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

/** The first quote, backslash or control character at or behind `at`: no farther than the end of its line, which must be there. */
// @ts-ignore: decorator
@inline
export function stringEnd(from: usize): usize {
  let at = from
  let first = ends(v128.load(at))
  let second = ends(v128.load(at, 16))
  while (!v128.any_true(v128.or(first, second))) {
    at += 32
    first = ends(v128.load(at))
    second = ends(v128.load(at, 16))
  }
  return at + <usize>ctz(i8x16.bitmask(first) | (i8x16.bitmask(second) << 16))
}

/** Whether there is no quote, backslash or control character in [from, to). */
// @ts-ignore: decorator
@inline
export function isPlain(from: usize, to: usize): bool {
  if (to - from < 16) return (i8x16.bitmask(ends(v128.load(from))) & ((1 << <u32>(to - from)) - 1)) == 0
  // The last step overlaps the one before.
  let found = ends(v128.load(to - 16))
  for (let at = from; at + 16 < to; at += 32) {
    found = v128.or(found, v128.or(ends(v128.load(at)), ends(v128.load(min(at + 16, to - 16)))))
  }
  return !v128.any_true(found)
}

/** Whether a line with its line feed at `feed` ends at `at`: there, or with one carriage return between. */
// @ts-ignore: decorator
@inline
export function isLineEnd(at: usize, feed: usize): bool {
  return (at == feed || (at + 1 == feed && load<u8>(at) == 0x0d)) && load<u8>(at - 1) != 0x0d
}

// @ts-ignore: decorator
@inline
function feeds(at: usize): v128 {
  return i8x16.eq(v128.load(at), i8x16.splat(0x0a))
}

/**
 * The first line feed at or behind `at`; at least `end` if there is none before. Where the next line begins is known by it long before this one is
 * read, so that a processor reads both at once.
 */
// @ts-ignore: decorator
@inline
export function lineFeed(at: usize, end: usize): usize {
  while (at < end) {
    const first = feeds(at)
    const second = feeds(at + 16)
    const third = feeds(at + 32)
    const fourth = feeds(at + 48)
    if (v128.any_true(v128.or(v128.or(first, second), v128.or(third, fourth)))) {
      const low = <u64>(<u32>i8x16.bitmask(first) | (<u32>i8x16.bitmask(second) << 16))
      const high = <u64>(<u32>i8x16.bitmask(third) | (<u32>i8x16.bitmask(fourth) << 16))
      return at + <usize>ctz(low | (high << 32))
    }
    at += 64
  }
  return end
}
