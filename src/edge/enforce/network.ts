import type { SourceText } from '../../domain/source.ts'
import { parseCidr } from '../../lib/cidr-set.ts'
import { formatAddress } from '../../lib/ip-address.ts'

/** What a ban covers, printed anew from its bits: nothing else is ever handed to a firewall. */
export interface Network {
  readonly kind: 4 | 6
  /** Length of the prefix: 32 or 128 for one address. */
  readonly bits: number
  /** Its first address. */
  readonly first: string
  /** Canonical text: the address alone, or with its prefix. */
  readonly text: SourceText
}

/** No ban is wider, whoever asks for it. */
const WIDEST = { 4: 8, 6: 16 } as const

/** Throws a plain Error that says what is wrong with the text. */
export function networkOf(address: SourceText): Network {
  const { kind, first: value, bits } = parseCidr(address)
  if (bits < WIDEST[kind])
    throw new Error(`"${address}" is wider than /${WIDEST[kind]}, the widest network that is banned`)
  const first = kind === 4 ? formatAddress(4, 0, Number(value), 0, 0) : formatIpv6(value)
  return { kind, bits, first, text: bits === widthOf(kind) ? first : `${first}/${bits}` }
}

export function widthOf(kind: 4 | 6): 32 | 128 {
  return kind === 4 ? 32 : 128
}

/** The mask of a prefix as an address: `255.255.255.0`, `ffff:ffff:ffff::`. */
export function maskOf(kind: 4 | 6, bits: number): string {
  const hosts = (1n << BigInt(widthOf(kind) - bits)) - 1n
  const mask = ((1n << BigInt(widthOf(kind))) - 1n) & ~hosts
  return kind === 4 ? formatAddress(4, 0, Number(mask), 0, 0) : formatIpv6(mask)
}

function formatIpv6(value: bigint): string {
  const word = (index: number) => Number((value >> BigInt(96 - 32 * index)) & 0xffffffffn)
  return formatAddress(6, word(0), word(1), word(2), word(3))
}
