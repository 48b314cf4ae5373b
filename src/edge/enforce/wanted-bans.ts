import type { SourceText } from '../../domain/source.ts'
import type { Milliseconds } from '../../domain/units.ts'
import { DeadlineQueue } from './deadline-queue.ts'

/** A ban that must be in force. */
export interface WantedEntry {
  readonly address: SourceText
  readonly severity: number
  /** By the steady clock; Infinity: permanent. */
  readonly deadline: Milliseconds
  /** The firewall holds it as far as we know. */
  isConfirmed: boolean
  /** Its being in force was told. */
  isTold: boolean
}

/** What must be in force, at most `capacity` bans: then the oldest of the least severe give way. */
export class WantedBans {
  readonly #capacity: number
  readonly #entries = new Map<SourceText, WantedEntry>()
  /** Addresses by severity, the oldest first. */
  readonly #ranks = new Map<number, Set<SourceText>>()
  readonly #deadlines = new DeadlineQueue()
  #confirmed = 0

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  get size(): number {
    return this.#entries.size
  }

  /** How many are confirmed. */
  get confirmed(): number {
    return this.#confirmed
  }

  get nextDeadline(): Milliseconds {
    return this.#deadlines.next
  }

  get(address: SourceText): WantedEntry | undefined {
    return this.#entries.get(address)
  }

  values(): IterableIterator<WantedEntry> {
    return this.#entries.values()
  }

  /** Replaces what there is for the address. Gives what gave way for it: another one, itself, or nothing. */
  put(entry: WantedEntry): WantedEntry | undefined {
    this.delete(entry.address)
    const victim = this.#entries.size >= this.#capacity ? this.#leastSevere() : undefined
    if (victim !== undefined && victim.severity > entry.severity) return entry
    if (victim !== undefined) this.delete(victim.address)
    this.#entries.set(entry.address, entry)
    const rank = this.#ranks.get(entry.severity) ?? new Set()
    this.#ranks.set(entry.severity, rank.add(entry.address))
    if (entry.deadline !== Number.POSITIVE_INFINITY) this.#deadlines.push(entry.deadline, entry.address)
    if (entry.isConfirmed) this.#confirmed++
    return victim
  }

  delete(address: SourceText): WantedEntry | undefined {
    const entry = this.#entries.get(address)
    if (entry === undefined) return undefined
    this.#entries.delete(address)
    const rank = this.#ranks.get(entry.severity)!
    rank.delete(address)
    if (rank.size === 0) this.#ranks.delete(entry.severity)
    if (entry.isConfirmed) this.#confirmed--
    return entry
  }

  setConfirmed(entry: WantedEntry, isConfirmed: boolean): void {
    if (entry.isConfirmed === isConfirmed) return
    entry.isConfirmed = isConfirmed
    if (this.#entries.get(entry.address) === entry) this.#confirmed += isConfirmed ? 1 : -1
  }

  /** Takes out those whose time is over. */
  expire(now: Milliseconds): WantedEntry[] {
    const over: WantedEntry[] = []
    while (this.#deadlines.next <= now) {
      const entry = this.#entries.get(this.#deadlines.pop()!)
      // A deadline of a ban that was lifted or replaced is still in the queue.
      if (entry === undefined || entry.deadline > now) continue
      this.delete(entry.address)
      over.push(entry)
    }
    return over
  }

  #leastSevere(): WantedEntry | undefined {
    const severity = Math.min(...this.#ranks.keys())
    const [address] = this.#ranks.get(severity) ?? []
    return address === undefined ? undefined : this.#entries.get(address)
  }
}
