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
  let blank = at + 3
  while (blank < close && load<u8>(blank) != BLANK) blank++
  const path = blank + 1
  const version = close - 9
  if (version <= path || load<u8>(path) != SLASH || load<u8>(version) != BLANK) return false
  if (load<u8>(version, 1) != 0x48 || load<u8>(version, 5) != SLASH) return false
  const method = readMethod(at, blank - at)
  if (method < 0) return false
  store<u8>(METHOD + row, <u8>method)
  store<u32>(ENDPOINT + (row << 2), hashEndpoint(path, version))
  return true
}

const DIGIT: u32 = 1
const HEX_LETTER: u32 = 2
const LETTER: u32 = 8
const BREAK: u32 = 16

const FNV_BASIS: u32 = 0x811c9dc5
const FNV_PRIME: u32 = 0x01000193
const ID_MARK: u32 = 0x3a6e

/** Of a path that begins with a slash. */
export function hashEndpoint(start: usize, end: usize): u32 {
  let hash = (FNV_BASIS ^ SLASH) * FNV_PRIME
  let at = start + 1
  for (;;) {
    const before = hash
    const segment = at
    let kinds: u32 = 0
    let run: u32 = 0
    let longest: u32 = 0
    for (; at < end; at++) {
      const byte: u32 = load<u8>(at)
      const kind: u32 = load<u8>(CLASSES + byte)
      if (kind == BREAK) break
      hash = (hash ^ byte) * FNV_PRIME
      kinds |= kind
      run = kind == DIGIT ? run + 1 : 0
      if (run > longest) longest = run
    }
    if (isId(kinds, longest, <u32>(at - segment))) hash = (before ^ ID_MARK) * FNV_PRIME
    if (at >= end || load<u8>(at) != SLASH) break
    hash = (hash ^ SLASH) * FNV_PRIME
    at++
  }
  const spread = (hash ^ (hash >>> 15)) * 0x2c1b3c6d
  const mixed = spread ^ (spread >>> 13)
  return mixed == 0 ? 1 : mixed
}

// @ts-ignore: decorator
@inline
function isId(kinds: u32, longest: u32, length: u32): bool {
  if (longest == 0) return kinds == HEX_LETTER && length >= 8
  if (kinds == DIGIT || longest >= 5) return true
  if ((kinds & ~(DIGIT | HEX_LETTER)) == 0) return length >= 8
  return length == 36 && (kinds & LETTER) == 0
}
