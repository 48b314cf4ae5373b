import type { Ban, Lift } from '../domain/ban.ts'
import type { BanState, TickLog } from '../domain/ports.ts'
import type { TickSummary } from '../domain/tick-summary.ts'

export interface BusListeners {
  tick(tick: TickSummary): void
  ban(ban: Ban): void
  lift(lift: Lift): void
}

/** Joins edge and brain within one process: each message is handed over during the call that sends it. */
export class MemoryBus implements TickLog, BanState {
  readonly #listeners: BusListeners

  constructor(listeners: BusListeners) {
    this.#listeners = listeners
  }

  publish(tick: TickSummary): void {
    this.#listeners.tick(tick)
  }

  put(ban: Ban): void {
    this.#listeners.ban(ban)
  }

  remove(lift: Lift): void {
    this.#listeners.lift(lift)
  }
}
