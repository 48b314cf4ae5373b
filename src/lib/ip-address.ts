/** An address of 128 bits in four words. IPv4 is kind 4 with high 0 and low the address; host words are 0. */
export interface IpAddress {
  readonly kind: 4 | 6
  /** Upper 64 bits of an IPv6 address; (0, address) of an IPv4 one. */
  readonly high: number
  readonly low: number
  /** Lower 64 bits of an IPv6 address. */
  readonly hostHigh: number
  readonly hostLow: number
}

const DOT = 0x2e
const COLON = 0x3a
/** Where `scanAddress` puts its answer: one address at a time, no allocation. */
export const scanned = { ipv6: false, high: 0, low: 0, hostHigh: 0, hostLow: 0 }
const groups = new Uint16Array(8)

/**
 * Reads [start, end) as a dotted quad without leading zeros or as RFC 4291 IPv6 text (no zone, port, brackets), into
 * `scanned`. IPv4-mapped IPv6 is the IPv4. False when it is neither.
 */
export function scanAddress(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start
  if (length < 2 || length > 45) return false
  const quad = length >= 7 && length <= 15 ? scanQuad(bytes, start, end) : -1
  if (quad >= 0) {
    scanned.ipv6 = false
    scanned.high = 0
    scanned.low = quad
    scanned.hostHigh = 0
    scanned.hostLow = 0
    return true
  }
  return scanGroups(bytes, start, end)
}

/** The quad as an unsigned 32-bit number, -1 if it is none. */
function scanQuad(bytes: Uint8Array, start: number, end: number): number {
  let address = 0
  let part = 0
  let digits = 0
  let dots = 0
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!
    if (byte === DOT) {
      if (digits === 0 || dots === 3) return -1
      address = address * 256 + part
      part = 0
      digits = 0
      dots++
      continue
    }
    const digit = byte - 0x30
    if (digit < 0 || digit > 9 || (digits > 0 && part === 0)) return -1
    part = part * 10 + digit
    digits++
    if (part > 255) return -1
  }
  return dots === 3 && digits > 0 ? address * 256 + part : -1
}

function hexValue(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const lower = byte | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}

function scanGroups(bytes: Uint8Array, start: number, end: number): boolean {
  let count = 0
  let gap = -1
  let at = start
  if (bytes[at] === COLON) {
    if (bytes[at + 1] !== COLON) return false
    gap = 0
    at += 2
  }
  while (at < end) {
    if (count === 8) return false
    let value = 0
    let digits = 0
    let digit = 0
    while (at + digits < end && digits < 5) {
      digit = hexValue(bytes[at + digits]!)
      if (digit < 0) break
      value = value * 16 + digit
      digits++
    }
    if (at + digits < end && bytes[at + digits] === DOT) {
      const quad = count <= 6 ? scanQuad(bytes, at, end) : -1
      if (quad < 0) return false
      groups[count++] = quad >>> 16
      groups[count++] = quad & 0xffff
      at = end
      break
    }
    if (digits === 0 || digits > 4) return false
    groups[count++] = value
    at += digits
    if (at === end) break
    if (bytes[at] !== COLON) return false
    at++
    if (at < end && bytes[at] === COLON) {
      if (gap >= 0) return false
      gap = count
      at++
    } else if (at === end) return false
  }
  if (gap < 0 ? count !== 8 : count > 7) return false
  if (gap >= 0) {
    const tail = count - gap
    for (let i = 1; i <= tail; i++) groups[8 - i] = groups[count - i]!
    for (let i = gap; i < 8 - tail; i++) groups[i] = 0
  }
  store()
  return true
}

function store(): void {
  const high = ((groups[0]! << 16) | groups[1]!) >>> 0
  const low = ((groups[2]! << 16) | groups[3]!) >>> 0
  const hostHigh = ((groups[4]! << 16) | groups[5]!) >>> 0
  const hostLow = ((groups[6]! << 16) | groups[7]!) >>> 0
  const mapped = high === 0 && low === 0 && hostHigh === 0xffff
  scanned.ipv6 = !mapped
  scanned.high = mapped ? 0 : high
  scanned.low = mapped ? hostLow : low
  scanned.hostHigh = mapped ? 0 : hostHigh
  scanned.hostLow = mapped ? 0 : hostLow
}

/** The address that `text` is exactly, by the rules of `scanAddress`; null when it is none. */
export function parseAddress(text: string): IpAddress | null {
  if (text.length > 45 || !scanAddress(Buffer.from(text, 'latin1'), 0, text.length)) return null
  const { ipv6, high, low, hostHigh, hostLow } = scanned
  return { kind: ipv6 ? 6 : 4, high, low, hostHigh, hostLow }
}

/** `203.0.113.10`, or the /64 as `2001:db8:bad:1::/64` (RFC 5952). */
export function formatSource(kind: 4 | 6, high: number, low: number, bits?: number): string {
  if (bits !== undefined) return `${formatAddress(kind, high, low, 0, 0)}/${bits}`
  return kind === 4 ? formatQuad(low) : `${formatAddress(6, high, low, 0, 0)}/64`
}

/** All 128 bits as RFC 5952 text; IPv4 as a dotted quad. */
export function formatAddress(kind: 4 | 6, high: number, low: number, hostHigh: number, hostLow: number): string {
  if (kind === 4) return formatQuad(low)
  const words = [high, low, hostHigh, hostLow].flatMap((word) => [word >>> 16, word & 0xffff])
  let best = -1
  let longest = 1
  for (let from = 0; from < 8; from++) {
    let to = from
    while (to < 8 && words[to] === 0) to++
    if (to - from > longest) {
      best = from
      longest = to - from
    }
  }
  const hex = (part: readonly number[]) => part.map((word) => word.toString(16)).join(':')
  return best < 0 ? hex(words) : `${hex(words.slice(0, best))}::${hex(words.slice(best + longest))}`
}

function formatQuad(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`
}
