import type { Change, Enforcer, Refusal } from '../../../domain/enforcement.ts'
import { EnforcerError } from '../../../domain/errors.ts'
import type { SourceText } from '../../../domain/source.ts'
import type { Milliseconds } from '../../../domain/units.ts'
import { type KernelBatch, kernelBatch } from '../changes.ts'
import { type FirewallCommand, firewallCommand } from '../firewall-command.ts'
import { readListing } from './nft-listing.ts'
import { elements, prefixName, structure, USUAL_PREFIXES } from './nft-script.ts'

export interface NftablesOptions {
  /** Name of the table of family inet that is all ours. */
  readonly table: string
  /** Command that runs nft somewhere, such as `ip netns exec NAME`. */
  readonly prefix?: readonly string[]
}

/** A table of 100,000 bans is 8 MiB of text and takes a second to list. */
const LISTING = { maxOutput: 1 << 27 }
const MOST_FOR_2_SECONDS = 20_000

/** Own table, own hash sets with the kernel's timeouts, batches through `nft -f -`. Needs nft 0.9.3 and Linux 4.18. */
export class Nftables implements Enforcer {
  readonly mode = 'nftables'
  readonly capacity = 1_000_000
  readonly expires = true
  readonly #table: string
  readonly #run: FirewallCommand
  readonly #prefixes = new Set<string>(USUAL_PREFIXES)
  /** What the table looked like after we had made it; undefined: not looked at since. */
  #skeleton: string | undefined
  #held = 0

  constructor({ table, prefix }: NftablesOptions) {
    this.#table = table
    this.#run = firewallCommand(prefix)
  }

  async apply(changes: readonly Change[]): Promise<readonly Refusal[]> {
    const batch = kernelBatch(changes)
    this.#addSets(batch)
    const script = structure(this.#table, [...this.#prefixes]) + elements(this.#table, batch)
    const echoed = await this.#nft(['-e', '-f', '-'], script, batch.adds.length).catch((error: Error) =>
      changes.length === 0 ? this.#replace(script, error) : Promise.reject(error),
    )
    if (!echoed.includes(`add rule inet ${this.#table} `)) await this.#checkTable()
    return [...batch.refusals, ...(await this.#missing(batch, echoed))]
  }

  async read(): Promise<ReadonlyMap<SourceText, Milliseconds | null>> {
    if (!(await this.#isThere())) return new Map()
    const text = await this.#nft(['list', 'table', 'inet', this.#table], '', this.#held)
    const { bans, skeleton } = await readListing(text)
    this.#held = bans.size
    this.#skeleton ??= this.#isWhole(skeleton) ? skeleton : undefined
    return skeleton === this.#skeleton ? bans : new Map()
  }

  async purge(): Promise<void> {
    await this.#nft(['-f', '-'], `add table inet ${this.#table}\ndelete table inet ${this.#table}\n`, 0)
  }

  async #isThere(): Promise<boolean> {
    const tables = await this.#nft(['list', 'tables', 'inet'], '', 0)
    return tables.split('\n').includes(`table inet ${this.#table}`)
  }

  async #checkTable(): Promise<void> {
    if (await this.#isThere()) return
    throw new EnforcerError(
      'all',
      `nft ended well, but there is no table inet ${this.#table}`,
      'Run "nft list tables" by hand: is this nft the one of the system?',
    )
  }

  /** What nft prints of our rules differs from version to version: the first whole table is the measure of all later ones. */
  #isWhole(skeleton: string): boolean {
    const count = (text: string) => skeleton.split(text).length - 1
    return (
      count('\t\tjump banned') === 2 &&
      count(' drop') === this.#prefixes.size &&
      count('\tset ') === this.#prefixes.size
    )
  }

  #nft(args: readonly string[], stdin: string, size: number): Promise<string> {
    const timeout = 2_000 * Math.max(1, size / MOST_FOR_2_SECONDS)
    return this.#run(['nft', ...args], { ...LISTING, stdin, timeout })
  }

  #addSets({ adds, removes }: KernelBatch): void {
    for (const network of [...adds.map((add) => add.network), ...removes]) {
      const name = prefixName(network)
      if (this.#prefixes.has(name)) continue
      this.#prefixes.add(name)
      this.#skeleton = undefined
    }
  }

  /** A table of this name that is built in another way, by another version of ours, is made anew. */
  async #replace(script: string, error: Error): Promise<string> {
    if (!(error instanceof EnforcerError) || error.scope === 'all') throw error
    this.#skeleton = undefined
    const removal = `add table inet ${this.#table}\ndelete table inet ${this.#table}\n`
    return this.#nft(['-e', '-f', '-'], removal + script, 0)
  }

  /** The kernel tells each element that it took. Where its word did not come through, it is asked for what it holds. */
  async #missing({ adds }: KernelBatch, echoed: string): Promise<Refusal[]> {
    const told = new Set<string>()
    for (const [, set, element] of echoed.matchAll(/^add element inet \S+ v(\S+) \{ (\S+)/gm))
      told.add(`${set!.replace('_', '/')} ${element}`)
    const silent = adds.filter(({ network }) => !told.has(`${prefixName(network)} ${network.first}`))
    if (silent.length === 0) return []
    const held = await this.read()
    const missing = silent.filter(({ network }) => !held.has(network.text))
    return missing.map(({ network }) => ({
      address: network.text,
      why: 'nft ended well, but the kernel does not hold it',
    }))
  }
}
