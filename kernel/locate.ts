// AssemblyScript. Finds the entries of a batch of keys and counts requests of quiet sources: the tables and the rules are
// those of src/edge/window (source-table.ts, small-slot.ts).

// Places in the memory, in bytes: columns of 128 rows, then one address for each segment of entries.
const KEY_HIGH: usize = 0x0
const KEY_LOW: usize = 0x200
const KIND: usize = 0x400
const HASH: usize = 0x600
const SLOT: usize = 0x800
const ERROR: usize = 0xa00
/** Written so that the loads of `locate` are not optimized away. */
const TOUCHED: usize = 0xc00
/** Hashes of the same keys that depend on no seed. */
const CLIENT: usize = 0xe00
const SEGMENTS: usize = 0x1000

const SEGMENT_BITS: u32 = 15
const SEGMENT_MASK: u32 = 0x7fff
// An entry: 32 bytes, as in source-entries.ts.
const LOW: usize = 4
const META: usize = 8
const LAST_SEEN: usize = 12
const RING: usize = 16
const RING_END: usize = 24
const TOTAL: usize = 28
const BANNED: u32 = 16
const WATCHED: u32 = 32
const BUSY: u32 = 64
const COUNT_SHIFT: u32 = 8
const ERRORS_SHIFT: u32 = 16
const NO_RING: u32 = ~((7 << COUNT_SHIFT) | (63 << ERRORS_SHIFT))
const SMALL_LIMIT: u32 = 6
const SPAN: u32 = 60

// @ts-ignore: decorator
@inline
function entryOf(slot: u32): usize {
  return load<u32>(SEGMENTS + (slot >>> SEGMENT_BITS << 2)) + ((slot & SEGMENT_MASK) << 5)
}

const CLIENT_FIRST: u32 = 0x243f6a88
const CLIENT_SECOND: u32 = 0x85a308d3

/** `hashKey` of src/lib/hash.ts for four rows at once. */
// @ts-ignore: decorator
@inline
function hashOf(row: usize, first: u32, second: u32): v128 {
  let h = v128.xor(v128.load(KEY_HIGH + row), i32x4.splat(first))
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 16)), i32x4.splat(0x7feb352d))
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 15)), i32x4.splat(0x846ca68b))
  h = i32x4.add(v128.xor(h, i32x4.shr_u(h, 16)), v128.load(KEY_LOW + row))
  h = v128.xor(h, i32x4.add(i32x4.splat(second), v128.load(KIND + row)))
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 16)), i32x4.splat(0x21f0aaad))
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 15)), i32x4.splat(0x735a2d97))
  return v128.xor(h, i32x4.shr_u(h, 15))
}

/** Fills the rows [0, count) of HASH, CLIENT and SLOT; returns how many keys were not found at their first candidate: SLOT is -1. */
export function locate(count: i32, index: usize, mask: u32, first: u32, second: u32): i32 {
  for (let row: usize = 0; row < <usize>count << 2; row += 16) {
    v128.store(HASH + row, hashOf(row, first, second))
    v128.store(CLIENT + row, hashOf(row, CLIENT_FIRST, CLIENT_SECOND))
  }
  const end: usize = <usize>count << 2
  // Loads alone, so that as many as possible are under way at once.
  for (let row: usize = 0; row < end; row += 4) {
    store<u32>(SLOT + row, load<u32>(index + ((load<u32>(HASH + row) & mask) << 2)))
  }
  let touched: u32 = 0
  for (let row: usize = 0; row < end; row += 4) {
    const hash = load<u32>(HASH + row)
    let word = load<u32>(SLOT + row)
    if (word != 0 && (word ^ hash) >>> 24 != 0) {
      let at = hash & mask
      do {
        at = (at + 1) & mask
        word = load<u32>(index + (at << 2))
      } while (word != 0 && (word ^ hash) >>> 24 != 0)
    }
    store<u32>(SLOT + row, (word & 0xffffff) - 1)
  }
  for (let row: usize = 0; row < end; row += 4) {
    const slot = load<u32>(SLOT + row)
    if (<i32>slot >= 0) {
      touched ^= load<u32>(entryOf(slot))
    }
  }
  store<u32>(TOUCHED, touched)
  let missing: i32 = 0
  for (let row: usize = 0; row < end; row += 4) {
    const slot = load<u32>(SLOT + row)
    if (<i32>slot < 0) {
      missing++
      continue
    }
    const entry = entryOf(slot)
    const other =
      (load<u32>(entry) ^ load<u32>(KEY_HIGH + row)) |
      (load<u32>(entry, LOW) ^ load<u32>(KEY_LOW + row)) |
      ((load<u32>(entry, META) & 1) ^ load<u32>(KIND + row))
    if (other != 0) {
      store<u32>(SLOT + row, -1)
      missing++
    }
  }
  return missing
}

/**
 * Counts the rows [from, to), all of `second`, while they are of sources that fit their small slot; returns the first row
 * that is not. As `addSmall` does, with the last request and the total of the source besides.
 */
export function countQuiet(from: i32, to: i32, now: u32, second: u32): i32 {
  for (let row = from; row < to; row++) {
    const entry = entryOf(load<u32>(SLOT + (row << 2)))
    let meta = load<u32>(entry, META)
    if ((meta & (BANNED | WATCHED | BUSY)) != 0) return row
    const fresh = <i32>(now - load<u32>(entry, LAST_SEEN) - SPAN) >> 31
    meta &= NO_RING | <u32>fresh
    const count = (meta >>> COUNT_SHIFT) & 7
    const ring = load<u64>(entry, RING)
    if (count == SMALL_LIMIT && ((now - <u32>ring) & 0xffff) < SPAN) return row
    const end = load<u32>(entry, RING_END)
    store<u64>(entry, (ring >> 16) | (<u64>end << 48), RING)
    store<u32>(entry, (end >>> 16) | (second << 16), RING_END)
    const errors = ((meta >>> (ERRORS_SHIFT + 1)) & 31) | (load<u32>(ERROR + (row << 2)) << 5)
    const counted = count + <u32>(count < SMALL_LIMIT)
    store<u32>(entry, (meta & NO_RING) | (counted << COUNT_SHIFT) | (errors << ERRORS_SHIFT), META)
    store<u32>(entry, now, LAST_SEEN)
    store<u32>(entry, load<u32>(entry, TOTAL) + 1, TOTAL)
  }
  return to
}
