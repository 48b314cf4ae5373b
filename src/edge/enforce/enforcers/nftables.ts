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
const BATCH = { maxOutput: 1 << 22 }
const MOST_FOR_2_SECONDS = 20_000
/** With more, the socket that the kernel answers on may overflow. */
const MOST_ECHOED = 500

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
  #dropped = 0
  /** What the rules had counted when they were read last; null: never. Whoever makes them anew sets it to 0. */
  #counted: number | null = null
  /** The rules stand, as the last reading or writing left them. */
  #isBuilt = false

  constructor({ table, prefix }: NftablesOptions) {
    this.#table = table
    this.#run = firewallCommand(prefix)
  }

  async apply(changes: readonly Change[]): Promise<readonly Refusal[]> {
    const batch = kernelBatch(changes)
    for (const network of [...batch.adds.map((add) => add.network), ...batch.removes]) this.#addSet(prefixName(network))
    if (changes.length === 0 || !this.#isBuilt) await this.#build()
    if (batch.adds.length + batch.removes.length === 0) return batch.refusals
    let last: KernelBatch = batch
    if (changes.length > MOST_ECHOED) {
      // The exit code has to do; one more ban proves that this nft speaks to the kernel.
      await this.#nft(['-f', '-'], elements(this.#table, { ...batch, adds: batch.adds.slice(0, -1) }), changes.length)
      last = { adds: batch.adds.slice(-1), removes: [], refusals: [] }
    }
    if (last.adds.length + last.removes.length === 0) return batch.refusals
    const echoed = await this.#nft(['-e', '-f', '-'], elements(this.#table, last), 0)
    return [...batch.refusals, ...(await this.#missing(last, echoed))]
  }

  async read(): Promise<ReadonlyMap<SourceText, Milliseconds | null>> {
    this.#isBuilt = false
    if (!(await this.#isThere())) return new Map()
    // An nft that hangs was found out just now: this one has time to print a long table.
    const listing = { ...LISTING, timeout: 20_000 }
    let text: string
    try {
      text = await this.#run(['nft', 'list', 'table', 'inet', this.#table], listing)
    } catch (error) {
      // Somebody else may have flushed all rules since it was seen.
      if (await this.#isThere()) throw error
      return new Map()
    }
    const { bans, skeleton, dropped } = await readListing(text)
    this.#count(dropped)
    // Sets of other prefixes that an earlier run made: their rules are written with the next batch.
    for (const [, kind, bits] of skeleton.matchAll(/^\tset v([46])_(\d+) /gm)) this.#addSet(`${kind}/${bits}`)
    this.#skeleton ??= this.#isWhole(skeleton) ? skeleton : undefined
    this.#isBuilt = skeleton === this.#skeleton
    return this.#isBuilt ? bans : new Map()
  }

  get dropped(): number {
    return this.#dropped
  }

  async purge(): Promise<void> {
    this.#isBuilt = false
    await this.#nft(['-f', '-'], this.#removal, 0)
  }

  /** What an earlier run dropped is left out. */
  #count(dropped: number): void {
    const before = this.#counted ?? dropped
    this.#dropped += dropped >= before ? dropped - before : dropped
    this.#counted = dropped
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

  /** Removes the table whether it is there or not. */
  get #removal(): string {
    return `add table inet ${this.#table}\ndelete table inet ${this.#table}\n`
  }

  #nft(args: readonly string[], stdin: string, size: number): Promise<string> {
    const timeout = 2_000 * Math.max(1, size / MOST_FOR_2_SECONDS)
    return this.#run(['nft', ...args], { ...BATCH, stdin, timeout })
  }

  #addSet(prefix: string): void {
    if (this.#prefixes.has(prefix)) return
    this.#prefixes.add(prefix)
    this.#isBuilt = false
    this.#skeleton = undefined
  }

  /** Makes the rules what they have to be. A table of this name that is built in another way, by another version of ours, is made anew. */
  async #build(): Promise<void> {
    const script = structure(this.#table, [...this.#prefixes])
    try {
      await this.#nft(['-f', '-'], script, 0)
    } catch (error) {
      if (!(error instanceof EnforcerError) || error.scope === 'all') throw error
      this.#skeleton = undefined
      await this.#nft(['-f', '-'], `${this.#removal}${script}`, 0)
    }
    await this.#checkTable()
    this.#isBuilt = true
    this.#counted = 0
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
    if (missing.length > 0) await this.#checkTable()
    return missing.map(({ network }) => ({
      address: network.text,
      why: 'nft ended well, but the kernel does not hold it',
    }))
  }
}
