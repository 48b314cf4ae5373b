import type { Seconds } from '../../domain/units.ts'
import type { PerSecond } from './pace.ts'

const HOSTS_A_NET = 254
/** Fits into 32 nets of 198.19.0.0/16. */
const MOST_VISITORS = 8_000
const FEWEST_VISITORS = 60
const SECONDS_A_PAGE: Seconds = 30

/** The nth address, from 0, of the nets 198.19.`net`.0/24 and following. */
export function crowdAddress(net: number, n: number): string {
  return `198.19.${net + Math.floor(n / HOSTS_A_NET)}.${1 + (n % HOSTS_A_NET)}`
}

/** So many people that each of them opens a page every half minute when `rate` pages a second are opened. */
export function visitorCount(rate: PerSecond): number {
  return Math.min(MOST_VISITORS, Math.max(FEWEST_VISITORS, Math.ceil(rate * SECONDS_A_PAGE)))
}
