import { formatAddress, parseAddress } from '../lib/ip-address.ts'
import type { SourceKey, SourceText } from './source.ts'

/** IPv6 /48s of global addresses (2000::/3) lie far above; /24s of IPv4 below. */
const FIRST_IPV6 = 2 ** 24
/** No ban is wider. */
const WIDEST = { 4: 24, 6: 48 } as const
/** That of a single source. */
const NARROWEST = { 4: 32, 6: 64 } as const

/** The /24 or /48 of a source as one number: the upper 24 or 48 bits of its address. Sources of one prefix have the same. */
export function prefixOf({ kind, high, low }: SourceKey): number {
  return kind === 4 ? low >>> 8 : (high >>> 0) * 0x10000 + (low >>> 16)
}

/** `203.0.113.0/24` or `2001:db8:bad::/48`. */
export function prefixText(prefix: number): string {
  if (prefix < FIRST_IPV6) return `${formatAddress(4, 0, prefix * 256, 0, 0)}/24`
  return `${formatAddress(6, Math.floor(prefix / 0x10000), (prefix % 0x10000) * 0x10000, 0, 0)}/48`
}

export function isIpv6Prefix(prefix: number): boolean {
  return prefix >= FIRST_IPV6
}

/** The lower word of a source's key without the bits behind a prefix of `bits`, 1 … 32 of IPv4 or 33 … 64 of IPv6. */
export function networkLow(kind: 4 | 6, low: number, bits: number): number {
  return (low & (-1 << (NARROWEST[kind] - bits))) >>> 0
}

/** The source of all that such a network holds, from its text: /24 … /31 or /48 … /63 without bits behind; null for any other text. */
export function prefixSource(text: string): SourceKey | null {
  const [address = '', length, more] = text.split('/')
  const parsed = parseAddress(address)
  if (parsed === null || more !== undefined || !/^\d\d$/.test(length ?? '')) return null
  const { kind, high, low, hostHigh, hostLow } = parsed
  const bits = Number(length)
  if (bits < WIDEST[kind] || bits >= NARROWEST[kind] || (kind === 6 && (hostHigh | hostLow) !== 0)) return null
  return networkLow(kind, low, bits) === low ? { kind, high, low, bits } : null
}

/**
 * What a person means by an address or a network that is to be banned: an IPv6 address is one source with its /64, as everywhere. Throws a
 * plain Error that says what is wrong and what can be written.
 */
export function parseBannable(text: string): SourceKey {
  const [address = '', length, more] = text.split('/')
  const parsed = parseAddress(address)
  if (parsed === null || more !== undefined)
    throw new Error(`"${text}" is no address; write one such as 203.0.113.7, or a network such as 203.0.113.0/24`)
  const { kind, high, low, hostHigh, hostLow } = parsed
  const full = kind === 4 ? 32 : 128
  const bits = length === undefined ? full : /^(0|[1-9]\d{0,2})$/.test(length) ? Number(length) : Number.NaN
  if (bits === full) return { kind, high, low }
  if (!(bits >= WIDEST[kind] && bits <= NARROWEST[kind]))
    throw new Error(
      `"${text}" cannot be banned: an IPv4 network can be /24 to /32, an IPv6 one /48 to /64, and a single IPv6 address is banned with its /64`,
    )
  const first = networkLow(kind, low, bits)
  if (first !== low || (kind === 6 && (hostHigh | hostLow) !== 0))
    throw new Error(`"${text}" has bits set behind its prefix; write ${formatAddress(kind, high, first, 0, 0)}/${bits}`)
  return bits === NARROWEST[kind] ? { kind, high, low } : { kind, high, low, bits }
}

/** Whether a ban of `banned`, a source or a network, covers the source or the whole network of this text. */
export function coversSource(banned: SourceText, source: SourceText): boolean {
  if (banned === source) return true
  const network = prefixSource(banned)
  const [address, length] = source.split('/')
  const parsed = network && parseAddress(address!)
  if (network !== null && length !== undefined && Number(length) < network.bits!) return false
  if (network === null || parsed === null || parsed.kind !== network.kind || parsed.high !== network.high) return false
  return networkLow(parsed.kind, parsed.low, network.bits!) === network.low
}
