import type { Config } from '../config/schema.ts'
import type { Ban } from '../domain/ban.ts'
import type { BanState } from '../domain/control.ts'
import type { EnforcementListener, EnforcementMode, EnforcementStatus as OwnStatus } from '../domain/enforcement.ts'
import type { EngineEvent } from '../domain/ports.ts'
import type { SourceText } from '../domain/source.ts'
import type { EnforcementStatus } from '../domain/status-report.ts'
import type { EpochMilliseconds, Milliseconds } from '../domain/units.ts'
import { Reconciler } from '../edge/enforce/reconciler.ts'
import { createEnforcer } from '../edge/enforce/registry.ts'
import type { Clock } from '../lib/clock.ts'
import { type SteadyClock, systemSteadyClock } from '../lib/steady-clock.ts'
import type { DeskEnforcement } from './desk-enforcement.ts'
import type { LiveEnforcement } from './live-record.ts'

export interface EnforcementDeskOptions {
  readonly config: Config
  readonly clock: Clock
  /** Bans in force by the ledger. */
  readonly bans: () => Iterable<Ban>
  /** Why nothing may be enforced now; undefined when it may. */
  readonly halted: () => string | undefined
  readonly listener: EnforcementListener
  /** What goes wrong beside the bans themselves. */
  readonly onTrouble: (error: Error) => void
  /** What bans are timed by. */
  readonly steady?: SteadyClock
  /** Makes what enforces. */
  readonly create?: typeof createEnforcer
}

type Wanted = 'in-force' | 'released'

interface Waiter {
  readonly address: SourceText
  readonly wanted: Wanted
  readonly done: () => void
}

/** Bans on their way to the kernel: what is wanted by the engine, what is confirmed, and who waits for that. */
export class EnforcementDesk implements DeskEnforcement, LiveEnforcement {
  readonly #options: EnforcementDeskOptions
  #config: Config
  #reconciler: Reconciler
  /** Packets that were dropped in ways to enforce that others took over from. */
  #droppedBefore = 0
  readonly #failed = new Map<SourceText, string>()
  /** Lifted, and not confirmed to be. */
  readonly #leaving = new Set<SourceText>()
  #waiting: Waiter[] = []
  leaked = 0

  constructor(options: EnforcementDeskOptions) {
    this.#options = options
    this.#config = options.config
    this.#reconciler = this.#create()
  }

  get mode(): EnforcementMode {
    return this.#config.enforce
  }

  get state(): EnforcementStatus['state'] {
    return STATES[this.#reconciler.status.state]
  }

  get confirmed(): number {
    return this.#reconciler.status.inForce
  }

  /** Hands over all that is remembered, and begins: what else of ours is in the kernel is removed. */
  start(): void {
    for (const ban of this.#options.bans()) this.#reconciler.put(wanted(ban))
    this.#reconciler.start()
  }

  see(event: EngineEvent): void {
    if (event.type === 'ban') {
      this.#failed.delete(event.ban.address)
      this.#leaving.delete(event.ban.address)
      this.#reconciler.put(wanted(event.ban), event.ban.duration)
    } else if (event.type === 'unban') {
      this.#failed.delete(event.lift.ban.address)
      // One whose time is over ends by the kernel's clock: the log's may be ahead.
      if (event.lift.cause !== 'expired') this.#lift(event.lift.ban.address)
    }
  }

  stateOf(ban: SourceText | Ban): BanState {
    const address = typeof ban === 'string' ? ban : ban.address
    if (this.mode === 'off') return 'observed'
    if (this.#reconciler.isInForce(address)) return 'in-force'
    return this.#failed.has(address) ? 'failed' : 'pending'
  }

  troubleOf(address: SourceText): string | null {
    if (this.mode === 'off' || this.#reconciler.isInForce(address)) return null
    return this.#failed.get(address) ?? this.#reconciler.status.error
  }

  settled(address: SourceText, wanted: Wanted, within: Milliseconds): Promise<boolean> {
    const isDone = wanted === 'in-force' ? this.#reconciler.isInForce(address) : !this.#leaving.has(address)
    if (this.mode === 'off' || isDone) return Promise.resolve(true)
    return new Promise((resolve) => {
      const cancel = this.#options.clock.after(within, () => {
        this.#waiting = this.#waiting.filter((one) => one !== waiter)
        resolve(false)
      })
      const waiter = {
        address,
        wanted,
        done: () => {
          cancel()
          resolve(true)
        },
      }
      this.#waiting.push(waiter)
    })
  }

  status(): EnforcementStatus {
    const { error, inForce, repairs, dropped } = this.#reconciler.status
    const all = [...this.#options.bans()].length
    const isOff = this.mode === 'off'
    const failed = this.#failed.size
    return {
      mode: this.mode,
      state: this.state,
      trouble: error,
      bans: {
        observed: isOff ? all : 0,
        pending: isOff ? 0 : Math.max(0, all - inForce - failed),
        in_force: inForce,
        failed,
      },
      repairs,
      leaked_requests: this.leaked,
      dropped_packets: dropped === null && this.#droppedBefore === 0 ? null : this.#droppedBefore + (dropped ?? 0),
    }
  }

  /** Another way to enforce takes over, with all bans in force; what the old one did is removed. Resolves with why it was not, or null. */
  async reload(config: Config): Promise<Error | null> {
    const before = this.#config
    this.#config = config
    const same = (key: 'enforce' | 'enforcement') => JSON.stringify(config[key]) === JSON.stringify(before[key])
    if (same('enforce') && same('enforcement') && config.bans.in_force === before.bans.in_force) return null
    const old = this.#reconciler
    this.#droppedBefore += old.status.dropped ?? 0
    const held = [...this.#options.bans()].filter(({ address }) => old.isInForce(address))
    this.#failed.clear()
    this.#leaving.clear()
    this.#reconciler = this.#create()
    const trouble = await old.purge().then(
      () => {
        this.#endWaiting()
        return null
      },
      (error: Error) => {
        this.#options.onTrouble(error)
        return error
      },
    )
    const now = this.#options.clock.now()
    for (const { address } of held) this.#options.listener.released(address, now)
    this.start()
    return trouble
  }

  /** Bans stay in force, unless every trace is to go. */
  async stop(purge: boolean): Promise<void> {
    if (purge) await this.#reconciler.purge()
    else await this.#reconciler.stop()
  }

  #lift(address: SourceText): void {
    if (this.#reconciler.isInForce(address)) this.#leaving.add(address)
    this.#reconciler.lift(address)
  }

  #create(): Reconciler {
    const { clock, halted, onTrouble, listener, steady = systemSteadyClock, create = createEnforcer } = this.#options
    const { enforce, enforcement, bans } = this.#config
    const told: EnforcementListener = {
      inForce: (address, at) => {
        this.#failed.delete(address)
        this.#tell(address, 'in-force')
        listener.inForce(address, at)
      },
      released: (address, at) => {
        this.#leaving.delete(address)
        this.#tell(address, 'released')
        listener.released(address, at)
      },
      refused: (address, why) => {
        this.#failed.set(address, why)
        listener.refused(address, why)
      },
      evicted: (address) => {
        this.#failed.set(address, 'it gave way to other bans: there are more than the firewall is to hold')
        listener.evicted(address)
      },
      changed: (status: OwnStatus) => listener.changed(status),
      repaired: (count: number, at: EpochMilliseconds) => listener.repaired(count, at),
    }
    return new Reconciler({
      enforcer: create(enforce, enforcement, { clock, steady, onTrouble }),
      capacity: bans.in_force,
      clock,
      steady,
      listener: told,
      halted,
    })
  }

  #tell(address: SourceText, wanted: Wanted): void {
    this.#settle((one) => one.address === address && one.wanted === wanted)
  }

  /** All is released, and where nothing is enforced any more nobody waits for it. */
  #endWaiting(): void {
    this.#settle(({ wanted }) => wanted === 'released' || this.mode === 'off')
  }

  #settle(isDone: (one: Waiter) => boolean): void {
    const done = this.#waiting.filter(isDone)
    this.#waiting = this.#waiting.filter((one) => !done.includes(one))
    for (const one of done) one.done()
  }
}

const STATES = { off: 'observing', up: 'working', down: 'down' } as const

function wanted({ source, address, until, offence }: Ban) {
  return { source, address, until, severity: offence }
}
