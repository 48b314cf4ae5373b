import { mix } from '../../lib/hash.ts'
import { NOTE_PLACES } from './note-room.ts'

export const STUDIED_SOURCES = 16_384

/** A header of eight words, of which six are used, and four halves of spans (study-span.ts): 576 bytes. */
export const SLOT_WORDS = 144
/** Requests that are no assets of each half: two of minutes, two of hours, half words. */
export const PAGES = 0
/** The engine's count of seconds that the spans were moved on to. */
export const NEWEST = 2
/** When the newest request that is no asset came: second, and millisecond as a half word. */
export const GAP_TICK = 3
export const GAP_MILLISECOND = 8
/** Studied rows, as a half word: counts on from the start when it is full. */
export const ROWS = 9
/** Steps to the next judgement, of minutes and of hours, half words. */
export const STEPS = 10
export const HALVES = 8

const SEGMENT_BITS = 8
const SEGMENT_MASK = (1 << SEGMENT_BITS) - 1
/** Slots looked at for one that gives way. */
const SAMPLE = 8
const FREE = 0xffffffff
const HEAVIEST = 255

/** The same memory as words, half words and floats: 256 slots, 144 KiB. */
export interface StudySegment {
  readonly words: Uint32Array
  readonly shorts: Uint16Array
  readonly floats: Float32Array
}

/**
 * The slots of studied sources, found by the source's id in the source table. When all are in use, of eight slots in turn the one gives
 * way that is stalest for how little it is suspected: its seconds of rest over one more than its rows of note.
 */
export class StudySlots {
  readonly capacity: number
  used = 0
  evictions = 0
  /** By slot: the seconds of the newest row, FREE when nobody has it, and of the first one; whose it is; and how many rows of note, up to 255. */
  readonly #newest: Uint32Array
  readonly #first: Uint32Array
  readonly #owners: Uint32Array
  readonly #weight: Uint8Array
  readonly #segments: StudySegment[] = []
  readonly #free: number[] = []
  /** Slot + 1 by hash of the owner: open addressing, at most half full. */
  readonly #index: Uint32Array
  readonly #mask: number
  /** How many owners have their place here, see NoteRoom. */
  readonly #places: Uint16Array
  #reach = 0
  #hand = 0

  constructor(capacity = STUDIED_SOURCES, places: Uint16Array = new Uint16Array(NOTE_PLACES)) {
    if (!(capacity >= 1 && capacity <= 1 << 20))
      throw new RangeError(`studied sources: 1 … ${1 << 20}, not ${capacity}`)
    this.capacity = capacity
    this.#newest = new Uint32Array(capacity).fill(FREE)
    this.#first = new Uint32Array(capacity)
    this.#owners = new Uint32Array(capacity)
    this.#weight = new Uint8Array(capacity)
    this.#places = places
    const size = 2 ** Math.ceil(Math.log2(2 * capacity))
    this.#mask = size - 1
    this.#index = new Uint32Array(size)
  }

  get bytes(): number {
    return this.#segments.length * ((4 * SLOT_WORDS) << SEGMENT_BITS) + 13 * this.capacity + this.#index.byteLength
  }

  segment(slot: number): StudySegment {
    return this.#segments[slot >>> SEGMENT_BITS]!
  }

  base(slot: number): number {
    return (slot & SEGMENT_MASK) * SLOT_WORDS
  }

  /** The engine's count of seconds at the first row studied. */
  first(slot: number): number {
    return this.#first[slot]!
  }

  /** The slot of a source, or -1. */
  find(owner: number): number {
    const index = this.#index
    for (let at = mix(owner) & this.#mask; index[at] !== 0; at = (at + 1) & this.#mask) {
      const slot = index[at]! - 1
      if (this.#owners[slot] === owner) return slot
    }
    return -1
  }

  /** An empty slot for a source that has none. */
  take(owner: number, now: number): number {
    let slot = this.#free.pop() ?? -1
    if (slot < 0) slot = this.#reach < this.capacity ? this.#reach++ : this.#makeRoom(now)
    if (slot >>> SEGMENT_BITS === this.#segments.length) this.#segments.push(newSegment())
    const { words } = this.segment(slot)
    const base = this.base(slot)
    words.fill(0, base, base + SLOT_WORDS)
    words[base + NEWEST] = now
    this.#newest[slot] = now
    this.#first[slot] = now
    this.#owners[slot] = owner
    this.#weight[slot] = 0
    let at = mix(owner) & this.#mask
    while (this.#index[at] !== 0) at = (at + 1) & this.#mask
    this.#index[at] = slot + 1
    this.#places[owner % NOTE_PLACES]! += 1
    this.used++
    return slot
  }

  /** A row came; `weight` 1: it was of note. */
  touch(slot: number, now: number, weight: number): void {
    this.#newest[slot] = now
    if (this.#weight[slot]! < HEAVIEST) this.#weight[slot]! += weight
  }

  /** Forgets a source, if it is studied. */
  forget(owner: number): void {
    const slot = this.find(owner)
    if (slot < 0) return
    this.#remove(slot)
    this.#free.push(slot)
  }

  /** All slots in use. */
  each(tell: (segment: StudySegment, base: number) => void): void {
    for (let slot = 0; slot < this.#reach; slot++) {
      if (this.#newest[slot] !== FREE) tell(this.segment(slot), this.base(slot))
    }
  }

  #makeRoom(now: number): number {
    let victim = 0
    let worst = -1
    for (let look = 0; look < SAMPLE; look++) {
      if (this.#hand >= this.capacity) this.#hand = 0
      const slot = this.#hand++
      const score = (now - this.#newest[slot]!) / (1 + this.#weight[slot]!)
      if (score <= worst) continue
      worst = score
      victim = slot
    }
    this.#remove(victim)
    this.evictions++
    return victim
  }

  #remove(slot: number): void {
    this.#newest[slot] = FREE
    this.#places[this.#owners[slot]! % NOTE_PLACES]! -= 1
    this.used--
    const index = this.#index
    const mask = this.#mask
    let hole = mix(this.#owners[slot]!) & mask
    while (index[hole] !== slot + 1) hole = (hole + 1) & mask
    // Words behind the hole that would be cut off from their place move up.
    for (let at = (hole + 1) & mask; index[at] !== 0; at = (at + 1) & mask) {
      const home = mix(this.#owners[index[at]! - 1]!) & mask
      if (((at - home) & mask) < ((at - hole) & mask)) continue
      index[hole] = index[at]!
      hole = at
    }
    index[hole] = 0
  }
}

function newSegment(): StudySegment {
  const memory = new ArrayBuffer((4 * SLOT_WORDS) << SEGMENT_BITS)
  return { words: new Uint32Array(memory), shorts: new Uint16Array(memory), floats: new Float32Array(memory) }
}
