import type { Change, Enforcer, Refusal } from '../../../domain/enforcement.ts'
import type { SourceText } from '../../../domain/source.ts'
import type { Milliseconds } from '../../../domain/units.ts'
import { hasCommand } from '../../../lib/run-command.ts'
import { firewallCommand } from '../firewall-command.ts'
import { Chains } from './chains.ts'
import { RuleBans } from './rule-bans.ts'
import { SetBans } from './set-bans.ts'

export interface IptablesOptions {
  /** Command that runs the programs somewhere, such as `ip netns exec NAME`. */
  readonly prefix?: readonly string[]
  /** Default: whether ipset is installed. */
  readonly ipset?: boolean
}

/**
 * Own chain, jumped to from the first place of INPUT and, where Docker has made it, DOCKER-USER; for IPv4 and, where ip6tables is
 * installed, IPv6. With ipset the bans are entries of two sets and end by themselves; without, rules, at most 1,000.
 */
export class Iptables implements Enforcer {
  readonly mode = 'iptables'
  readonly #bans: SetBans | RuleBans
  readonly #hasIpv6 = hasCommand('ip6tables-restore')

  constructor({ prefix, ipset = hasCommand('ipset') }: IptablesOptions = {}) {
    const run = firewallCommand(prefix)
    const chains = [new Chains(4, run), ...(this.#hasIpv6 ? [new Chains(6, run)] : [])]
    this.#bans = ipset ? new SetBans(chains, run) : new RuleBans(chains)
  }

  get capacity(): number {
    return this.#bans.capacity
  }

  get expires(): boolean {
    return this.#bans.expires
  }

  async apply(changes: readonly Change[]): Promise<readonly Refusal[]> {
    const isPossible = ({ type, address }: Change) => this.#hasIpv6 || type === 'remove' || !address.includes(':')
    const refusals = await this.#bans.apply(changes.filter(isPossible))
    const impossible = changes.filter((change) => !isPossible(change))
    return [...refusals, ...impossible.map(({ address }) => ({ address, why: 'ip6tables is not installed' }))]
  }

  read(): Promise<ReadonlyMap<SourceText, Milliseconds | null>> {
    return this.#bans.read()
  }

  purge(): Promise<void> {
    return this.#bans.purge()
  }
}
