/** Whom a request comes from: an IPv4 address (high = 0) or an IPv6 /64 (its upper 64 bits). */
export interface SourceKey {
  readonly kind: 4 | 6
  readonly high: number
  readonly low: number
  /** A network of many sources, a /24 or a /48, the bits behind it zero; left out for a single source. */
  readonly bits?: 24 | 48
}

/** Canonical text: `203.0.113.10`, or a prefix such as `2001:db8:bad:1::/64` (RFC 5952). */
export type SourceText = string

/** The /24 of an IPv4 source, the /48 of an IPv6 one. */
export function networkOf({ kind, high, low }: SourceKey): SourceKey {
  return kind === 4
    ? { kind, high, low: (low & 0xffffff00) >>> 0, bits: 24 }
    : { kind, high, low: (low & 0xffff0000) >>> 0, bits: 48 }
}

/** A number that all sources of a /24 or /48, and the network itself, have in common within their kind. */
export function networkNumber({ kind, high, low }: SourceKey): number {
  return kind === 4 ? low >>> 8 : high * 0x10000 + (low >>> 16)
}
