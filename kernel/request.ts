// AssemblyScript. Methods and endpoints as src/edge/parse/request-field.ts reads them.
import { CLASSES, ENDPOINT, METHOD, METHOD_TABLE } from './layout'

const SLASH: u32 = 0x2f

// The common methods, each at the place that its first three letters are hashed to: what a request with it begins with, up to the slash of
// its path, and which bytes of eight that is; its name, as a word; then its index in METHODS and how long its name is.
const PLACE: u32 = 5
const MASK: usize = 8
const NAME: usize = 16
const INDEX: usize = 24
const LENGTH: usize = 25
for (let place = METHOD_TABLE; place < METHOD_TABLE + 256; place += 32) {
  // Of no method: nothing is like it.
  store<u64>(place, ~(<u64>0))
  store<u8>(place, 0xff, LENGTH)
}
method(0, 0x544547, 3)
method(1, 0x54534f50, 4)
method(2, 0x44414548, 4)
method(3, 0x545550, 3)
method(4, 0x4554454c4544, 6)

function method(index: u8, name: u64, length: u8): void {
  const bits: u64 = <u64>length << 3
  const at = placeOf(<u32>name)
  store<u64>(at, name | (<u64>0x2f20 << bits))
  store<u64>(at, bits == 48 ? ~(<u64>0) : ((<u64>1) << (bits + 16)) - 1, MASK)
  store<u64>(at, name, NAME)
  store<u8>(at, index, INDEX)
  store<u8>(at, length, LENGTH)
}

// @ts-ignore: decorator
@inline
function placeOf(word: u32): usize {
  return METHOD_TABLE + <usize>((((word & 0xffffff) * 0x2c05) >>> 29) << PLACE)
}

/** An index into METHODS for the common ones, -1 for all others. */
export function readMethod(at: usize, length: usize): i32 {
  const place = placeOf(load<u32>(at))
  if (length != load<u8>(place, LENGTH)) return -1
  const name = load<u64>(at) & (((<u64>1) << (<u64>length << 3)) - 1)
  return name == load<u64>(place, NAME) ? load<u8>(place, INDEX) : -1
}

/** ` H` and the slash behind `HTTP`, and which bytes of eight they are. */
const VERSION: u64 = 0x2f0000004820
const VERSION_MASK: u64 = 0xff000000ffff

/** Reads `GET /path HTTP/1.1` in [at, close) into a row; false when it is not as plain as that. */
// @ts-ignore: decorator
@inline
export function readRequest(at: usize, close: usize, row: i32): bool {
  const place = placeOf(load<u32>(at))
  const path = at + load<u8>(place, LENGTH) + 1
  const version = close - 9
  if ((load<u64>(at) & load<u64>(place, MASK)) != load<u64>(place) || version <= path) return false
  if ((load<u64>(version) & VERSION_MASK) != VERSION) return false
  store<u8>(METHOD + row, load<u8>(place, INDEX))
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
