import type { Change, Enforcer, Refusal } from '../../domain/enforcement.ts'
import { EnforcerError } from '../../domain/errors.ts'
import type { SourceText } from '../../domain/source.ts'
import type { Milliseconds } from '../../domain/units.ts'
import type { ManualClock } from '../../lib/clock.ts'
import { kernelTimeout } from './changes.ts'

/** A firewall in memory, with the kernel's timeouts on a clock that is turned by hand, and with faults. */
export class FakeFirewall implements Enforcer {
  readonly mode = 'nftables'
  capacity = 1_000_000
  expires: boolean
  /** False: as a webhook, it cannot tell what it holds. */
  canRead = true
  readonly #clock: ManualClock
  readonly #ends = new Map<SourceText, Milliseconds>()
  /** Batches that came, also those that failed. */
  readonly batches: (readonly Change[])[] = []
  readings = 0
  /** How often each was taken. */
  readonly added = new Map<SourceText, number>()
  /** All calls fail, as when the program is missing. */
  isDown = false
  /** All calls fail as if each were refused for its content. */
  saysNo = false
  /** A batch with one of these fails as a whole. */
  readonly poison = new Set<SourceText>()
  /** How long a call takes. */
  delay: Milliseconds = 0

  constructor(clock: ManualClock, expires = true) {
    this.#clock = clock
    this.expires = expires
  }

  async apply(changes: readonly Change[]): Promise<readonly Refusal[]> {
    this.batches.push(changes)
    await this.#pass()
    const bad = changes.find(({ type, address }) => type === 'add' && this.poison.has(address))
    if (bad !== undefined) throw new EnforcerError('batch', `${bad.address} is refused`, 'Hint.')
    for (const change of changes) {
      if (change.type === 'remove') this.#ends.delete(change.address)
      else {
        this.#ends.set(change.address, this.#end(change.remaining))
        this.added.set(change.address, (this.added.get(change.address) ?? 0) + 1)
      }
    }
    return []
  }

  async read(): Promise<ReadonlyMap<SourceText, Milliseconds | null> | null> {
    this.readings++
    await this.#pass()
    return this.canRead ? this.held : null
  }

  async purge(): Promise<void> {
    this.#ends.clear()
  }

  /** What it holds, and how long each lasts. */
  get held(): Map<SourceText, Milliseconds | null> {
    const now = this.#clock.now()
    const left = Array.from(this.#ends, ([address, end]) => [address, end - now] as const)
    return new Map(left.filter(([, rest]) => rest > 0).map(([address, rest]) => [address, this.expires ? rest : null]))
  }

  flush(): void {
    this.#ends.clear()
  }

  /** Somebody removes one entry, or adds one. */
  tamper(address: SourceText, remaining: Milliseconds | undefined): void {
    if (remaining === undefined) this.#ends.delete(address)
    else this.#ends.set(address, this.#clock.now() + remaining)
  }

  #end(remaining: Milliseconds | null): Milliseconds {
    return this.expires ? this.#clock.now() + kernelTimeout(remaining) : Number.POSITIVE_INFINITY
  }

  async #pass(): Promise<void> {
    if (this.delay > 0) await new Promise<void>((resolve) => this.#clock.after(this.delay, resolve))
    if (this.isDown) throw new EnforcerError('all', 'nft is not installed', 'Install nft.')
    if (this.saysNo) throw new EnforcerError('batch', 'nft exited with 1: no', 'Ask it.')
  }
}

/** Lets promises that are ready run. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve))
}
