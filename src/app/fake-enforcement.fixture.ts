import type { BanState } from '../domain/control.ts'
import type { EnforcementMode } from '../domain/enforcement.ts'
import type { EnforcementStatus } from '../domain/status-report.ts'
import type { Milliseconds } from '../domain/units.ts'
import type { ManualClock } from '../lib/clock.ts'
import type { DeskEnforcement } from './desk-enforcement.ts'

/** A kernel that confirms when it is told to. */
export class FakeEnforcement implements DeskEnforcement {
  mode: EnforcementMode = 'nftables'
  trouble: string | null = null
  readonly #clock: ManualClock
  readonly #inForce = new Set<string>()
  #waiting: (() => void)[] = []

  constructor(clock: ManualClock) {
    this.#clock = clock
  }

  stateOf(address: string): BanState {
    if (this.mode === 'off') return 'observed'
    return this.#inForce.has(address) ? 'in-force' : this.trouble === null ? 'pending' : 'failed'
  }

  troubleOf(address: string): string | null {
    return this.#inForce.has(address) ? null : this.trouble
  }

  settled(address: string, wanted: 'in-force' | 'released', within: Milliseconds): Promise<boolean> {
    const isSettled = () => this.mode === 'off' || this.#inForce.has(address) === (wanted === 'in-force')
    if (isSettled()) return Promise.resolve(true)
    return new Promise((resolve) => {
      this.#waiting.push(() => isSettled() && resolve(true))
      this.#clock.after(within, () => resolve(isSettled()))
    })
  }

  status(): EnforcementStatus {
    const state = this.mode === 'off' ? 'observing' : this.trouble === null ? 'working' : 'down'
    const bans = { observed: 0, pending: 0, in_force: this.#inForce.size, failed: 0 }
    return {
      mode: this.mode,
      state,
      trouble: this.trouble,
      bans,
      repairs: 0,
      leaked_requests: 0,
      dropped_packets: null,
    }
  }

  confirm(address: string): void {
    this.#inForce.add(address)
    for (const look of this.#waiting) look()
  }

  release(address: string): void {
    this.#inForce.delete(address)
    for (const look of this.#waiting) look()
  }
}
