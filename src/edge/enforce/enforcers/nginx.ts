import type { Change, Enforcer, Refusal } from '../../../domain/enforcement.ts'
import type { SourceText } from '../../../domain/source.ts'
import { type Milliseconds, SECOND } from '../../../domain/units.ts'
import type { Clock } from '../../../lib/clock.ts'
import type { SteadyClock } from '../../../lib/steady-clock.ts'
import { kernelBatch } from '../changes.ts'
import { type FirewallCommand, firewallCommand } from '../firewall-command.ts'
import { DenyFile } from './deny-file.ts'

export interface NginxOptions {
  readonly file: string
  /** Command that makes nginx read the file, such as `nginx -s reload`. */
  readonly reload: readonly string[]
  readonly prefix?: readonly string[]
  readonly clock: Pick<Clock, 'after'>
  readonly steady: SteadyClock
}

const RELOAD_GAP: Milliseconds = 2 * SECOND
const RELOAD_TIMEOUT: Milliseconds = 10 * SECOND

/**
 * Denies in a file that nginx includes: for sites behind a proxy or CDN, where the firewall sees only the proxy. nginx is reloaded at
 * most each 2 s; a batch that comes sooner waits. The file says nothing of times: bans stay until they are removed.
 */
export class Nginx implements Enforcer {
  readonly mode = 'nginx'
  /** nginx compares each request with each line. */
  readonly capacity = 10_000
  readonly expires = false
  readonly #file: DenyFile
  readonly #run: FirewallCommand
  readonly #options: NginxOptions
  #reloadedAt = Number.NEGATIVE_INFINITY
  /** The file was changed and nginx does not know it. */
  #isStale = false

  constructor(options: NginxOptions) {
    this.#options = options
    this.#file = new DenyFile(options.file)
    this.#run = firewallCommand(options.prefix)
  }

  async apply(changes: readonly Change[]): Promise<readonly Refusal[]> {
    const { adds, removes, refusals } = kernelBatch(changes)
    const before = this.#file.read()
    const wanted = new Set(before)
    for (const { text } of removes) wanted.delete(text)
    for (const { network } of adds) wanted.add(network.text)
    await this.#write(wanted, before ?? new Set())
    return refusals
  }

  async read(): Promise<ReadonlyMap<SourceText, null>> {
    return new Map(Array.from(this.#file.read() ?? [], (address) => [address, null]))
  }

  /** The file stays, empty of bans: nginx would not start without a file that it includes. */
  async purge(): Promise<void> {
    const before = this.#file.read()
    if (before !== null && before.size > 0) await this.#write(new Set(), before)
  }

  async #write(wanted: ReadonlySet<SourceText>, before: ReadonlySet<SourceText>): Promise<void> {
    const isUpToDate = this.#file.isUpToDate(wanted)
    if (isUpToDate && !this.#isStale) return
    const gap = this.#reloadedAt + RELOAD_GAP - this.#options.steady()
    if (gap > 0) await new Promise<void>((resolve) => this.#options.clock.after(gap, resolve))
    if (!isUpToDate) this.#file.write(wanted)
    this.#isStale = true
    this.#reloadedAt = this.#options.steady()
    try {
      await this.#run(this.#options.reload, { timeout: RELOAD_TIMEOUT })
    } catch (error) {
      // What nginx did not take must not be in its way when it is next started.
      this.#file.write(before)
      throw error
    }
    this.#isStale = false
  }
}
