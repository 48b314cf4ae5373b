/** Whom a request comes from: an IPv4 address (high = 0) or an IPv6 /64 (its upper 64 bits). */
export interface SourceKey {
  readonly kind: 4 | 6
  readonly high: number
  readonly low: number
  /** Length of the prefix of a network of many sources, 24 … 31 or 48 … 63, the bits behind it zero; left out for a single source. */
  readonly bits?: number
}

/** Canonical text: `203.0.113.10`, or a prefix such as `2001:db8:bad:1::/64` (RFC 5952). */
export type SourceText = string
