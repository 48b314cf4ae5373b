import type { AllowList } from '../brain/decide/allow-list.ts'
import { Safeguards } from '../brain/decide/safeguards.ts'
import { KnownRanges } from '../config/known-ranges.ts'
import type { Config } from '../config/schema.ts'

/** What must not be banned by the configuration, by this machine's own addresses, and by what people allowed since the start. */
export function safeguardsFor(config: Config, ownAddresses: readonly string[], allowed: AllowList): Safeguards {
  const known = new KnownRanges(config.known_ranges)
  return new Safeguards({
    allow: known.expand(config.allow),
    trustedProxies: known.expand(config.trusted_proxies),
    cdnOf: (source) => known.cdnOf(source),
    protectPrivate: config.protect.private,
    ownAddresses,
    bansPerMinute: config.bans.per_minute,
    bansInForce: config.bans.in_force,
    allowed,
  })
}
