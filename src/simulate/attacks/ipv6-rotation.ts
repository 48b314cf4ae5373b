import type { Seconds } from '../../domain/units.ts'
import { formatAddress } from '../../lib/ip-address.ts'
import type { Random } from '../../lib/random.ts'
import { scriptedPart } from './scripted-part.ts'
import { searchPage } from './search-page.ts'

/** 2001:db8 and bad:0, the upper words of the attacker's /48. */
const HIGH = 0x20010db8
const LOW = 0x0bad0000
const NETS = 0x10000
const SECONDS_A_NET: Seconds = 2

function word(random: Random): number {
  return Math.floor(random.next() * 2 ** 32)
}

/** One attacker who owns a /48 and leaves each /64 before a ban of it would help. */
export const ipv6Rotation = scriptedPart(
  'ipv6-rotation',
  'one attacker sends 50 requests a second from a new IPv6 /64 every 2 seconds',
  () => ({
    pace: () => 50,
    sender(_, second, random) {
      const net = (1 + Math.floor(second / SECONDS_A_NET)) % NETS
      return formatAddress(6, HIGH, LOW + net, word(random), word(random))
    },
    exchange: (_, __, random) => searchPage('python-httpx/0.27.0', random),
    kind: 'source-flood',
    troubles: ['source-flood', 'distributed-flood', 'traffic-surge', 'client-surge', 'bandwidth-surge'],
  }),
)
