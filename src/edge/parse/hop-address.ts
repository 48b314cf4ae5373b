import { scanAddress, scanned } from '../../lib/ip-address.ts'

const TAB = 0x09
const BLANK = 0x20
const QUOTE = 0x22
const DOT = 0x2e
const COLON = 0x3a
const SEMICOLON = 0x3b
const EQUALS = 0x3d
const OPEN = 0x5b
const BACKSLASH = 0x5c
const CLOSE = 0x5d
const UNDERSCORE = 0x5f
/** Digits of a port. */
const LONGEST_PORT = 5
const LONGEST_HIDDEN_PORT = 64

export function isBlank(byte: number): boolean {
  return byte === BLANK || byte === TAB
}

/**
 * Scans the address of one hop into `scanned`: an address, perhaps with brackets and a port, or an element of `Forwarded`
 * (RFC 7239), which has an equals sign. False for `unknown`, hidden names (`_x`) and anything else.
 */
export function scanHop(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] === EQUALS) return scanElement(bytes, start, end)
  return scanNode(bytes, start, end)
}

/** `for=192.0.2.60;proto=http`: pairs in any order, `for` exactly once. */
function scanElement(bytes: Uint8Array, start: number, end: number): boolean {
  let found = false
  let nodeStart = 0
  let nodeEnd = 0
  let at = start
  while (at < end) {
    while (at < end && isBlank(bytes[at]!)) at++
    const name = at
    while (at < end && bytes[at] !== EQUALS && bytes[at] !== SEMICOLON) at++
    if (at >= end || bytes[at] !== EQUALS) return false
    const isFor = isNameFor(bytes, name, at)
    at++
    const isQuoted = at < end && bytes[at] === QUOTE
    const value = isQuoted ? at + 1 : at
    at = isQuoted ? quotedEnd(bytes, value, end) : at
    if (at < 0) return false
    while (!isQuoted && at < end && bytes[at] !== SEMICOLON) at++
    const valueEnd = at
    if (isQuoted) at++
    while (at < end && isBlank(bytes[at]!)) at++
    if (at < end && bytes[at] !== SEMICOLON) return false
    at++
    if (!isFor) continue
    if (found) return false
    found = true
    nodeStart = value
    nodeEnd = valueEnd
  }
  return found && scanNode(bytes, nodeStart, nodeEnd)
}

function isNameFor(bytes: Uint8Array, start: number, end: number): boolean {
  return (
    end - start === 3 &&
    (bytes[start]! | 0x20) === 0x66 &&
    (bytes[start + 1]! | 0x20) === 0x6f &&
    (bytes[start + 2]! | 0x20) === 0x72
  )
}

/** Where the quote stands that closes the text from `from` on, -1 if nowhere. */
function quotedEnd(bytes: Uint8Array, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    if (bytes[at] === QUOTE) return at
    if (bytes[at] === BACKSLASH) at++
  }
  return -1
}

/** `192.0.2.1`, `192.0.2.1:443`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:443`, with blanks around. */
function scanNode(bytes: Uint8Array, from: number, to: number): boolean {
  let start = from
  let end = to
  while (start < end && isBlank(bytes[start]!)) start++
  while (end > start && isBlank(bytes[end - 1]!)) end--
  if (start === end) return false
  if (bytes[start] === OPEN) {
    let close = start + 1
    while (close < end && bytes[close] !== CLOSE) close++
    if (close === end || (close + 1 < end && !isPort(bytes, close + 1, end))) return false
    // A mapped IPv4 address counts as IPv4, so brackets are told by what is in them.
    return hasColon(bytes, start + 1, close) && scanAddress(bytes, start + 1, close)
  }
  if (scanAddress(bytes, start, end)) return true
  let colon = start
  while (colon < end && bytes[colon] !== COLON) colon++
  return colon < end && isPort(bytes, colon, end) && scanAddress(bytes, start, colon) && !scanned.ipv6
}

function hasColon(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] === COLON) return true
  return false
}

/** A colon and a number, or a colon and a hidden name such as `_x`. */
function isPort(bytes: Uint8Array, start: number, end: number): boolean {
  if (bytes[start] !== COLON || end === start + 1) return false
  const isHidden = bytes[start + 1] === UNDERSCORE
  if (end - start - 1 > (isHidden ? LONGEST_HIDDEN_PORT : LONGEST_PORT)) return false
  for (let at = start + 1; at < end; at++) {
    const byte = bytes[at]!
    const lower = byte | 0x20
    const isDigit = byte >= 0x30 && byte <= 0x39
    const isOther = byte === DOT || byte === UNDERSCORE || byte === 0x2d || (lower >= 0x61 && lower <= 0x7a)
    if (!isDigit && !(isHidden && isOther)) return false
  }
  return true
}
