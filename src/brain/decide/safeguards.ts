import type { SparedBecause } from '../../domain/decision.ts'
import type { Crossing } from '../../domain/limits.ts'
import { type CidrEntry, CidrSet } from '../../lib/cidr-set.ts'
import type { AllowList } from './allow-list.ts'
import type { BanLedger } from './ledger.ts'

export interface SafeguardSettings {
  readonly allow: readonly string[]
  readonly trustedProxies: readonly string[]
  /** RFC 1918, unique local (RFC 4193) and shared (RFC 6598) addresses are never banned. */
  readonly protectPrivate: boolean
  /** Addresses of this machine; empty in a replay. */
  readonly ownAddresses: readonly string[]
  readonly bansPerMinute: number
  readonly bansInForce: number
  /** Name of the CDN that a source belongs to. */
  readonly cdnOf: (source: Crossing['source']) => string | undefined
  /** What people allowed since the start. */
  readonly allowed?: Pick<AllowList, 'touching'>
}

/** One peer with more than this share of what known sources sent is a proxy, not a visitor; asked when they sent so many. */
const PROXY_SHARE = 0.5
const PROXY_REQUESTS = 200

/** Loopback, link-local, multicast, unspecified, broadcast. */
const ALWAYS = [
  '127.0.0.0/8',
  '::1/128',
  '169.254.0.0/16',
  'fe80::/10',
  '224.0.0.0/4',
  'ff00::/8',
  '0.0.0.0/8',
  '::/128',
  '255.255.255.255/32',
]
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7']

/** What stands between a crossing and a ban. */
export class Safeguards {
  readonly #protected: CidrSet
  readonly #settings: SafeguardSettings

  constructor(settings: SafeguardSettings) {
    this.#settings = settings
    const list = (name: string, cidrs: readonly string[]): CidrEntry[] => cidrs.map((cidr) => ({ cidr, list: name }))
    this.#protected = new CidrSet([
      ...list('always protected', ALWAYS),
      ...list('own addresses', settings.ownAddresses),
      ...list('allow', settings.allow),
      ...list('trusted_proxies', settings.trustedProxies),
      ...(settings.protectPrivate ? list('protect.private', PRIVATE) : []),
    ])
  }

  /** The protected range that a source touches: a /64 is protected as a whole when one address in it is. */
  protectedRange(source: Crossing['source']): CidrEntry | undefined {
    return this.#protected.touching(source) ?? this.#settings.allowed?.touching(source)
  }

  /** Name of the CDN that the source touches; banning it cuts off many. */
  cdnOf(source: Crossing['source']): string | undefined {
    return this.#settings.cdnOf(source)
  }

  /** The most bans that may be in force when so many are; undefined while there is room. */
  fullAt(size: number): number | undefined {
    const { bansInForce } = this.#settings
    return size >= bansInForce ? bansInForce : undefined
  }

  /** Why the source must not be banned for this crossing, or undefined. */
  objection(
    crossing: Crossing,
    { own, least }: { readonly own: number; readonly least: number },
    ledger: Pick<BanLedger, 'size' | 'madeInMinute'>,
  ): SparedBecause | undefined {
    const range = this.protectedRange(crossing.source)
    if (range !== undefined) return { why: 'protected', range: range.cidr, list: range.list }
    if (own < least) return { why: 'too-few-requests', needed: least }
    const { bansPerMinute } = this.#settings
    const cdn = this.cdnOf(crossing.source)
    if (cdn !== undefined) return { why: 'cdn', name: cdn }
    const { known, siteKnown } = crossing
    if (siteKnown >= PROXY_REQUESTS && known > PROXY_SHARE * siteKnown)
      return { why: 'proxy', share: known / siteKnown }
    if (ledger.madeInMinute(crossing.at) >= bansPerMinute) return { why: 'bans-a-minute', limit: bansPerMinute }
    const limit = this.fullAt(ledger.size)
    return limit === undefined ? undefined : { why: 'bans-in-force', limit }
  }
}
