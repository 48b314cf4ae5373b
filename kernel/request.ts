// AssemblyScript. Methods and endpoints as src/edge/parse/request-field.ts reads them.
import { CLASSES, ENDPOINT, METHOD } from './layout'

const GET: i32 = 0
const POST: i32 = 1
const HEAD: i32 = 2
const PUT: i32 = 3
const DELETE: i32 = 4

const BLANK: u32 = 0x20
const SLASH: u32 = 0x2f

/** An index into METHODS for the common ones, -1 for all others. */
export function readMethod(at: usize, length: usize): i32 {
  const word = load<u32>(at)
  if (length == 3) {
    if ((word & 0xffffff) == 0x544547) return GET
    if ((word & 0xffffff) == 0x545550) return PUT
  } else if (length == 4) {
    if (word == 0x54534f50) return POST
    if (word == 0x44414548) return HEAD
  } else if (length == 6) {
    if (word == 0x454c4544 && load<u16>(at, 4) == 0x4554) return DELETE
  }
  return -1
}

/** Reads `GET /path HTTP/1.1` in [at, close) into a row; false when it is not as plain as that. */
// @ts-ignore: decorator
@inline
export function readRequest(at: usize, close: usize, row: i32): bool {
  const word = load<u32>(at)
  let method = -1
  let path = at + 5
  if (word == 0x20544547) {
    method = GET
    path = at + 4
  } else if (word == 0x54534f50) method = POST
  else if (word == 0x44414548) method = HEAD
  else if (word == 0x20545550) {
    method = PUT
    path = at + 4
  } else if (word == 0x454c4544 && load<u16>(at, 4) == 0x4554) {
    method = DELETE
    path = at + 7
  }
  const version = close - 9
  if (method < 0 || version <= path || load<u8>(path - 1) != BLANK || load<u8>(path) != SLASH) return false
  if (load<u8>(version) != BLANK || load<u8>(version, 1) != 0x48 || load<u8>(version, 5) != SLASH) return false
  store<u8>(METHOD + row, <u8>method)
  store<u32>(ENDPOINT + (row << 2), hashEndpoint(path, version))
  return true
}

const DIGIT: u32 = 1
const HEX_LETTER: u32 = 2
const LETTER: u32 = 8
const BREAK: u32 = 16

// As in src/edge/parse/request-field.ts.
const BASIS: u32 = 0x811c9dc5
const STEP: u32 = 0x01000193
const SPREAD: u32 = 0x9e3779b1
const ID_MARK: u32 = 0x3a6e

// @ts-ignore: decorator
@inline
function take(hash: u32, word: u32): u32 {
  const product = (hash ^ word) * SPREAD
  return product ^ (product >>> 15)
}

/** Of a path that begins with a slash. */
export function hashEndpoint(start: usize, end: usize): u32 {
  let hash = BASIS
  let at = start
  do {
    hash = (hash ^ SLASH) * STEP
    at++
    const block = v128.load(at)
    const breaks = v128.or(
      i8x16.eq(block, i8x16.splat(0x2f)),
      v128.or(i8x16.eq(block, i8x16.splat(0x3f)), i8x16.eq(block, i8x16.splat(0x23))),
    )
    let stop = at + ctz(i8x16.bitmask(breaks) | 0x10000)
    if (stop > end) stop = end
    if (stop == at + 16) {
      hash = hashLong(hash, at, end)
      at = longEnd
    } else if (isShortId(block, <u32>(stop - at))) {
      hash = (hash ^ ID_MARK) * STEP
      at = stop
    } else {
      for (; at + 4 <= stop; at += 4) hash = take(hash, load<u32>(at))
      if (at < stop) hash = take(hash, load<u32>(at) & ((1 << (<u32>(stop - at) << 3)) - 1))
      at = stop
    }
  } while (at < end && load<u8>(at) == SLASH)
  const spread = (hash ^ (hash >>> 15)) * 0x2c1b3c6d
  const mixed = spread ^ (spread >>> 13)
  return mixed == 0 ? 1 : mixed
}

/** Whether the first `length` bytes of the block, fewer than 16, are an id. */
// @ts-ignore: decorator
@inline
function isShortId(block: v128, length: u32): bool {
  const all: u32 = (1 << length) - 1
  const digits = <u32>i8x16.bitmask(i8x16.lt_u(i8x16.sub(block, i8x16.splat(0x30)), i8x16.splat(10))) & all
  if (digits == 0 ? length < 8 : digits == all) return digits != 0
  if ((digits & (digits >>> 1) & (digits >>> 2) & (digits >>> 3) & (digits >>> 4)) != 0) return true
  if (length < 8) return false
  const lower = v128.or(block, i8x16.splat(0x20))
  const letters = <u32>i8x16.bitmask(i8x16.lt_u(i8x16.sub(lower, i8x16.splat(0x61)), i8x16.splat(6))) & all
  return (digits | letters) == all
}

/** Where the segment that `hashLong` took in ended. */
let longEnd: usize = 0

/** Takes a segment of any length into the hash. */
function hashLong(before: u32, segment: usize, end: usize): u32 {
  let hash = before
  let kinds: u32 = 0
  let run: u32 = 0
  let longest: u32 = 0
  let at = segment
  let word: u32 = 0
  let shift: u32 = 0
  for (; at < end; at++) {
    const byte: u32 = load<u8>(at)
    const kind: u32 = load<u8>(CLASSES + byte)
    if (kind == BREAK) break
    word |= byte << shift
    shift += 8
    if (shift == 32) {
      hash = take(hash, word)
      word = 0
      shift = 0
    }
    kinds |= kind
    run = kind == DIGIT ? run + 1 : 0
    if (run > longest) longest = run
  }
  longEnd = at
  if (shift > 0) hash = take(hash, word)
  return isId(kinds, longest, <u32>(at - segment)) ? (before ^ ID_MARK) * STEP : hash
}

// @ts-ignore: decorator
@inline
function isId(kinds: u32, longest: u32, length: u32): bool {
  if (longest == 0) return kinds == HEX_LETTER && length >= 8
  if (kinds == DIGIT || longest >= 5) return true
  if ((kinds & ~(DIGIT | HEX_LETTER)) == 0) return length >= 8
  return length == 36 && (kinds & LETTER) == 0
}
