import { formatAddress } from '../../lib/ip-address.ts'
import type { Random } from '../../lib/random.ts'
import { scriptedPart } from './scripted-part.ts'
import { searchPage } from './search-page.ts'

/** 2001:db8:bad::/64 */
const HIGH = 0x20010db8
const LOW = 0x0bad0000

function word(random: Random): number {
  return Math.floor(random.next() * 2 ** 32)
}

/** What a machine with one IPv6 network can do to whoever counts addresses: all of these are one source. */
export const ipv6Subnet = scriptedPart(
  'ipv6-64',
  'one attacker sends 50 requests a second, each from a new address of one IPv6 /64',
  () => ({
    pace: () => 50,
    sender: (_, __, random) => formatAddress(6, HIGH, LOW, word(random), word(random)),
    exchange: (_, __, random) => searchPage('python-httpx/0.27.0', random),
    kind: 'source-flood',
    troubles: ['source-flood', 'traffic-surge', 'bandwidth-surge'],
  }),
)
