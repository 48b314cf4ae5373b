import { type Change, LONGEST_KERNEL_TIMEOUT, type Refusal } from '../../../domain/enforcement.ts'
import type { SourceText } from '../../../domain/source.ts'
import type { Milliseconds } from '../../../domain/units.ts'
import { kernelBatch } from '../changes.ts'
import type { FirewallCommand } from '../firewall-command.ts'
import { networkOf } from '../network.ts'
import type { Chains } from './chains.ts'

const SETS = { 4: 'breakwater4', 6: 'breakwater6' } as const
const CREATE = ([4, 6] as const).map(
  (kind) =>
    `create ${SETS[kind]} hash:net family inet${kind === 4 ? '' : '6'} maxelem 1048576 timeout ${LONGEST_KERNEL_TIMEOUT / 1_000}`,
)

/** Bans as entries of two ipsets, with the kernel's timeouts in whole seconds; our chain has one rule. */
export class SetBans {
  readonly capacity = 1_000_000
  readonly expires = true
  readonly #chains: readonly Chains[]
  readonly #run: FirewallCommand
  /** As the last reading or writing left them. */
  #areRulesRight = false

  constructor(chains: readonly Chains[], run: FirewallCommand) {
    this.#chains = chains
    this.#run = run
  }

  async apply(changes: readonly Change[]): Promise<readonly Refusal[]> {
    const { adds, removes, refusals } = kernelBatch(changes)
    const lines = [
      ...CREATE,
      ...removes.map(({ kind, text }) => `del ${SETS[kind]} ${text}`),
      ...adds.map(
        ({ network, timeout }) =>
          `add ${SETS[network.kind]} ${network.text} timeout ${Math.max(1, Math.round(timeout / 1_000))}`,
      ),
    ]
    const timeout = 2_000 * Math.max(1, changes.length / 20_000)
    await this.#run(['ipset', 'restore', '-!'], { stdin: `${lines.join('\n')}\n`, timeout })
    if (changes.length === 0 || !this.#areRulesRight) {
      for (const chains of this.#chains) await chains.write(ruleOf(chains))
      this.#areRulesRight = true
    }
    return refusals
  }

  async read(): Promise<Map<SourceText, Milliseconds | null>> {
    const found = new Map<SourceText, Milliseconds | null>()
    this.#areRulesRight = false
    for (const chains of this.#chains) if ((await chains.read(ruleOf(chains))) === null) return found
    this.#areRulesRight = true
    const names = (await this.#run(['ipset', 'list', '-n'])).split('\n')
    for (const name of Object.values(SETS)) {
      if (!names.includes(name)) continue
      const saved = await this.#run(['ipset', 'save', name], { timeout: 20_000, maxOutput: 1 << 27 })
      for (const [, address, seconds] of saved.matchAll(/^add \S+ (\S+)(?: timeout (\d+))?/gm))
        found.set(networkOf(address!).text, seconds === undefined ? null : Number(seconds) * 1_000)
    }
    return found
  }

  async purge(): Promise<void> {
    this.#areRulesRight = false
    for (const chains of this.#chains) await chains.purge()
    const names = (await this.#run(['ipset', 'list', '-n'])).split('\n')
    for (const name of Object.values(SETS)) if (names.includes(name)) await this.#run(['ipset', 'destroy', name])
  }
}

function ruleOf({ kind }: Chains): string[] {
  return [`-m set --match-set ${SETS[kind]} src -j DROP`]
}
