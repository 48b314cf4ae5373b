import { EnforcerError } from '../../../domain/errors.ts'
import type { FirewallCommand } from '../firewall-command.ts'
import { isWhole, readChains, removalText, repairText } from './chain-text.ts'

/** Seconds to wait for the lock that other programs may hold. */
const WAIT = ['-w', '1']

/** Our chain of one address family: `iptables` or `ip6tables`. */
export class Chains {
  readonly kind: 4 | 6
  readonly #run: FirewallCommand
  readonly #program: 'iptables' | 'ip6tables'

  constructor(kind: 4 | 6, run: FirewallCommand) {
    this.kind = kind
    this.#run = run
    this.#program = kind === 4 ? 'iptables' : 'ip6tables'
  }

  /** Our rules as they stand; null when rules or jumps are missing or not before all others. */
  async read(wanted?: readonly string[]): Promise<readonly string[] | null> {
    const state = await this.#state()
    return state.rules !== null && isWhole(state, wanted ?? state.rules) ? state.rules : null
  }

  /** Makes the chain hold exactly these rules, each without `-A BREAKWATER `, and the jumps come first. */
  async write(rules: readonly string[]): Promise<void> {
    const state = await this.#state()
    if (isWhole(state, rules)) return
    await this.#restore(repairText(state, rules))
    if (await this.read(rules)) return
    throw new EnforcerError(
      'batch',
      `${this.#program}-restore ended well, but the rules are not as they were told`,
      `Compare with "${this.#program} -S": another program may change them at the same time.`,
    )
  }

  async purge(): Promise<void> {
    const text = removalText(await this.#state())
    if (text !== null) await this.#restore(text)
  }

  async #state() {
    return readChains(await this.#run([`${this.#program}-save`, '-t', 'filter'], { maxOutput: 1 << 26 }))
  }

  async #restore(stdin: string): Promise<void> {
    await this.#run([`${this.#program}-restore`, ...WAIT, '--noflush'], { stdin })
  }
}
