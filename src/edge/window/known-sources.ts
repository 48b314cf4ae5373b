import type { SourceKey } from '../../domain/source.ts'
import type { Standing } from '../../domain/source-features.ts'
import type { EpochSeconds, Seconds } from '../../domain/units.ts'
import { type HashSeed, hashKey } from '../../lib/hash.ts'
import { BloomFilter } from '../../sketch/bloom-filter.ts'
import { Gateways } from './gateways.ts'
import { readKnown, writeKnown } from './known-bytes.ts'
import { KIND } from './source-entries.ts'

const HALF_DAY: Seconds = 43_200
/** Half days of a week. */
const WEEK = 14
/** An offence is remembered as long as the longest memory of good days. */
const OFFENCE: Seconds = 14 * 86_400
/** Offenders at most; the longest ago are forgotten first. */
export const OFFENDERS = 65_536

/**
 * Who was here before and did no harm. A source that was seen is `known` from the half day after the next on, 12 to 24 hours later, for
 * one to two weeks after it was last seen; an offence takes that away for two weeks. All by log time; 4 MiB and two exact tables.
 */
export class KnownSources {
  now: EpochSeconds = 0
  readonly seed: HashSeed
  /** Seen in the running half day and in the one before. */
  today = new BloomFilter()
  yesterday = new BloomFilter()
  /** Seen before that: in the running week and in the one before. */
  week = new BloomFilter()
  lastWeek = new BloomFilter()
  gateways = new Gateways()
  /** When whoever was banned was last banned, the longest ago first. */
  readonly offenders = new Map<number, EpochSeconds>()
  /** The running half day since 1970; null before any. */
  halfDay: number | null = null
  #hash = 0
  #step = 0

  constructor(seed: HashSeed) {
    this.seed = seed
  }

  /** Log time goes on to `second`. After a clock was set back the memory stays, and half days are counted from there. */
  advance(second: EpochSeconds): void {
    this.now = second
    const halfDay = Math.floor(second / HALF_DAY)
    if (halfDay === this.halfDay) return
    const first = Math.max(this.halfDay ?? halfDay, halfDay - 2 * WEEK - 2)
    this.halfDay = halfDay
    for (let each = first + 1; each <= halfDay; each++) this.#turn(each)
  }

  /** The source is here now. `kind` is 6 for IPv6; false when there is no room to remember it. */
  noteSeen(kind: 4 | 6, high: number, low: number): boolean {
    this.#find(kind, high, low)
    return this.today.add(this.#hash, this.#step)
  }

  /** The source was banned. */
  spoil({ kind, high, low }: SourceKey): void {
    const key = this.#find(kind, high, low)
    this.gateways.forget(key)
    this.offenders.delete(key)
    this.offenders.set(key, this.now)
    if (this.offenders.size <= OFFENDERS) return
    for (const [oldest] of this.offenders) {
      this.offenders.delete(oldest)
      return
    }
  }

  /** A person says that the ban was wrong. */
  pardon({ kind, high, low }: SourceKey): void {
    this.offenders.delete(this.#find(kind, high, low))
  }

  /** It is no offender and no gateway any more. That it was here cannot be taken out of a filter: it passes in fifteen days. */
  forget({ kind, high, low }: SourceKey): void {
    const key = this.#find(kind, high, low)
    this.offenders.delete(key)
    this.gateways.forget(key)
  }

  /** It was banned within two weeks, and nobody said that this was wrong. */
  isOffender({ kind, high, low }: SourceKey): boolean {
    return this.#isOffender(this.#find(kind, high, low))
  }

  isKnown(kind: 4 | 6, high: number, low: number): boolean {
    const key = this.#find(kind, high, low)
    return this.#isRemembered() && !this.#isOffender(key)
  }

  /** The source showed so many different user agents over the hours that it was studied. */
  noteAgents({ kind, high, low }: SourceKey, agents: number): void {
    this.gateways.note(this.#find(kind, high, low), agents, this.now)
  }

  /** Most different agents that a gateway showed on one of its last two days; 0 when it is none. */
  agentsOf({ kind, high, low }: SourceKey): number {
    return this.gateways.agents(this.#find(kind, high, low), this.now)
  }

  /** How well the source is known now; takes note of its agents, which are those of the hours that it was studied. */
  standing(source: SourceKey, agents: number): Standing {
    const key = this.#find(source.kind, source.high, source.low)
    this.gateways.note(key, agents, this.now)
    if (this.#isOffender(key)) return 'new'
    if (this.gateways.agents(key, this.now) > 0) return 'gateway'
    return this.#isRemembered() ? 'known' : 'new'
  }

  /** All that is remembered, seed included, for `fromBytes`. */
  toBytes(): Uint8Array {
    return writeKnown(this)
  }

  /** Takes the place of all that is remembered; false, and nothing changes, when it was hashed by another seed. */
  take(other: KnownSources): boolean {
    if (other.seed.first !== this.seed.first || other.seed.second !== this.seed.second) return false
    ;({
      now: this.now,
      today: this.today,
      yesterday: this.yesterday,
      week: this.week,
      lastWeek: this.lastWeek,
      gateways: this.gateways,
      halfDay: this.halfDay,
    } = other)
    this.offenders.clear()
    for (const [key, second] of other.offenders) this.offenders.set(key, second)
    return true
  }

  /** Null when these are not the bytes of known sources, or of a later version. */
  static fromBytes(bytes: Uint8Array): KnownSources | null {
    const read = readKnown(bytes)
    if (read === null) return null
    const known = new KnownSources(read.seed)
    known.now = read.now
    known.halfDay = read.halfDay
    known.gateways = read.gateways
    for (const [key, second] of read.offenders) known.offenders.set(key, second)
    ;[known.today, known.yesterday, known.week, known.lastWeek] = read.filters
    return known
  }

  #turn(halfDay: number): void {
    this.week.merge(this.yesterday)
    const empty = this.yesterday
    empty.clear()
    this.yesterday = this.today
    this.today = empty
    if (halfDay % WEEK !== 0) return
    const next = this.lastWeek
    next.clear()
    this.lastWeek = this.week
    this.week = next
  }

  /** Hashes the key, and makes of both hashes a number of 53 bits that stands for it. */
  #find(kind: 4 | 6, high: number, low: number): number {
    const bit = kind === 6 ? KIND : 0
    const { first, second } = this.seed
    this.#hash = hashKey(high, low, bit, first, second)
    this.#step = hashKey(high, low, bit, second, first)
    return (this.#hash >>> 0) * 2 ** 21 + (this.#step >>> 11)
  }

  #isRemembered(): boolean {
    return this.week.has(this.#hash, this.#step) || this.lastWeek.has(this.#hash, this.#step)
  }

  #isOffender(key: number): boolean {
    const at = this.offenders.get(key)
    return at !== undefined && this.now - at < OFFENCE
  }
}
