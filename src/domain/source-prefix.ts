import { formatAddress } from '../lib/ip-address.ts'
import type { SourceKey } from './source.ts'

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
