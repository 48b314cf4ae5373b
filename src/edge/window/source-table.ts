import type { BanReader } from '../../domain/ports.ts'
import { BATCH_CAPACITY, type RecordBatch } from '../../domain/record-batch.ts'
import type { SourceKey } from '../../domain/source.ts'
import { type HashSeed, hashKey } from '../../lib/hash.ts'
import {
  BANNED,
  BUSY,
  ENTRY_WORDS,
  HIGH,
  KIND,
  LAST_SEEN,
  LOW,
  META,
  SEGMENT_BITS,
  SEGMENT_MASK,
  SourceEntries,
  STRICT,
  WATCHED,
} from './source-entries.ts'
import { SourceIndex } from './source-index.ts'

/** 4 Mi sources: 128 MiB of entries and 32 MiB of index when full. */
export const SOURCES = 4 * 1024 * 1024
export const SOURCES_MIN = 2 * BATCH_CAPACITY
/** A slot id + 1 has 24 bits in the index. */
export const SOURCES_MAX = 16 * 1024 * 1024 - 2

/** Entries looked at for one that gives way. */
const SAMPLE = 64
const SPAN = 60

/** Called before an entry is forgotten, so that what hangs on it can be released. */
export type Forget = (slot: number) => void

/**
 * All tracked sources in fixed-size slots; a slot id stays with its source until the source gives way. At the capacity a
 * new source takes the place of the stalest of a sample; banned, strict, watched and busy ones go last.
 */
export class SourceTable {
  readonly entries = new SourceEntries()
  readonly capacity: number
  evictions = 0
  /** Keeps the loads of `locate` from being optimized away; means nothing. */
  touched = 0
  /** The engine's own count of seconds; set by the owner. */
  now = 0
  readonly #index: SourceIndex
  readonly #first: number
  readonly #second: number
  readonly #bans: BanReader
  readonly #forget: Forget
  readonly #hashes = new Int32Array(BATCH_CAPACITY)
  readonly #found = new Uint32Array(BATCH_CAPACITY)
  #hand = 0
  #watched: SourceKey | null = null

  constructor(capacity: number, seed: HashSeed, bans: BanReader, forget: Forget, smallestIndex?: number) {
    if (!(capacity >= SOURCES_MIN && capacity <= SOURCES_MAX)) {
      throw new RangeError(`sources: ${SOURCES_MIN} … ${SOURCES_MAX}, not ${capacity}`)
    }
    this.capacity = capacity
    this.#index = new SourceIndex(this.entries, seed, smallestIndex)
    this.#first = seed.first
    this.#second = seed.second
    this.#bans = bans
    this.#forget = forget
  }

  /** Sources tracked now. */
  get count(): number {
    return this.entries.count
  }

  get bytes(): number {
    return this.entries.bytes + this.#index.bytes
  }

  /** While true for the rows of a batch, `locate` evicts nobody, so that the result does not depend on batch borders. */
  hasRoom(rows: number): boolean {
    return this.entries.count + rows <= this.capacity
  }

  /**
   * Fills `slots` for the rows [from, to) of a batch, inserting new sources. Touches all slots first: the loads of
   * different rows do not wait for each other, which halves the time at 1 M sources. No slot given out is evicted.
   */
  locate(batch: RecordBatch, from: number, to: number, slots: Int32Array): void {
    const { keyHigh, keyLow, flags } = batch
    const hashes = this.#hashes
    const found = this.#found
    const index = this.#index.words
    const mask = this.#index.mask
    for (let row = from; row < to; row++) {
      const hash = hashKey(keyHigh[row]!, keyLow[row]!, flags[row]! & KIND, this.#first, this.#second)
      hashes[row] = hash
      found[row] = index[hash & mask]!
    }
    // The tag alone picks the candidate, so that no branch waits for an entry.
    for (let row = from; row < to; row++) {
      const tag = hashes[row]! >>> 24
      let word = found[row]!
      for (let at = hashes[row]! & mask; word !== 0 && word >>> 24 !== tag; word = index[at]!) at = (at + 1) & mask
      slots[row] = (word & 0xffffff) - 1
    }
    // Loads alone, so that as many as possible are under way at once: 15 % at 1 M sources (bench/micro/source-table.ts).
    const segments = this.entries.segments
    let touched = 0
    for (let row = from; row < to; row++) {
      const slot = slots[row]!
      if (slot >= 0) touched ^= segments[slot >>> SEGMENT_BITS]![(slot & SEGMENT_MASK) * ENTRY_WORDS + LOW]!
    }
    this.touched = touched
    let missing = 0
    for (let row = from; row < to; row++) {
      const slot = slots[row]!
      if (slot >= 0) {
        const words = segments[slot >>> SEGMENT_BITS]!
        const base = (slot & SEGMENT_MASK) * ENTRY_WORDS
        if (
          words[base + LOW] === keyLow[row] &&
          words[base + HIGH] === keyHigh[row] &&
          (words[base + META]! & KIND) === (flags[row]! & KIND)
        ) {
          continue
        }
        slots[row] = -1
      }
      missing++
    }
    if (missing === 0) return
    for (let row = from; row < to; row++) {
      if (slots[row]! >= 0) continue
      const high = keyHigh[row]!
      const low = keyLow[row]!
      const kind = flags[row]! & KIND
      const slot = this.#index.find(hashes[row]!, high, low, kind)
      slots[row] = slot >= 0 ? slot : this.#insert(hashes[row]!, high, low, kind, slots, from, to)
    }
  }

  /** The slot of a tracked source, or -1. */
  find(source: SourceKey): number {
    const kind = source.kind === 6 ? KIND : 0
    const hash = hashKey(source.high, source.low, kind, this.#first, this.#second)
    return this.#index.find(hash, source.high, source.low, kind)
  }

  keyOf(slot: number): SourceKey {
    return this.entries.keyOf(slot)
  }

  /** Flags this source, now or whenever it appears. One at a time. */
  watch(source: SourceKey): void {
    this.#watched = source
    const slot = this.find(source)
    if (slot >= 0) this.entries.setMeta(slot, this.entries.meta(slot) | WATCHED)
  }

  #insert(hash: number, high: number, low: number, kind: number, slots: Int32Array, from: number, to: number): number {
    const full = this.entries.count >= this.capacity
    const slot = full ? this.#evict(slots, from, to) : this.entries.append()
    const words = this.entries.words(slot)
    const base = this.entries.base(slot)
    if (full) words.fill(0, base, base + ENTRY_WORDS)
    words[base + HIGH] = high
    words[base + LOW] = low
    words[base + META] = kind
    words[base + LAST_SEEN] = this.now
    this.#index.insert(hash, slot)
    if (this.#bans.size > 0 && this.#bans.isBanned(this.keyOf(slot))) words[base + META]! |= BANNED
    const watched = this.#watched
    if (watched !== null && watched.low === low && watched.high === high && (watched.kind === 6) === (kind === KIND)) {
      words[base + META]! |= WATCHED
    }
    return slot
  }

  #evict(slots: Int32Array, from: number, to: number): number {
    const capacity = this.capacity
    let victim = -1
    let worst = -1
    // The sample is larger only when all of it is in use by this very batch.
    for (let look = 0; look < SAMPLE || victim < 0; look++) {
      if (this.#hand >= capacity) this.#hand = 0
      const slot = this.#hand++
      const words = this.entries.words(slot)
      const base = this.entries.base(slot)
      const meta = words[base + META]!
      const age = this.now - words[base + LAST_SEEN]!
      const suspect = (meta & (BANNED | STRICT | WATCHED)) !== 0 || ((meta & BUSY) !== 0 && age < SPAN)
      const score = (suspect ? 0 : 2 ** 32) + age
      if (score <= worst || isIn(slots, from, to, slot)) continue
      worst = score
      victim = slot
    }
    this.#forget(victim)
    this.#index.remove(this.#index.hashOf(victim), victim)
    this.evictions++
    return victim
  }
}

function isIn(slots: Int32Array, from: number, to: number, slot: number): boolean {
  for (let row = from; row < to; row++) if (slots[row] === slot) return true
  return false
}
