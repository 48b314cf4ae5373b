import ipaddr from 'ipaddr.js'

/** A source or any block of addresses: IPv4 is (0, address); IPv6 goes by its upper 64 bits. */
export interface SourceLike {
  readonly kind: 4 | 6
  readonly high: number
  readonly low: number
}

/** A range of addresses with the list it stands in, for explanations. */
export interface CidrEntry {
  readonly cidr: string
  readonly list: string
}

interface Range extends CidrEntry {
  readonly kind: 4 | 6
  readonly first: bigint
  readonly last: bigint
}

/** Throws a plain Error that says what is wrong with `text` as an address or CIDR. */
export function parseCidr(text: string): { kind: 4 | 6; first: bigint; last: bigint; bits: number } {
  const [address = '', prefix, more] = text.split('/')
  const quad = /^\d+\.\d+\.\d+\.\d+$/.test(address)
  if (
    more !== undefined ||
    !(quad
      ? ipaddr.IPv4.isValidFourPartDecimal(address) && !/(^|\.)0\d/.test(address)
      : ipaddr.IPv6.isValid(address) && !address.includes('%'))
  ) {
    throw new Error(`"${text}" is not an IP address or CIDR`)
  }
  if (prefix !== undefined && !/^(0|[1-9]\d{0,2})$/.test(prefix))
    throw new Error(`"${text}" has no valid prefix length`)
  let ip: ipaddr.IPv4 | ipaddr.IPv6 = quad ? ipaddr.IPv4.parse(address) : ipaddr.IPv6.parse(address)
  const width = quad ? 32 : 128
  let bits = prefix === undefined ? width : Number(prefix)
  if (bits > width) throw new Error(`"${text}" has a prefix length over ${width}`)
  if (ip instanceof ipaddr.IPv6 && ip.isIPv4MappedAddress() && bits >= 96) {
    ip = ip.toIPv4Address()
    bits -= 96
  }
  const kind = ip.kind() === 'ipv4' ? 4 : 6
  const total = kind === 4 ? 32 : 128
  const value = ip.toByteArray().reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
  const hosts = (1n << BigInt(total - bits)) - 1n
  if ((value & hosts) !== 0n)
    throw new Error(`"${text}" has bits set behind its prefix; write the network's first address`)
  return { kind, first: value, last: value | hosts, bits }
}

/** Ranges of addresses, asked whether a source touches one: a /64 that holds one listed address is touched as a whole. */
export class CidrSet {
  readonly #ranges: readonly Range[]

  constructor(entries: readonly CidrEntry[]) {
    this.#ranges = entries.map((entry) => ({ ...entry, ...parseCidr(entry.cidr) }))
  }

  /** The first entry that shares an address with the source, or undefined. Costs one compare an entry: not for the hot path. */
  touching(source: SourceLike): CidrEntry | undefined {
    const first = source.kind === 4 ? BigInt(source.low) : ((BigInt(source.high) << 32n) | BigInt(source.low)) << 64n
    const last = source.kind === 4 ? first : first | ((1n << 64n) - 1n)
    return this.#ranges.find((range) => range.kind === source.kind && range.first <= last && range.last >= first)
  }
}
