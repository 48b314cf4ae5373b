import { parseCidr } from '../lib/cidr-set.ts'
import { formatAddress } from '../lib/ip-address.ts'

/** Throws an Error that says what is wrong with an address or network in the configuration, and what to write instead. */
export function checkNetwork(text: string): { readonly isEverybody: boolean } {
  const [address = '', prefix] = text.split('/')
  const { kind, first, bits } = parseCidr(address)
  const total = kind === 4 ? 32 : 128
  const length = prefix === undefined ? bits : Number(prefix)
  if (/^(0|[1-9]\d*)$/.test(prefix ?? '') && length < total) {
    const network = first & ~((1n << BigInt(total - length)) - 1n)
    if (network !== first)
      throw new Error(`"${text}" has bits set behind its prefix; write ${formatBits(kind, network)}/${length}`)
  }
  return { isEverybody: parseCidr(text).bits === 0 }
}

function formatBits(kind: 4 | 6, value: bigint): string {
  if (kind === 4) return formatAddress(4, 0, Number(value), 0, 0)
  const word = (index: number) => Number((value >> BigInt(96 - 32 * index)) & 0xffffffffn)
  return formatAddress(6, word(0), word(1), word(2), word(3))
}
