import { parseCidr } from '../lib/cidr-set.ts'
import { formatAddress } from '../lib/ip-address.ts'
import { UsageError } from './errors.ts'
import type { SourceText } from './source.ts'
import { DAY, type Milliseconds, SECOND } from './units.ts'

/** Widest networks that may be banned, by a person too. */
const WIDEST = { 4: 24, 6: 48 } as const
/** IPv6 is banned by /64 or wider: below that, a client changes its address at will. */
const FINEST = { 4: 32, 6: 64 } as const
export const SHORTEST_BAN: Milliseconds = SECOND
export const LONGEST_BAN: Milliseconds = 364 * DAY
/** What lasts longer is allowed until it is removed. */
export const LONGEST_ALLOW: Milliseconds = 3_640 * DAY
/** Characters. */
export const LONGEST_AUTHOR = 64
export const LONGEST_REASON = 500

/** Who wants it and why: both go into the audit log. */
export interface Order {
  readonly author: string
  readonly reason: string
}

export interface BanOrder extends Order {
  /** Canonical text of an IPv4 address, an IPv6 /64, or a network up to /24 and /48. */
  readonly address: SourceText
  /** SHORTEST_BAN … LONGEST_BAN; null: permanent. */
  readonly duration: Milliseconds | null
}

export interface LiftOrder extends Order {
  readonly address: SourceText
  /** The offence is forgotten too: the next one counts as the first. */
  readonly forgive: boolean
}

export interface ForgetOrder extends Order {
  readonly address: SourceText
  /** Its ban, if there is one, is ended first; false: then nothing is forgotten. */
  readonly lift: boolean
}

export interface KeepOrder extends Order {
  readonly address: SourceText
}

export interface AllowOrder {
  readonly author: string
  readonly comment: string
  /** Canonical text of an address or network; an IPv6 address stays one address. */
  readonly network: string
  /** null: until it is removed. */
  readonly duration: Milliseconds | null
}

export interface AllowRemoval extends Order {
  readonly network: string
}

/**
 * What may be banned, as canonical text: an IPv6 address stands for its /64, a mapped IPv4 address is the IPv4. Throws
 * UsageError for what is no address, is wider than /24 or /48, or finer than an IPv6 /64.
 */
export function banTarget(text: string): SourceText {
  const { kind, first, bits } = parsed(text)
  if (kind === 6 && bits === 128) return networkText(6, first & ~((1n << 64n) - 1n), 64)
  const width = kind === 4 ? 'an IPv4 network' : 'an IPv6 network'
  if (bits < WIDEST[kind])
    throw new UsageError(
      `${text} is wider than /${WIDEST[kind]}: ${width} of that size holds too many honest people to be banned`,
      `Ban networks of /${WIDEST[kind]} or narrower, or block it in your own firewall.`,
    )
  if (bits > FINEST[kind])
    throw new UsageError(
      `${text} is narrower than /64: a client changes the rest of its IPv6 address at will`,
      `Write ${networkText(6, first & ~((1n << 64n) - 1n), 64)}, or the address without a prefix length.`,
    )
  return networkText(kind, first, bits)
}

/** An address or network of any width but all, as canonical text. Throws UsageError. */
export function allowTarget(text: string): string {
  const { kind, first, bits } = parsed(text)
  if (bits === 0)
    throw new UsageError(
      `${text} means everybody: nobody would ever be banned`,
      'To block nobody, set enforce: off; to allow some, name their networks.',
    )
  return networkText(kind, first, bits)
}

function parsed(text: string): ReturnType<typeof parseCidr> {
  try {
    return parseCidr(text)
  } catch (cause) {
    throw new UsageError(
      (cause as Error).message,
      'Write an address such as 203.0.113.7 or 2001:db8::1, or a network such as 203.0.113.0/24 or 2001:db8:1::/48.',
      { cause },
    )
  }
}

function networkText(kind: 4 | 6, first: bigint, bits: number): string {
  const word = (index: number) => Number((first >> BigInt(96 - 32 * index)) & 0xffffffffn)
  const address =
    kind === 4 ? formatAddress(4, 0, Number(first), 0, 0) : formatAddress(6, word(0), word(1), word(2), word(3))
  return bits === (kind === 4 ? 32 : 128) ? address : `${address}/${bits}`
}
