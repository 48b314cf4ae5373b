import type { EnforcementMode, Enforcer } from '../../domain/enforcement.ts'
import { ConfigError } from '../../domain/errors.ts'
import { type Clock, systemClock } from '../../lib/clock.ts'
import { type SteadyClock, systemSteadyClock } from '../../lib/steady-clock.ts'
import { CutConnections } from './cut-connections.ts'
import { Exec } from './enforcers/exec.ts'
import { Iptables } from './enforcers/iptables.ts'
import { Nftables } from './enforcers/nftables.ts'
import { Nginx } from './enforcers/nginx.ts'
import { Off } from './enforcers/off.ts'
import { Webhook } from './enforcers/webhook.ts'

/** What the enforcers need, as `enforcement:` in the configuration; what is null was not given. */
export interface EnforcementOptions {
  readonly table: string
  readonly cut_connections: boolean
  readonly deny_file: string | null
  readonly reload: readonly string[]
  readonly webhook: string | null
  readonly exec: readonly string[]
}

export interface EnforcerSurroundings {
  /** Command that runs the firewall's programs somewhere, such as `ip netns exec NAME`. */
  readonly prefix?: readonly string[]
  readonly clock?: Pick<Clock, 'after'>
  readonly steady?: SteadyClock
  /** Told of what goes wrong beside the bans themselves. */
  readonly onTrouble?: (error: Error) => void
}

type Create = (options: EnforcementOptions, surroundings: EnforcerSurroundings) => Enforcer

/** All enforcers by their name in the configuration. Creating one changes nothing. */
const ENFORCERS: Readonly<Record<EnforcementMode, Create>> = {
  off: () => new Off(),
  nftables: ({ table, cut_connections }, around) =>
    cutting(new Nftables({ table, ...around }), cut_connections, around),
  iptables: ({ cut_connections }, around) => cutting(new Iptables(around), cut_connections, around),
  nginx: ({ deny_file, reload }, { prefix, clock = systemClock, steady = systemSteadyClock }) =>
    new Nginx({ file: given(deny_file, 'nginx', 'deny_file'), reload, clock, steady, ...(prefix && { prefix }) }),
  webhook: ({ webhook }) => new Webhook({ url: given(webhook, 'webhook', 'webhook') }),
  exec: ({ exec }, { prefix }) =>
    new Exec({ command: given(exec.length > 0 ? exec : null, 'exec', 'exec'), ...(prefix && { prefix }) }),
}

/** Throws ConfigError when an option is missing that it needs. */
export function createEnforcer(
  mode: EnforcementMode,
  options: EnforcementOptions,
  surroundings: EnforcerSurroundings = {},
): Enforcer {
  return ENFORCERS[mode](options, surroundings)
}

function cutting(
  enforcer: Enforcer,
  isWanted: boolean,
  { prefix, onTrouble = () => {} }: EnforcerSurroundings,
): Enforcer {
  return isWanted ? new CutConnections(enforcer, prefix, onTrouble) : enforcer
}

function given<T>(value: T | null, mode: EnforcementMode, option: keyof EnforcementOptions): T {
  if (value !== null) return value
  throw new ConfigError(
    `enforce: ${mode} needs enforcement.${option}`,
    `Set ${option} under enforcement: in the configuration, or choose another way to enforce.`,
  )
}
