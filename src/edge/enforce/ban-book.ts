import type { Change, EnforcementListener, Refusal } from '../../domain/enforcement.ts'
import type { SourceText } from '../../domain/source.ts'
import type { Milliseconds } from '../../domain/units.ts'
import type { Clock } from '../../lib/clock.ts'
import { findDrift } from './drift.ts'
import { RetryBook } from './retry-book.ts'
import { WantedBans, type WantedEntry } from './wanted-bans.ts'

export interface BanBookOptions {
  readonly capacity: number
  /** Whether the enforcer's bans end by themselves. */
  readonly expires: boolean
  readonly clock: Pick<Clock, 'now'>
  readonly listener: EnforcementListener
}

/** A firewall takes so many in less than a second. */
const MOST_IN_BATCH = 10_000
/** Refused changes that are tried again at once, each alone. */
const MOST_RETRIES = 20

/** A batch on its way, with the bans as they were when it was made. */
export interface Batch {
  readonly together: readonly Change[]
  /** Were refused before: each alone, so that they do not spoil the others. */
  readonly alone: readonly Change[]
  readonly waiting: Map<SourceText, WantedEntry | undefined>
}

/** What is wanted, what is known to be in force, and what has to be told to the enforcer. All times by the steady clock. */
export class BanBook {
  readonly #options: BanBookOptions
  readonly #wanted: WantedBans
  readonly #retries = new RetryBook()
  /** Addresses whose state at the enforcer may not be what is wanted, in the order of the changes. */
  readonly #dirty = new Set<SourceText>()
  /** Not wanted any longer, but still in force. */
  readonly #leaving = new Set<SourceText>()
  /** Were in force and had gone. */
  readonly #lost = new Set<SourceText>()
  refused = 0
  repairs = 0

  constructor(options: BanBookOptions) {
    this.#options = options
    this.#wanted = new WantedBans(options.capacity)
  }

  get inForce(): number {
    return this.#wanted.confirmed
  }

  get pending(): number {
    return this.#dirty.size
  }

  get nextDeadline(): Milliseconds {
    return this.#wanted.nextDeadline
  }

  isInForce(address: SourceText): boolean {
    return this.#wanted.get(address)?.isConfirmed === true
  }

  put(address: SourceText, severity: number, deadline: Milliseconds): void {
    const isConfirmed = this.#leaving.delete(address) || this.isInForce(address)
    this.#retries.forget(address)
    const victim = this.#wanted.put({ address, severity, deadline, isConfirmed, isTold: false })
    this.#mark(address)
    if (victim === undefined) return
    this.refused++
    this.#options.listener.evicted(victim.address)
    this.#release(victim)
  }

  lift(address: SourceText): void {
    const entry = this.#wanted.delete(address)
    if (entry !== undefined) this.#release(entry)
  }

  expire(now: Milliseconds): void {
    for (const entry of this.#wanted.expire(now)) {
      if (!this.#options.expires) this.#release(entry)
      else if (entry.isConfirmed) this.#options.listener.released(entry.address, this.#options.clock.now())
    }
  }

  /** Somebody stopped enforcement and removes all of ours: nothing counts as in force until it is confirmed again. */
  suspend(): void {
    if (this.inForce + this.#leaving.size === 0) return
    const gone = [...this.#leaving]
    for (const entry of this.#wanted.values()) {
      if (!entry.isConfirmed) continue
      this.#wanted.setConfirmed(entry, false)
      entry.isTold = false
      this.#mark(entry.address)
      gone.push(entry.address)
    }
    this.#leaving.clear()
    for (const address of gone) this.#options.listener.released(address, this.#options.clock.now())
  }

  /** What was refused is due to be tried again. */
  markRetries(now: Milliseconds): void {
    for (const address of this.#retries.due(now)) this.#mark(address)
  }

  /** Compares with what the enforcer holds; the reading is `age` old at most. */
  compare(actual: ReadonlyMap<SourceText, Milliseconds | null>, now: Milliseconds, age: Milliseconds): void {
    const drift = findDrift(this.#wanted, actual, { expires: this.#options.expires, now, age })
    for (const address of drift.right) if (!this.#dirty.has(address)) this.#confirm(this.#wanted.get(address)!)
    for (const address of drift.wrong) if (!this.#retries.waits(address, now)) this.#mark(address)
    for (const address of drift.lost) {
      this.#wanted.setConfirmed(this.#wanted.get(address)!, false)
      this.#lost.add(address)
    }
  }

  takeBatch(now: Milliseconds): Batch {
    this.expire(now)
    const waiting = new Map<SourceText, WantedEntry | undefined>()
    const together: Change[] = []
    const alone: Change[] = []
    for (const address of this.#dirty) {
      if (together.length === MOST_IN_BATCH) break
      const isRetry = this.#retries.has(address)
      if (isRetry && alone.length === MOST_RETRIES) continue
      const entry = this.#wanted.get(address)
      waiting.set(address, entry)
      ;(isRetry ? alone : together).push(changeOf(address, entry, now))
    }
    for (const address of waiting.keys()) this.#dirty.delete(address)
    return { together, alone, waiting }
  }

  /** A part of the batch is done with. */
  landed({ waiting }: Batch, part: readonly Change[], refusals: readonly Refusal[], now: Milliseconds): void {
    const refused = new Map(refusals.map(({ address, why }) => [address, why]))
    let repaired = 0
    for (const { type, address } of part) {
      const made = waiting.get(address)
      waiting.delete(address)
      const why = refused.get(address)
      if (why !== undefined) {
        this.#refuse(address, why, now)
        continue
      }
      this.#retries.forget(address)
      if (type === 'remove') this.#gone(address)
      else this.#came(address, made)
      if (this.#lost.delete(address) && type === 'add') repaired++
    }
    if (repaired === 0) return
    this.repairs += repaired
    this.#options.listener.repaired(repaired, this.#options.clock.now())
  }

  /** The enforcer failed: what it did not confirm has to be told again. */
  putBack({ waiting }: Batch): void {
    for (const address of waiting.keys()) this.#mark(address)
  }

  #refuse(address: SourceText, why: string, now: Milliseconds): void {
    if (!this.#retries.refuse(address, now)) return
    this.refused++
    this.#options.listener.refused(address, why)
  }

  #gone(address: SourceText): void {
    const again = this.#wanted.get(address)
    if (again !== undefined) this.#wanted.setConfirmed(again, false)
    if (this.#leaving.delete(address)) this.#options.listener.released(address, this.#options.clock.now())
  }

  /** The ban may have been replaced by another one in the meantime, or lifted: then that comes with the next batch. */
  #came(address: SourceText, made: WantedEntry | undefined): void {
    const entry = this.#wanted.get(address)
    if (entry !== undefined && entry === made) this.#confirm(entry)
    else if (entry !== undefined) this.#wanted.setConfirmed(entry, true)
  }

  #confirm(entry: WantedEntry): void {
    this.#wanted.setConfirmed(entry, true)
    if (entry.isTold) return
    entry.isTold = true
    this.#options.listener.inForce(entry.address, this.#options.clock.now())
  }

  #release(entry: WantedEntry): void {
    if (entry.isConfirmed) this.#leaving.add(entry.address)
    this.#lost.delete(entry.address)
    this.#mark(entry.address)
  }

  /** Bounded: of what is no longer wanted, the oldest are left to the next look at the enforcer. */
  #mark(address: SourceText): void {
    this.#dirty.add(address)
    if (this.#dirty.size <= 2 * this.#options.capacity + MOST_IN_BATCH) return
    for (const old of this.#dirty) {
      if (this.#wanted.get(old) !== undefined) continue
      this.#dirty.delete(old)
      this.#leaving.delete(old)
      return
    }
  }
}

function changeOf(address: SourceText, entry: WantedEntry | undefined, now: Milliseconds): Change {
  if (entry === undefined) return { type: 'remove', address }
  const remaining = entry.deadline === Number.POSITIVE_INFINITY ? null : entry.deadline - now
  return { type: 'add', address, remaining, ...(!entry.isConfirmed && { isNew: true }) }
}
