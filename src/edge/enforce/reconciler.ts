import type { EnforcementListener, EnforcementStatus, Enforcer, WantedBan } from '../../domain/enforcement.ts'
import { BreakwaterError } from '../../domain/errors.ts'
import type { SourceText } from '../../domain/source.ts'
import { HOUR, type Milliseconds, SECOND } from '../../domain/units.ts'
import type { Clock } from '../../lib/clock.ts'
import type { SteadyClock } from '../../lib/steady-clock.ts'
import { applyInHalves, probe } from './apply-in-halves.ts'
import { BanBook } from './ban-book.ts'
import { Health } from './health.ts'
import { networkOf } from './network.ts'

export interface ReconcilerOptions {
  readonly enforcer: Enforcer
  /** Most bans in force; the enforcer's own capacity may be less. */
  readonly capacity: number
  readonly clock: Clock
  /** What bans are timed by: a step of the operator's clock neither ends nor prolongs one. */
  readonly steady: SteadyClock
  readonly listener: EnforcementListener
  /** Why nothing may be written now, or undefined; asked before each batch and each look. Then no ban counts as in force. */
  readonly halted?: () => string | undefined
}

/** What comes within this time of the end of a batch waits to be one batch. */
const GATHER: Milliseconds = 50
/** From the end of one look at the firewall to the next: what is gone is back within 5 s, also where looking takes a second. */
const LOOK_EVERY: Milliseconds = 2 * SECOND

/**
 * Keeps what the enforcer holds equal to what is wanted: changes at once, in batches, and each 2 s a look at what is really there. One
 * call of the enforcer at a time. Before `start` nothing is written: put all bans that are remembered first, others are removed.
 */
export class Reconciler {
  readonly #options: ReconcilerOptions
  readonly #enforcer: Enforcer
  readonly #book: BanBook
  readonly #health: Health
  #isRunning = false
  #current: Promise<void> | undefined
  #cancelWork = () => {}
  #cancelExpiry = () => {}
  #gatherUntil: Milliseconds = Number.NEGATIVE_INFINITY
  #lookAt: Milliseconds = 0

  constructor(options: ReconcilerOptions) {
    const { enforcer, capacity, clock, listener } = options
    this.#options = options
    this.#enforcer = enforcer
    const book = { capacity: Math.min(capacity, enforcer.capacity), expires: enforcer.expires, clock, listener }
    this.#book = new BanBook(book)
    this.#health = new Health(enforcer.mode === 'off', clock)
  }

  get status(): EnforcementStatus {
    const { inForce, pending, repairs, refused } = this.#book
    const { mode, dropped = null } = this.#enforcer
    return { mode, ...this.#health.told, inForce, pending, repairs, refused, dropped }
  }

  /** Whether the enforcer confirmed a ban of this address that has not ended. */
  isInForce(address: SourceText): boolean {
    return this.#book.isInForce(address)
  }

  /** Wants a ban, or another length of one. `remaining`: how long it lasts from now; default: until its end by the wall clock. */
  put(ban: WantedBan, remaining: Milliseconds | null = this.#remaining(ban)): void {
    if (this.#enforcer.mode === 'off') return
    let address: SourceText
    try {
      address = networkOf(ban.address).text
    } catch (error) {
      this.#book.refused++
      this.#options.listener.refused(ban.address, (error as Error).message)
      return
    }
    const deadline = remaining === null ? Number.POSITIVE_INFINITY : this.#options.steady() + remaining
    this.#book.put(address, ban.severity ?? 0, deadline)
    this.#schedule()
  }

  /** Ends a ban before its time. One whose time is over ends by itself; lifting it because a clock was set would be too early. */
  lift(address: SourceText): void {
    this.#book.lift(address)
    this.#schedule()
  }

  start(): void {
    if (this.#enforcer.mode === 'off') return
    this.#isRunning = true
    this.#lookAt = this.#options.steady()
    this.#schedule()
  }

  /** Lets the call that is under way end. Bans stay in force. */
  async stop(): Promise<void> {
    this.#isRunning = false
    this.#cancelWork()
    this.#cancelExpiry()
    await this.#current
  }

  /** Stops, and removes every trace of ours. Throws EnforcerError. */
  async purge(): Promise<void> {
    await this.stop()
    await this.#enforcer.purge()
  }

  #remaining({ until }: WantedBan): Milliseconds | null {
    return until === null ? null : until - this.#options.clock.now()
  }

  #schedule(): void {
    this.#cancelWork()
    this.#cancelExpiry()
    if (!this.#isRunning) return
    const { clock, steady } = this.#options
    const now = steady()
    const expiry = this.#book.nextDeadline - now
    if (expiry !== Number.POSITIVE_INFINITY)
      this.#cancelExpiry = clock.after(Math.min(Math.max(expiry, 0), HOUR), () => this.#expire())
    if (this.#current !== undefined) return
    const isPressing = this.#book.pending > 0 && this.#health.isUp
    const due = isPressing ? Math.min(Math.max(this.#gatherUntil, now), this.#lookAt) : this.#lookAt
    if (due > now) this.#cancelWork = clock.after(due - now, () => this.#begin())
    else this.#cancelWork = soon(() => this.#begin())
  }

  #expire(): void {
    this.#book.expire(this.#options.steady())
    this.#schedule()
  }

  #begin(): void {
    if (this.#current !== undefined || !this.#isRunning) return
    this.#current = this.#work().finally(() => {
      this.#current = undefined
      this.#schedule()
    })
  }

  async #work(): Promise<void> {
    const { steady, halted, listener } = this.#options
    const isLook = steady() >= this.#lookAt
    const halt = halted?.()
    if (halt !== undefined) {
      this.#book.suspend()
      if (this.#health.halt(halt)) listener.changed(this.status)
      this.#lookAt = steady() + LOOK_EVERY
      return
    }
    try {
      if (isLook) await this.#look()
      if (this.#book.pending > 0) await this.#write()
      if (isLook && this.#health.succeed()) listener.changed(this.status)
    } catch (error) {
      const words = error instanceof BreakwaterError ? `${error.message}. ${error.hint}` : String(error)
      if (this.#health.fail(words)) listener.changed(this.status)
      this.#lookAt = steady() + this.#health.backoff
    }
  }

  async #look(): Promise<void> {
    const { steady } = this.#options
    if (!this.#health.isUp) await probe(this.#enforcer)
    const began = steady()
    const actual = await this.#enforcer.read()
    const now = steady()
    this.#lookAt = now + LOOK_EVERY
    this.#book.expire(now)
    this.#book.markRetries(now)
    if (actual !== null) this.#book.compare(actual, now, now - began)
  }

  async #write(): Promise<void> {
    const { steady } = this.#options
    const batch = this.#book.takeBatch(steady())
    try {
      for (const changes of [batch.together, ...batch.alone.map((change) => [change])]) {
        if (changes.length === 0) continue
        await applyInHalves(this.#enforcer, changes, (part, refusals) =>
          this.#book.landed(batch, part, refusals, steady()),
        )
      }
    } catch (error) {
      this.#book.putBack(batch)
      throw error
    } finally {
      this.#gatherUntil = steady() + GATHER
    }
  }
}

/** At the end of this turn: what else is banned in it goes along. Returns how to cancel. */
function soon(act: () => void): () => void {
  let isCancelled = false
  queueMicrotask(() => {
    if (!isCancelled) act()
  })
  return () => {
    isCancelled = true
  }
}
