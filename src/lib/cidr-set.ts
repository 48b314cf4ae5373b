import ipaddr from 'ipaddr.js'
import { parseAddress } from './ip-address.ts'

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

/** Strict: no leading zeros, zones, or bits behind the prefix; mapped IPv4 is IPv4. Throws a plain Error that says what is wrong. */
export function parseCidr(text: string): { kind: 4 | 6; first: bigint; last: bigint; bits: number } {
  const [address = '', prefix, more] = text.split('/')
  if (more !== undefined || parseAddress(address) === null) throw new Error(`"${text}" is not an IP address or CIDR`)
  const quad = !address.includes(':')
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
  /** By kind: apart from each other and ascending. */
  readonly #ranges: Readonly<Record<4 | 6, readonly Range[]>>

  /** Throws a plain Error when an entry is no address or CIDR. */
  constructor(entries: readonly CidrEntry[]) {
    const ranges = entries.map((entry): Range => ({ ...entry, ...parseCidr(entry.cidr) }))
    this.#ranges = {
      4: widest(ranges.filter(({ kind }) => kind === 4)),
      6: widest(ranges.filter(({ kind }) => kind === 6)),
    }
  }

  /**
   * An entry that shares an address with the source, or undefined: of those that lie within each other the widest, of
   * equal ones the first listed, of several apart in one /64 the lowest. O(log n).
   */
  touching(source: SourceLike): CidrEntry | undefined {
    const first = source.kind === 4 ? BigInt(source.low) : ((BigInt(source.high) << 32n) | BigInt(source.low)) << 64n
    const last = source.kind === 4 ? first : first | ((1n << 64n) - 1n)
    const ranges = this.#ranges[source.kind]
    let low = 0
    let high = ranges.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (ranges[middle]!.last < first) low = middle + 1
      else high = middle
    }
    const found = ranges[low]
    return found !== undefined && found.first <= last ? found : undefined
  }
}

/** Drops ranges that lie within another: two CIDRs either do or have no address in common. */
function widest(ranges: readonly Range[]): Range[] {
  const ascending = [...ranges].sort((a, b) => compare(a.first, b.first) || compare(b.last, a.last))
  const kept: Range[] = []
  for (const range of ascending) {
    const before = kept.at(-1)
    if (before === undefined || range.first > before.last) kept.push(range)
  }
  return kept
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}
