import { formatAddress, parseAddress } from '../lib/ip-address.ts'
import type { SourceKey, SourceText } from './source.ts'

/** IPv6 /48s of global addresses (2000::/3) lie far above; /24s of IPv4 below. */
const FIRST_IPV6 = 2 ** 24

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

/** The source of all that such a prefix holds, from its text; null for any other text. */
export function prefixSource(text: string): SourceKey | null {
  const [address = '', bits] = text.split('/')
  const parsed = parseAddress(address)
  if (parsed === null || (bits !== '24' && bits !== '48')) return null
  const { kind, high, low } = parsed
  return { kind, high, low, bits: bits === '24' ? 24 : 48 }
}

/** Whether a ban of `banned`, a source or a /24 or /48, covers the source of this text. */
export function coversSource(banned: SourceText, source: SourceText): boolean {
  if (banned === source) return true
  const network = prefixSource(banned)
  const parsed = network && parseAddress(source.split('/')[0]!)
  return network !== null && parsed !== null && parsed.kind === network.kind && prefixOf(parsed) === prefixOf(network)
}
