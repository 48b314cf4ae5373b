import type { Ban, Lift, LiftCause } from '../../domain/ban.ts'
import type { BanReader } from '../../domain/ports.ts'
import type { Remembered, RememberedChange } from '../../domain/remembered.ts'
import type { SourceKey, SourceText } from '../../domain/source.ts'
import { type EpochMilliseconds, MINUTE, type Milliseconds } from '../../domain/units.ts'
import { formatSource } from '../../lib/ip-address.ts'
import { BanFilter } from './ban-filter.ts'
import { BannedNetworks } from './banned-networks.ts'
import { ExpiryQueue } from './expiry-queue.ts'
import { OffenceMemory } from './offence-memory.ts'

export type LedgerState = Omit<Remembered, 'allow'>

/** Who is banned until when, and who was before. In log time. */
export class BanLedger implements BanReader {
  /** Told of each change before the call that makes it returns, so that it can be written down before anything follows from it. */
  onChange: (change: RememberedChange) => void = () => {}
  /** How many of the bans in force are a first offence, a second, …; 0: ordered by a person. */
  readonly byOffence = new Map<number, number>()
  readonly #bans = new Map<SourceText, Ban>()
  readonly #filter = new BanFilter()
  readonly #networks = new BannedNetworks()
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
    if (this.#networks.hold(source)) return true
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

  /** Bans made in the minute that ends with `now`, manual ones left out; a few seconds of disorder count too much, never too little. */
  madeInMinute(now: EpochMilliseconds): number {
    while (this.#past < this.#made.length && this.#made[this.#past]! <= now - MINUTE) this.#past++
    if (2 * this.#past > this.#made.length) {
      this.#made = this.#made.slice(this.#past)
      this.#past = 0
    }
    return this.#made.length - this.#past
  }

  /** Puts a ban in force and counts its offence, unless it is manual; a ban of the same source is replaced. */
  put(ban: Ban): void {
    this.onChange({ type: 'put', ban })
    this.#hold(ban)
    if (ban.kind !== 'manual') {
      this.#offences.remember(ban.address, ban.offence, ban.at)
      this.#made.push(ban.at)
    }
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
      const ban = this.#queue.peek()!
      const lift: Lift = { ban, at: ban.until!, cause: 'expired' }
      this.onChange({ type: 'lift', lift, forgiven: false })
      this.#remove(ban)
      lifts.push(lift)
    }
    return lifts
  }

  /** Ends a ban before its time. The offence is kept unless it is forgiven. Undefined when there is no such ban. */
  lift(
    address: SourceText,
    at: EpochMilliseconds,
    cause: LiftCause,
    forgive = false,
    author?: string,
  ): Lift | undefined {
    const ban = this.#bans.get(address)
    const lift = ban && { ban, at, cause, ...(author !== undefined && { author }) }
    if (lift !== undefined) this.onChange({ type: 'lift', lift, forgiven: forgive })
    else if (forgive) this.onChange({ type: 'forgive', address })
    if (ban !== undefined) this.#remove(ban)
    if (forgive) this.#offences.forgive(address)
    return lift
  }

  /** Permanent bans that a person should look at by `now`, the longest due first. */
  review(now: EpochMilliseconds): Ban[] {
    const due = [...this.#bans.values()].filter(({ reviewAt }) => reviewAt !== undefined && reviewAt <= now)
    return due.sort((a, b) => a.reviewAt! - b.reviewAt!)
  }

  /** A person has looked at a permanent ban and it stays; false when there is none of that address. */
  reviewed(address: SourceText, next: EpochMilliseconds): boolean {
    const before = this.#bans.get(address)
    if (before?.reviewAt === undefined) return false
    const ban = { ...before, reviewAt: next }
    this.onChange({ type: 'review', ban })
    this.#bans.set(address, ban)
    return true
  }

  /** Writes bans anew as `rewrite` gives them, which leaves address and times as they are; nobody is told. */
  rewrite(rewrite: (ban: Ban) => Ban): void {
    for (const [address, before] of this.#bans) {
      const ban = rewrite(before)
      if (ban === before) continue
      this.#bans.set(address, ban)
      this.#queue.push(ban)
    }
    this.#skipEnded()
  }

  /** Moves all times by `by`, when the log's clock was set: bans keep their remaining time. */
  shift(by: Milliseconds): void {
    this.onChange({ type: 'shift', by })
    this.#queue.clear()
    for (const [address, ban] of this.#bans) {
      const moved = shifted(ban, by)
      this.#bans.set(address, moved)
      this.#queue.push(moved)
    }
    this.#offences.shift(by)
    this.#made = this.#made.map((at) => at + by)
  }

  toJSON(): LedgerState {
    return { bans: [...this.#bans.values()], offences: this.#offences.records(), made: this.#made.slice(this.#past) }
  }

  /** Takes the place of all that it holds; nobody is told. */
  restore({ bans, offences, made }: LedgerState): void {
    for (const ban of [...this.#bans.values()]) this.#remove(ban)
    for (const ban of bans) this.#hold(ban)
    this.#offences.restore(offences)
    const own = bans.filter(({ kind }) => kind !== 'manual').map(({ at }) => at)
    this.#made = [...(made ?? own)].sort((a, b) => a - b)
    this.#past = 0
  }

  #hold(ban: Ban): void {
    const { source } = ban
    if (source.bits !== undefined) this.#networks.add(source)
    else if (!this.#bans.has(ban.address)) this.#filter.add(source)
    const before = this.#bans.get(ban.address)
    if (before !== undefined) this.#count(before, -1)
    this.#bans.set(ban.address, ban)
    this.#count(ban, 1)
    this.#queue.push(ban)
  }

  #count({ offence }: Ban, by: 1 | -1): void {
    this.byOffence.set(offence, (this.byOffence.get(offence) ?? 0) + by)
  }

  #remove(ban: Ban): void {
    this.#bans.delete(ban.address)
    this.#count(ban, -1)
    const { source } = ban
    if (source.bits === undefined) this.#filter.remove(source)
    else this.#networks.remove(source)
    this.#skipEnded()
  }

  #skipEnded(): void {
    for (let ban = this.#queue.peek(); ban !== undefined && this.#bans.get(ban.address) !== ban; ) {
      this.#queue.pop()
      ban = this.#queue.peek()
    }
  }
}

function shifted(ban: Ban, by: Milliseconds): Ban {
  const { until, reviewAt } = ban
  return {
    ...ban,
    until: until === null ? null : until + by,
    ...(reviewAt !== undefined && { reviewAt: reviewAt + by }),
  }
}
