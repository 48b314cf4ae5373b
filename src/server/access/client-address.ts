import { formatAddress, formatSource, type IpAddress, parseAddress } from '../../lib/ip-address.ts'

/** Proxies in a row that are believed. */
const MOST_HOPS = 32

/** Who speaks to the server. */
export interface ClientAddress {
  /** Canonical text. */
  readonly text: string
  /** What limits and lockouts go by: the address, or the /64 of an IPv6 one. */
  readonly key: string
}

/**
 * The peer; behind a trusted proxy the first address from the right of X-Forwarded-For that is no trusted proxy, else the leftmost. Anything
 * that is no address ends the walk, and the hop before it stays. `peer`: as Node tells it; undefined once the connection is gone.
 */
export function clientAddress(
  peer: string | undefined,
  forwarded: string | undefined,
  isTrusted: (address: IpAddress) => boolean,
): ClientAddress {
  let client = parseAddress(peer?.replace(/%.*$/, '') ?? '')
  if (client === null) return { text: 'unknown', key: 'unknown' }
  const hops = forwarded?.split(',') ?? []
  for (let walked = 0; walked < MOST_HOPS && hops.length > 0 && isTrusted(client); walked++) {
    const hop = parseAddress(hops.pop()!.trim())
    if (hop === null) break
    client = hop
  }
  const { kind, high, low, hostHigh, hostLow } = client
  return { text: formatAddress(kind, high, low, hostHigh, hostLow), key: formatSource(kind, high, low) }
}
