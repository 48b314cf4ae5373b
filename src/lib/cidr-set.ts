import { formatAddress, type IpAddress, parseAddress } from './ip-address.ts'

/** A source or any block of addresses: IPv4 is (0, address); IPv6 goes by its upper 64 bits. */
export interface SourceLike {
  readonly kind: 4 | 6
  readonly high: number
  readonly low: number
  /** Length of the prefix of a block; left out: 32 for IPv4, 64 for IPv6. */
  readonly bits?: number
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
  const ip = parseAddress(address)
  if (more !== undefined || ip === null) throw new Error(`"${text}" is not an IP address or CIDR`)
  if (prefix !== undefined && !/^(0|[1-9]\d{0,2})$/.test(prefix))
    throw new Error(`"${text}" has no valid prefix length`)
  const width = address.includes(':') ? 128 : 32
  const length = prefix === undefined ? width : Number(prefix)
  if (length > width) throw new Error(`"${text}" has a prefix length over ${width}`)
  const isMapped = ip.kind === 4 && width === 128
  const kind = ip.kind === 4 && (!isMapped || length >= 96) ? 4 : 6
  const bits = isMapped && kind === 4 ? length - 96 : length
  const value = kind === 4 ? BigInt(ip.low) : isMapped ? 0xffff_0000_0000n | BigInt(ip.low) : wordsOf(ip)
  const hosts = (1n << BigInt((kind === 4 ? 32 : 128) - bits)) - 1n
  if ((value & hosts) !== 0n)
    throw new Error(`"${text}" has bits set behind its prefix; write the network's first address`)
  return { kind, first: value, last: value | hosts, bits }
}

/** The one way to write what `parseCidr` reads: RFC 5952, the length always said, mapped IPv4 as IPv4. Throws as that does. */
export function canonicalCidr(text: string): string {
  const { kind, first, bits } = parseCidr(text)
  if (kind === 4) return `${formatAddress(4, 0, Number(first), 0, 0)}/${bits}`
  const word = (index: number) => Number((first >> BigInt(96 - 32 * index)) & 0xffffffffn)
  return `${formatAddress(6, word(0), word(1), word(2), word(3))}/${bits}`
}

function wordsOf(ip: IpAddress): bigint {
  return [ip.high, ip.low, ip.hostHigh, ip.hostLow].reduce((sum, word) => (sum << 32n) | BigInt(word), 0n)
}

/** Ranges of addresses, asked whether a source touches one: a /64 that holds one listed address is touched as a whole. */
export class CidrSet {
  /** By kind: apart from each other and ascending. */
  readonly #ranges: Readonly<Record<4 | 6, readonly Range[]>>
  /** The same, eight words a range: its first address, then its last. */
  readonly #words: Readonly<Record<4 | 6, Uint32Array>>

  /** Throws a plain Error when an entry is no address or CIDR. */
  constructor(entries: readonly CidrEntry[]) {
    const ranges = entries.map((entry): Range => ({ ...entry, ...parseCidr(entry.cidr) }))
    this.#ranges = {
      4: widest(ranges.filter(({ kind }) => kind === 4)),
      6: widest(ranges.filter(({ kind }) => kind === 6)),
    }
    this.#words = { 4: wordsOfAll(this.#ranges[4]), 6: wordsOfAll(this.#ranges[6]) }
  }

  get isEmpty(): boolean {
    return this.#ranges[4].length + this.#ranges[6].length === 0
  }

  /** Whether one address, all 128 bits of it (IPv4: 0, the address, 0, 0), is in a range. O(log n), no allocation. */
  holds(ipv6: boolean, high: number, low: number, hostHigh: number, hostLow: number): boolean {
    const words = ipv6 ? this.#words[6] : this.#words[4]
    let from = 0
    let to = words.length >> 3
    while (from < to) {
      const middle = (from + to) >> 1
      if (isBelow(words, 8 * middle + 4, high, low, hostHigh, hostLow)) from = middle + 1
      else to = middle
    }
    if (8 * from === words.length) return false
    const at = 8 * from
    const isFirst =
      words[at] === high && words[at + 1] === low && words[at + 2] === hostHigh && words[at + 3] === hostLow
    return isFirst || isBelow(words, at, high, low, hostHigh, hostLow)
  }

  /**
   * An entry that shares an address with the source, or undefined: of those that lie within each other the widest, of
   * equal ones the first listed, of several apart in one /64 the lowest. O(log n).
   */
  touching(source: SourceLike): CidrEntry | undefined {
    const first = source.kind === 4 ? BigInt(source.low) : ((BigInt(source.high) << 32n) | BigInt(source.low)) << 64n
    const hosts = source.kind === 4 ? 32 - (source.bits ?? 32) : 128 - (source.bits ?? 64)
    const last = first | ((1n << BigInt(hosts)) - 1n)
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

/** Four words a number: IPv4 as everywhere (0, the address, 0, 0). */
function wordsOfAll(ranges: readonly Range[]): Uint32Array {
  const word = (value: bigint, index: number) => Number((value >> BigInt(96 - 32 * index)) & 0xffffffffn)
  return Uint32Array.from(
    ranges.flatMap(({ kind, first, last }) =>
      [first, last].flatMap((value) =>
        kind === 4 ? [0, Number(value), 0, 0] : [0, 1, 2, 3].map((index) => word(value, index)),
      ),
    ),
  )
}

/** Whether the address at `at` is less than the one given. */
function isBelow(
  words: Uint32Array,
  at: number,
  high: number,
  low: number,
  hostHigh: number,
  hostLow: number,
): boolean {
  if (words[at]! !== high) return words[at]! < high
  if (words[at + 1]! !== low) return words[at + 1]! < low
  if (words[at + 2]! !== hostHigh) return words[at + 2]! < hostHigh
  return words[at + 3]! < hostLow
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
