import type { Ban, Lift, LiftCause } from '../../domain/ban.ts'
import type { BanReader } from '../../domain/ports.ts'
import type { SourceKey, SourceText } from '../../domain/source.ts'
import type { EpochMilliseconds, Milliseconds } from '../../domain/units.ts'
import { formatSource } from '../../lib/ip-address.ts'
import { type OffenceRecord, remembered } from './escalation.ts'

/** Sources whose offences are remembered at once; beyond, the one whose offence is oldest is forgotten. */
const MOST_REMEMBERED = 1 << 20

/** Who is banned until when, and who was before. In log time. */
export class BanLedger implements BanReader {
  readonly #bans = new Map<SourceText, Ban>()
  /** In the order of the last offence. */
  readonly #offences = new Map<SourceText, OffenceRecord>()
  #decay: Milliseconds | null
  #next: EpochMilliseconds = Number.POSITIVE_INFINITY

  /** `decay` null: offences are never forgotten. */
  constructor(decay: Milliseconds | null) {
    this.#decay = decay
  }

  get size(): number {
    return this.#bans.size
  }

  set decay(decay: Milliseconds | null) {
    this.#decay = decay
  }

  isBanned(source: SourceKey): boolean {
    return this.#bans.has(formatSource(source.kind, source.high, source.low))
  }

  get(address: SourceText): Ban | undefined {
    return this.#bans.get(address)
  }

  bans(): Iterable<Ban> {
    return this.#bans.values()
  }

  /** The number that an offence at `now` would have, from 1. */
  nextOffence(address: SourceText, now: EpochMilliseconds): number {
    const record = this.#offences.get(address)
    return record === undefined ? 1 : remembered(record, this.#decay, now).count + 1
  }

  put(ban: Ban): void {
    this.#bans.set(ban.address, ban)
    this.#offences.delete(ban.address)
    this.#offences.set(ban.address, { count: ban.offence, since: ban.at })
    if (this.#offences.size > MOST_REMEMBERED) this.#offences.delete(this.#offences.keys().next().value as SourceText)
    this.#next = Math.min(this.#next, ban.until ?? Number.POSITIVE_INFINITY)
  }

  /** Infinity when no ban ends. */
  nextExpiry(): EpochMilliseconds {
    return this.#next
  }

  /** Ends the bans that are over at `now`, in the order of their end, then of their address. */
  expire(now: EpochMilliseconds): Lift[] {
    if (this.#next > now) return []
    const over: Ban[] = []
    let next = Number.POSITIVE_INFINITY
    for (const ban of this.#bans.values()) {
      if (ban.until === null) continue
      if (ban.until <= now) over.push(ban)
      else next = Math.min(next, ban.until)
    }
    this.#next = next
    over.sort((a, b) => a.until! - b.until! || (a.address < b.address ? -1 : 1))
    for (const ban of over) this.#bans.delete(ban.address)
    return over.map((ban) => ({ ban, at: ban.until!, cause: 'expired' }))
  }

  /** Ends a ban before its time. The offence is kept unless it is forgiven. Undefined when there is no such ban. */
  lift(address: SourceText, at: EpochMilliseconds, cause: LiftCause, forgive = false): Lift | undefined {
    const ban = this.#bans.get(address)
    if (ban === undefined) return undefined
    this.#bans.delete(address)
    if (forgive) this.#offences.delete(address)
    this.#rescan()
    return { ban, at, cause }
  }

  /** Moves all times by `by`, when the log's clock was set: bans keep their remaining time. */
  shift(by: Milliseconds): void {
    for (const [address, ban] of this.#bans) {
      this.#bans.set(address, { ...ban, until: ban.until === null ? null : ban.until + by })
    }
    for (const [address, record] of this.#offences) this.#offences.set(address, { ...record, since: record.since + by })
    this.#rescan()
  }

  #rescan(): void {
    this.#next = Number.POSITIVE_INFINITY
    for (const ban of this.#bans.values()) this.#next = Math.min(this.#next, ban.until ?? Number.POSITIVE_INFINITY)
  }
}
