import type { BanReader } from '../../domain/ports.ts'
import { BATCH_CAPACITY, type RecordBatch } from '../../domain/record-batch.ts'
import type { SourceKey } from '../../domain/source.ts'
import { networkLow } from '../../domain/source-prefix.ts'
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
  SourceEntries,
  STRICT,
  WATCHED,
} from './source-entries.ts'
import { SourceIndex } from './source-index.ts'
import { type TableKernel, TableMemory } from './table-memory.ts'

/** 4 Mi sources: 128 MiB of entries and 32 MiB of index when full. */
export const SOURCES = 4 * 1024 * 1024
export const SOURCES_MIN = 2 * BATCH_CAPACITY
/** A slot id + 1 has 24 bits in the index. */
export const SOURCES_MAX = 16 * 1024 * 1024 - 2

const SEGMENT_SLOTS = 1 << SEGMENT_BITS

/** Entries looked at for one that gives way. */
const SAMPLE = 64
const SPAN = 60

/** Called before an entry is forgotten, so that what hangs on it can be released. */
export type Forget = (slot: number) => void

export interface SourceTableOptions {
  /** Sources at most: SOURCES_MIN … SOURCES_MAX. */
  readonly capacity: number
  readonly seed: HashSeed
  readonly bans: BanReader
  readonly forget: Forget
  /** Words of the index at the start, a power of 2. */
  readonly smallestIndex?: number
  readonly memory?: TableMemory
  /** Bytes reserved in it for others. */
  readonly spare?: number
}

/**
 * All tracked sources in fixed-size slots; a slot id stays with its source until the source gives way. At the capacity a
 * new source takes the place of the stalest of a sample; banned, strict, watched and busy ones go last.
 */
export class SourceTable {
  readonly entries: SourceEntries
  readonly capacity: number
  /** Null when the table must search by itself. */
  readonly kernel: TableKernel | null
  /** What `locate` found, by row. */
  readonly slots: Int32Array
  evictions = 0
  /** The engine's own count of seconds; set by the owner. */
  now = 0
  /** That of the busy slots, too. */
  readonly memory: TableMemory
  readonly #index: SourceIndex
  readonly #first: number
  readonly #second: number
  readonly #bans: BanReader
  readonly #forget: Forget
  #hand = 0
  #watched: SourceKey | null = null

  constructor({ capacity, seed, bans, forget, smallestIndex, memory, spare = 0 }: SourceTableOptions) {
    if (!(capacity >= SOURCES_MIN && capacity <= SOURCES_MAX)) {
      throw new RangeError(`sources: ${SOURCES_MIN} … ${SOURCES_MAX}, not ${capacity}`)
    }
    this.capacity = capacity
    // Entries, and of the index the size that is the largest with all that went before it.
    this.memory = memory ?? TableMemory.open(4 * (capacity + 2 ** SEGMENT_BITS) * (ENTRY_WORDS + 8) + spare)
    this.kernel = this.memory.kernel
    this.slots = this.kernel?.slot ?? new Int32Array(BATCH_CAPACITY)
    this.entries = new SourceEntries(this.memory)
    this.#index = new SourceIndex(this.memory, this.entries, seed, smallestIndex)
    this.#first = seed.first
    this.#second = seed.second
    this.#bans = bans
    this.#forget = forget
  }

  /** Sources tracked now. */
  get count(): number {
    return this.entries.count
  }

  /** Busy slots included. */
  get bytes(): number {
    return this.memory.bytes
  }

  /** While true for the rows of a batch, `locate` evicts nobody, so that the result does not depend on batch borders. */
  hasRoom(rows: number): boolean {
    return this.entries.count + rows <= this.capacity
  }

  /** Makes `slots` those of the rows [from, to) of a batch, inserting new sources. No slot given out is evicted. */
  locate(batch: RecordBatch, from: number, to: number): void {
    const { kernel, slots } = this
    if (kernel === null) {
      slots.fill(-1, from, to)
      const { keyHigh, keyLow, flags } = batch
      for (let row = from; row < to; row++) {
        const hash = hashKey(keyHigh[row]!, keyLow[row]!, flags[row]! & KIND, this.#first, this.#second)
        this.#place(batch, row, hash, from, to)
      }
      return
    }
    kernel.batch.keyed.set(batch.keyed)
    const { words, mask } = this.#index
    const missing = kernel.exports.locate(from, to, words.byteOffset, mask, this.#first, this.#second)
    if (missing === 0) return
    for (let row = from; row < to; row++) {
      if (slots[row]! < 0) this.#place(batch, row, kernel.hash[row]!, from, to)
    }
  }

  /** The slot of a tracked source, or -1. */
  find(source: SourceKey): number {
    const kind = source.kind === 6 ? KIND : 0
    const hash = hashKey(source.high, source.low, kind, this.#first, this.#second)
    return this.#index.find(hash, source.high, source.low, kind)
  }

  /** Sets or clears a flag of a source, if it is tracked. */
  flag(source: SourceKey, flag: number, on: boolean): void {
    const slot = this.find(source)
    if (slot >= 0) this.entries.setFlag(slot, flag, on)
  }

  /** The slots of a source: one or none; of a network those of all its tracked sources. */
  slotsOf(source: SourceKey): number[] {
    if (source.bits === undefined) {
      const slot = this.find(source)
      return slot < 0 ? [] : [slot]
    }
    const kind = source.kind === 6 ? KIND : 0
    const { high, low } = source
    const mask = networkLow(source.kind, 0xffffffff, source.bits)
    const slots: number[] = []
    const { count, segments } = this.entries
    for (let from = 0; from < count; from += SEGMENT_SLOTS) {
      const words = segments[from >>> SEGMENT_BITS]!
      const end = Math.min(SEGMENT_SLOTS, count - from) * ENTRY_WORDS
      for (let base = 0; base < end; base += ENTRY_WORDS) {
        if (((words[base + LOW]! ^ low) & mask) !== 0 || words[base + HIGH] !== high) continue
        if ((words[base + META]! & KIND) === kind) slots.push(from + base / ENTRY_WORDS)
      }
    }
    return slots
  }

  /** Whether a ban is in force that covers the source of a slot. */
  isBanned(slot: number): boolean {
    return this.#bans.isBanned(this.keyOf(slot))
  }

  /** The source is tracked no more; its slot is empty until another takes its place. */
  drop(source: SourceKey): void {
    const slot = this.find(source)
    if (slot < 0) return
    const words = this.entries.words(slot)
    const base = this.entries.base(slot)
    // Nobody takes note that it was here.
    words[base + LAST_SEEN] = 0
    this.#forget(slot)
    this.#index.remove(this.#index.hashOf(slot), slot)
    words.fill(0, base, base + ENTRY_WORDS)
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

  /** Finds the entry of one row, or makes one. */
  #place(batch: RecordBatch, row: number, hash: number, from: number, to: number): void {
    const high = batch.keyHigh[row]!
    const low = batch.keyLow[row]!
    const kind = batch.flags[row]! & KIND
    const slot = this.#index.find(hash, high, low, kind)
    this.slots[row] = slot >= 0 ? slot : this.#insert(hash, high, low, kind, from, to)
  }

  #insert(hash: number, high: number, low: number, kind: number, from: number, to: number): number {
    const full = this.entries.count >= this.capacity
    const slot = full ? this.#evict(from, to) : this.entries.append()
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

  #evict(from: number, to: number): number {
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
      if (score <= worst || this.#isLocated(slot, from, to)) continue
      worst = score
      victim = slot
    }
    this.#forget(victim)
    this.#index.remove(this.#index.hashOf(victim), victim)
    this.evictions++
    return victim
  }

  #isLocated(slot: number, from: number, to: number): boolean {
    for (let row = from; row < to; row++) if (this.slots[row] === slot) return true
    return false
  }
}
