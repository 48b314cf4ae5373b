import { METHODS, type RecordBatch } from '../../domain/record-batch.ts'

const GET = METHODS.indexOf('GET')
const POST = METHODS.indexOf('POST')
const HEAD = METHODS.indexOf('HEAD')
const PUT = METHODS.indexOf('PUT')
const DELETE = METHODS.indexOf('DELETE')
const WEBDAV = METHODS.indexOf('WebDAV')
/** The class of methods that have no class of their own. */
export const OTHER_METHOD = METHODS.indexOf('other')

/** Methods of WebDAV and its extensions (RFC 4918, 3253, 3648, 3744, 4437, 4791, 5323, 5842). */
const WEBDAV_METHODS = [
  ...['PROPFIND', 'PROPPATCH', 'MKCOL', 'COPY', 'MOVE', 'LOCK', 'UNLOCK', 'REPORT', 'SEARCH', 'ACL', 'BIND', 'UNBIND'],
  ...['REBIND', 'CHECKIN', 'CHECKOUT', 'UNCHECKOUT', 'MERGE', 'MKACTIVITY', 'MKWORKSPACE', 'MKCALENDAR', 'UPDATE'],
  ...['LABEL', 'VERSION-CONTROL', 'BASELINE-CONTROL', 'ORDERPATCH', 'MKREDIRECTREF', 'UPDATEREDIRECTREF'],
].map((name) => Buffer.from(name))

/** `GET ` and so on as four bytes, the first lowest. */
const GET_WORD = 0x20544547
const PUT_WORD = 0x20545550
const POST_WORD = 0x54534f50
const HEAD_WORD = 0x44414548
const DELETE_NAME = Buffer.from('DELETE')

/** An index into METHODS; the name is case-sensitive (RFC 9110, 9.1). */
export function readMethod(bytes: Buffer, start: number, end: number): number {
  const length = end - start
  if (length === 3) {
    const word = bytes[start]! | (bytes[start + 1]! << 8) | (bytes[start + 2]! << 16) | 0x20000000
    if (word === GET_WORD) return GET
    if (word === PUT_WORD) return PUT
  } else if (length === 4) {
    const word = bytes[start]! | (bytes[start + 1]! << 8) | (bytes[start + 2]! << 16) | (bytes[start + 3]! << 24)
    if (word === POST_WORD) return POST
    if (word === HEAD_WORD) return HEAD
  } else if (length === 6 && DELETE_NAME.compare(bytes, start, end) === 0) return DELETE
  for (const name of WEBDAV_METHODS) {
    if (name.length === length && name.compare(bytes, start, end) === 0) return WEBDAV
  }
  return OTHER_METHOD
}

const DIGIT = 1
const HEX_LETTER = 2
const DASH = 4
const LETTER = 8
const BREAK = 16
/** The class of each byte of a path. */
export const PATH_CLASSES = Uint8Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte)
  if (/[0-9]/.test(character)) return DIGIT
  if (/[a-f]/i.test(character)) return HEX_LETTER
  if (character === '-') return DASH
  return /[/?#]/.test(character) ? BREAK : LETTER
})

const SLASH = 0x2f
const BASIS = 0x811c9dc5 | 0
const STEP = 0x01000193
const SPREAD = 0x9e3779b1
const ID_MARK = 0x3a6e
/** So many digits in a row are an id, whatever stands around them. */
const LONG_RUN = 5
const HASH_LENGTH = 8
const UUID_LENGTH = 36

/**
 * Unseeded uint32 hash of the path, four bytes a step: up to `?` or `#`, absolute URLs reduced to their path. Segments that are all digits,
 * hex of 8 or more characters, a UUID, or hold 5 digits in a row count as one and the same id. Never 0 but for an empty text.
 */
export function hashEndpoint(bytes: Buffer, start: number, end: number): number {
  if (start >= end) return 0
  let hash = BASIS
  let at = bytes[start] === SLASH ? start : pathStart(bytes, start, end)
  if (at === end || PATH_CLASSES[bytes[at]!] === BREAK) {
    hash = Math.imul(hash ^ SLASH, STEP) // `https://host` and `?query` have the path `/`
    if (bytes[at] === SLASH) at++
  }
  for (;;) {
    const before = hash
    const segment = at
    let kinds = 0
    let run = 0
    let longest = 0
    let word = 0
    let shift = 0
    for (; at < end; at++) {
      const byte = bytes[at]!
      const kind = PATH_CLASSES[byte]!
      if (kind === BREAK) break
      word |= byte << shift
      shift += 8
      if (shift === 32) {
        hash = take(hash, word)
        word = 0
        shift = 0
      }
      kinds |= kind
      if (kind !== DIGIT) run = 0
      else if (++run > longest) longest = run
    }
    if (shift > 0) hash = take(hash, word)
    if (isId(kinds, longest, at - segment)) hash = Math.imul(before ^ ID_MARK, STEP)
    if (at >= end || bytes[at] !== SLASH) return mixed(hash)
    hash = Math.imul(hash ^ SLASH, STEP)
    at++
  }
}

function isId(kinds: number, longest: number, length: number): boolean {
  if (longest === 0) return kinds === HEX_LETTER && length >= HASH_LENGTH
  if (kinds === DIGIT || longest >= LONG_RUN) return true
  if ((kinds & ~(DIGIT | HEX_LETTER)) === 0) return length >= HASH_LENGTH
  return length === UUID_LENGTH && (kinds & LETTER) === 0
}

/** Where the path of `scheme://host/path` begins (`end` when it has none); `start` for all that is no absolute URL. */
function pathStart(bytes: Buffer, start: number, end: number): number {
  let at = start
  while (at < end && (PATH_CLASSES[bytes[at]!]! & (HEX_LETTER | LETTER)) !== 0 && bytes[at] !== 0x3a) at++
  if (at === start || at + 2 >= end || bytes[at] !== 0x3a || bytes[at + 1] !== 0x2f || bytes[at + 2] !== 0x2f)
    return start
  at += 3
  while (at < end && PATH_CLASSES[bytes[at]!] !== BREAK) at++
  return at
}

/** Four bytes of a segment, the first lowest; what is left of its last ones are zeros. */
function take(hash: number, word: number): number {
  const product = Math.imul(hash ^ word, SPREAD)
  return product ^ (product >>> 15)
}

/** The last step leaves a mark in the low bits alone: spread it. */
function mixed(hash: number): number {
  const spread = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return (spread ^ (spread >>> 13)) >>> 0 || 1
}

/**
 * The whole request line, `GET /x HTTP/1.1`, into `method` and `endpoint`. Whatever is no request line, be it empty or TLS
 * bytes, is method `other`, endpoint 0.
 */
export function readRequest(bytes: Buffer, start: number, end: number, batch: RecordBatch, row: number): void {
  let blank = start
  while (blank < end && isMethodByte(bytes[blank]!)) blank++
  if (blank === start || blank >= end || bytes[blank] !== 0x20) {
    batch.method[row] = OTHER_METHOD
    batch.endpoint[row] = 0
    return
  }
  batch.method[row] = readMethod(bytes, start, blank)
  batch.endpoint[row] = hashEndpoint(bytes, blank + 1, targetEnd(bytes, blank + 1, end))
}

/** Upper-case letters and the dash. */
function isMethodByte(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || byte === 0x2d
}

/** Where the target ends: before ` HTTP/1.1`, else with the line. */
function targetEnd(bytes: Buffer, start: number, end: number): number {
  if (end - 9 >= start && bytes[end - 9] === 0x20 && bytes[end - 8] === 0x48 && bytes[end - 4] === 0x2f) return end - 9
  for (let at = end - 1; at >= start; at--) {
    if (bytes[at] === 0x20) return bytes[at + 1] === 0x48 && bytes[at + 5] === 0x2f ? at : end
  }
  return end
}
