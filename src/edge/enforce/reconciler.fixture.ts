import type { EnforcementListener, EnforcementStatus } from '../../domain/enforcement.ts'
import type { SourceText } from '../../domain/source.ts'
import type { Milliseconds } from '../../domain/units.ts'
import { ManualClock } from '../../lib/clock.ts'
import { FakeFirewall, settle } from './fake-firewall.fixture.ts'
import { Reconciler } from './reconciler.ts'

const START = Date.UTC(2026, 2, 2, 9, 15)

/** A reconciler, its firewall and all that it told. */
export class Rig {
  readonly time = new ManualClock(0)
  /** How far the operator's clock is from the true one. */
  wallStep: Milliseconds = 0
  halted: string | undefined
  readonly told: string[] = []
  /** Said to be in force more often than the firewall had taken them. */
  readonly lies: string[] = []
  readonly states: EnforcementStatus[] = []
  readonly firewall: FakeFirewall
  readonly reconciler: Reconciler

  constructor({ expires = true, capacity = 100_000 } = {}) {
    this.firewall = new FakeFirewall(this.time, expires)
    const listener: EnforcementListener = {
      inForce: (address) => {
        this.told.push(`in force ${address}`)
        const told = this.told.filter((line) => line === `in force ${address}`).length
        if (told > (this.firewall.added.get(address) ?? 0)) this.lies.push(address)
      },
      released: (address) => this.told.push(`released ${address}`),
      refused: (address) => this.told.push(`refused ${address}`),
      evicted: (address) => this.told.push(`evicted ${address}`),
      changed: (status) => this.states.push(status),
      repaired: (bans) => this.told.push(`repaired ${bans}`),
    }
    this.reconciler = new Reconciler({
      enforcer: this.firewall,
      capacity,
      clock: { now: () => this.wall, after: (delay, act) => this.time.after(delay, act) },
      steady: () => this.time.now(),
      listener,
      halted: () => this.halted,
    })
  }

  get wall(): number {
    return START + this.time.now() + this.wallStep
  }

  /** `length` in milliseconds; null: permanent. */
  ban(address: SourceText, length: Milliseconds | null, severity?: number): void {
    const source = { kind: 4, high: 0, low: 0 } as const
    const until = length === null ? null : this.wall + length
    this.reconciler.put({ source, address, until, ...(severity !== undefined && { severity }) })
  }

  async start(): Promise<this> {
    this.reconciler.start()
    await settle()
    return this
  }

  /** Time goes by in steps of 25 ms, or longer ones. */
  async pass(length: Milliseconds, step: Milliseconds = 25): Promise<void> {
    await settle()
    for (let left = length; left > 0; left -= step) {
      this.time.advance(Math.min(step, left))
      await settle()
    }
  }
}
