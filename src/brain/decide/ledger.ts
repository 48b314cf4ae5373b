import type { Ban, Lift, LiftCause } from '../../domain/ban.ts'
import type { BanReader } from '../../domain/ports.ts'
import type { SourceKey, SourceText } from '../../domain/source.ts'
import { prefixOf } from '../../domain/source-prefix.ts'
import { type EpochMilliseconds, MINUTE, type Milliseconds } from '../../domain/units.ts'
import { formatSource } from '../../lib/ip-address.ts'
import { BanFilter } from './ban-filter.ts'
import { ExpiryQueue } from './expiry-queue.ts'
import { OffenceMemory } from './offence-memory.ts'

/** Who is banned until when, and who was before. In log time. */
export class BanLedger implements BanReader {
  readonly #bans = new Map<SourceText, Ban>()
  readonly #filter = new BanFilter()
  /** Numbers of banned /24s and /48s. */
  readonly #networks: Readonly<Record<4 | 6, Set<number>>> = { 4: new Set(), 6: new Set() }
  /** May hold bans that were lifted or replaced, never at its head. */
  readonly #queue = new ExpiryQueue()
  readonly #offences: OffenceMemory
  /** When bans were made; the first `#past` of them are older than the minute last asked for. */
  #made: EpochMilliseconds[] = []
  #past = 0

  /** `decay` null: offences are never forgotten. */
  constructor(decay: Milliseconds | null) {
    this.#offences = new OffenceMemory(decay)
  }

  get size(): number {
    return this.#bans.size
  }

  set decay(decay: Milliseconds | null) {
    this.#offences.decay = decay
  }

  isBanned(source: SourceKey): boolean {
    if (this.#networks[source.kind].has(prefixOf(source))) return true
    return this.#filter.mayHold(source) && this.#bans.has(formatSource(source.kind, source.high, source.low))
  }

  get(address: SourceText): Ban | undefined {
    return this.#bans.get(address)
  }

  bans(): Iterable<Ban> {
    return this.#bans.values()
  }

  /** The number that an offence at `now` would have, from 1. */
  nextOffence(address: SourceText, now: EpochMilliseconds): number {
    return this.#offences.count(address, now) + 1
  }

  /** Bans made in the minute that ends with `now`; a few seconds of disorder count too much, never too little. */
  madeInMinute(now: EpochMilliseconds): number {
    while (this.#past < this.#made.length && this.#made[this.#past]! <= now - MINUTE) this.#past++
    if (2 * this.#past > this.#made.length) {
      this.#made = this.#made.slice(this.#past)
      this.#past = 0
    }
    return this.#made.length - this.#past
  }

  /** Puts a ban in force and counts its offence; a ban of the same source is replaced. */
  put(ban: Ban): void {
    const { source } = ban
    if (source.bits !== undefined) this.#networks[source.kind].add(prefixOf(source))
    else if (!this.#bans.has(ban.address)) this.#filter.add(source)
    this.#bans.set(ban.address, ban)
    this.#offences.remember(ban.address, ban.offence, ban.at)
    this.#queue.push(ban)
    this.#made.push(ban.at)
    this.#skipEnded()
  }

  /** Infinity when no ban ends. */
  nextExpiry(): EpochMilliseconds {
    return this.#queue.peek()?.until ?? Number.POSITIVE_INFINITY
  }

  /** Ends the bans that are over at `now`, in the order of their end, then of their address; each lift is dated at that end. */
  expire(now: EpochMilliseconds): Lift[] {
    const lifts: Lift[] = []
    while (this.nextExpiry() <= now) {
      const ban = this.#queue.pop()!
      this.#remove(ban)
      lifts.push({ ban, at: ban.until!, cause: 'expired' })
    }
    return lifts
  }

  /** Ends a ban before its time. The offence is kept unless it is forgiven. Undefined when there is no such ban. */
  lift(address: SourceText, at: EpochMilliseconds, cause: LiftCause, forgive = false): Lift | undefined {
    const ban = this.#bans.get(address)
    if (forgive) this.#offences.forgive(address)
    if (ban === undefined) return undefined
    this.#remove(ban)
    return { ban, at, cause }
  }

  /** Moves all times by `by`, when the log's clock was set: bans keep their remaining time. */
  shift(by: Milliseconds): void {
    this.#queue.clear()
    for (const [address, ban] of this.#bans) {
      const moved = { ...ban, until: ban.until === null ? null : ban.until + by }
      this.#bans.set(address, moved)
      this.#queue.push(moved)
    }
    this.#offences.shift(by)
    this.#made = this.#made.map((at) => at + by)
  }

  #remove(ban: Ban): void {
    this.#bans.delete(ban.address)
    const { source } = ban
    if (source.bits === undefined) this.#filter.remove(source)
    else this.#networks[source.kind].delete(prefixOf(source))
    this.#skipEnded()
  }

  #skipEnded(): void {
    for (let ban = this.#queue.peek(); ban !== undefined && this.#bans.get(ban.address) !== ban; ) {
      this.#queue.pop()
      ban = this.#queue.peek()
    }
  }
}
