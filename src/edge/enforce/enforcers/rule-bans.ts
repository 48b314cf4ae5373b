import type { Change, Refusal } from '../../../domain/enforcement.ts'
import type { SourceText } from '../../../domain/source.ts'
import { kernelBatch } from '../changes.ts'
import { networkOf } from '../network.ts'
import type { Chains } from './chains.ts'

/** Bans as rules of our chain, one each: for machines without ipset. They stay until they are removed. */
export class RuleBans {
  readonly capacity = 1_000
  readonly expires = false
  readonly #chains: readonly Chains[]
  /** What the chains hold; undefined until they were read or written. */
  #held: Set<SourceText> | undefined

  constructor(chains: readonly Chains[]) {
    this.#chains = chains
  }

  async apply(changes: readonly Change[]): Promise<readonly Refusal[]> {
    const { adds, removes, refusals } = kernelBatch(changes)
    const wanted = new Set(this.#held ?? (await this.read()).keys())
    for (const { text } of removes) wanted.delete(text)
    for (const { network } of adds) wanted.add(network.text)
    for (const chains of this.#chains) await chains.write(rulesOf(wanted, chains.kind))
    this.#held = wanted
    return refusals
  }

  async read(): Promise<Map<SourceText, null>> {
    const found = new Map<SourceText, null>()
    let isDamaged = false
    for (const chains of this.#chains) {
      const rules = await chains.read()
      if (rules === null) isDamaged = true
      for (const rule of rules ?? []) {
        const address = /^-s (\S+) -j DROP$/.exec(rule)?.[1]
        if (address !== undefined) found.set(networkOf(address).text, null)
      }
    }
    // What other rules the chain holds goes with the next writing.
    this.#held = new Set(found.keys())
    return isDamaged ? new Map() : found
  }

  async purge(): Promise<void> {
    this.#held = undefined
    for (const chains of this.#chains) await chains.purge()
  }
}

/** As iptables-save prints them: each with its prefix. */
function rulesOf(bans: ReadonlySet<SourceText>, kind: 4 | 6): string[] {
  return [...bans]
    .map(networkOf)
    .filter((network) => network.kind === kind)
    .map(({ first, bits }) => `-s ${first}/${bits} -j DROP`)
}
