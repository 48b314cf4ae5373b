import { KnownRanges } from '../config/known-ranges.ts'
import type { Config } from '../config/schema.ts'
import { CidrSet } from '../lib/cidr-set.ts'

/** Networks of the operator's own proxies, known names put out for theirs. */
export function trustedNetworks(config: Config): string[] {
  return new KnownRanges(config.known_ranges).expand(config.trusted_proxies)
}

export function trustedProxies(networks: readonly string[]): CidrSet {
  return new CidrSet(networks.map((cidr) => ({ cidr, list: 'trusted_proxies' })))
}
