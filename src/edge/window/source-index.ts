import { type HashSeed, hashKey } from '../../lib/hash.ts'
import { HIGH, KIND, LOW, META, type SourceEntries } from './source-entries.ts'
import type { TableMemory } from './table-memory.ts'

const SMALLEST = 128 * 1024
/** A removed word of the outgoing index. Never a slot: its slot part is 0. */
const REMOVED = 0xff000000
/** Positions of the outgoing index moved for each insertion: growth ends long before the next begins. */
const MOVED = 8

/**
 * Finds the slot of a key: open addressing, at most half full, words of an 8-bit hash tag and a slot id + 1. Grows by
 * doubling without a pause: words move a few at an insertion, and a search asks the new index first, then the old one.
 */
export class SourceIndex {
  words: Uint32Array
  mask: number
  readonly #memory: TableMemory
  readonly #entries: SourceEntries
  readonly #first: number
  readonly #second: number
  #count = 0
  #old: Uint32Array | null = null
  #hand = 0

  constructor(memory: TableMemory, entries: SourceEntries, seed: HashSeed, smallest = SMALLEST) {
    this.#memory = memory
    this.#entries = entries
    this.#first = seed.first
    this.#second = seed.second
    this.words = memory.take(smallest)
    this.mask = smallest - 1
  }

  /** The slot of the key, or -1. */
  find(hash: number, high: number, low: number, kind: number): number {
    const slot = this.#search(this.words, this.mask, hash, high, low, kind)
    if (slot >= 0 || this.#old === null) return slot
    return this.#search(this.#old, this.#old.length - 1, hash, high, low, kind)
  }

  /** The key of `slot` must not be in the index. */
  insert(hash: number, slot: number): void {
    if (this.#old !== null) this.#move(MOVED)
    else if ((this.#count + 1) * 2 > this.words.length) this.#grow()
    this.#put(hash, slot)
    this.#count++
  }

  /** Takes `slot` out if it is there; its entry must still hold the key with this hash. */
  remove(hash: number, slot: number): void {
    const old = this.#old === null ? -1 : place(this.#old, this.#old.length - 1, hash, slot)
    if (old >= 0) this.#old![old] = REMOVED
    const at = place(this.words, this.mask, hash, slot)
    if (at >= 0) this.#close(at)
    if (old >= 0 || at >= 0) this.#count--
  }

  hashOf(slot: number): number {
    const words = this.#entries.words(slot)
    const base = this.#entries.base(slot)
    return hashKey(words[base + HIGH]!, words[base + LOW]!, words[base + META]! & KIND, this.#first, this.#second)
  }

  #search(words: Uint32Array, mask: number, hash: number, high: number, low: number, kind: number): number {
    const tag = hash >>> 24
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const word = words[at]!
      if (word === 0) return -1
      if (word >>> 24 === tag && word !== REMOVED) {
        const slot = (word & 0xffffff) - 1
        if (this.#entries.is(slot, high, low, kind)) return slot
      }
    }
  }

  #put(hash: number, slot: number): void {
    const { words, mask } = this
    let at = hash & mask
    while (words[at] !== 0) at = (at + 1) & mask
    words[at] = ((hash & 0xff000000) | (slot + 1)) >>> 0
  }

  #grow(): void {
    this.#old = this.words
    this.#hand = 0
    this.words = this.#memory.take(this.#old.length * 2)
    this.mask = this.words.length - 1
  }

  #move(positions: number): void {
    const old = this.#old!
    const end = Math.min(this.#hand + positions, old.length)
    for (; this.#hand < end; this.#hand++) {
      const word = old[this.#hand]!
      if (word === 0 || word === REMOVED) continue
      const slot = (word & 0xffffff) - 1
      this.#put(this.hashOf(slot), slot)
      // From here on the word is found in the new index alone, yet must not break a chain in the old one.
      old[this.#hand] = REMOVED
    }
    if (this.#hand < old.length) return
    this.#memory.give(old)
    this.#old = null
  }

  /** Empties a place and pulls up the words behind it that would otherwise be cut off from theirs. */
  #close(gap: number): void {
    const { words, mask } = this
    let hole = gap
    for (let at = (gap + 1) & mask; words[at] !== 0; at = (at + 1) & mask) {
      const home = this.hashOf((words[at]! & 0xffffff) - 1) & mask
      if (((at - home) & mask) < ((at - hole) & mask)) continue
      words[hole] = words[at]!
      hole = at
    }
    words[hole] = 0
  }
}

function place(words: Uint32Array, mask: number, hash: number, slot: number): number {
  const wanted = ((hash & 0xff000000) | (slot + 1)) >>> 0
  for (let at = hash & mask; words[at] !== 0; at = (at + 1) & mask) if (words[at] === wanted) return at
  return -1
}
