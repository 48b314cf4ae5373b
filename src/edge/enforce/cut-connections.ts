import type { Change, Enforcer, Refusal } from '../../domain/enforcement.ts'
import { EnforcerError } from '../../domain/errors.ts'
import type { SourceText } from '../../domain/source.ts'
import type { Milliseconds } from '../../domain/units.ts'
import { kernelBatch } from './changes.ts'
import { firewallCommand } from './firewall-command.ts'

/** Conditions in one call of ss. */
const AT_ONCE = 200

/**
 * An enforcer that also ends the open TCP connections of those it bans, on this machine, with `ss -K`. The ban stands whether that
 * works or not: without it, the connection starves.
 */
export class CutConnections implements Enforcer {
  readonly #inner: Enforcer
  readonly #run
  readonly #onTrouble: (error: Error) => void
  #isFailing = false

  /** `onTrouble` is told once for each run of failures. */
  constructor(inner: Enforcer, prefix: readonly string[] | undefined, onTrouble: (error: Error) => void) {
    this.#inner = inner
    this.#run = firewallCommand(prefix)
    this.#onTrouble = onTrouble
  }

  get mode() {
    return this.#inner.mode
  }

  get capacity(): number {
    return this.#inner.capacity
  }

  get expires(): boolean {
    return this.#inner.expires
  }

  async apply(changes: readonly Change[]): Promise<readonly Refusal[]> {
    const refusals = await this.#inner.apply(changes)
    const refused = new Set(refusals.map(({ address }) => address))
    await this.#cut(changes.filter(({ type, address }) => type === 'add' && !refused.has(address)))
    return refusals
  }

  read(): Promise<ReadonlyMap<SourceText, Milliseconds | null> | null> {
    return this.#inner.read()
  }

  purge(): Promise<void> {
    return this.#inner.purge()
  }

  async #cut(bans: readonly Change[]): Promise<void> {
    const peers = kernelBatch(bans).adds.map(({ network: { kind, first, bits } }) =>
      kind === 4 ? `dst ${first}/${bits}` : `dst [${first}/${bits}]`,
    )
    try {
      for (let from = 0; from < peers.length; from += AT_ONCE) {
        const filter = `( ${peers.slice(from, from + AT_ONCE).join(' or ')} )`.split(' ')
        await this.#run(['ss', '-H', '-t', '-K', 'state', 'established', ...filter])
      }
      this.#isFailing = false
    } catch (error) {
      if (!(error instanceof EnforcerError)) throw error
      if (!this.#isFailing) this.#onTrouble(error)
      this.#isFailing = true
    }
  }
}
