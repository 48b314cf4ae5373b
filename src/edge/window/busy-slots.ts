import { SURGE_REQUESTS } from '../../domain/limits.ts'
import { BUSY_SEGMENTS, TableMemory } from './table-memory.ts'

export const BUSY_SOURCES = 32_768

const SPAN = 60
const SHORT_SPAN = 10
/**
 * A header of eight words, of which six are used, 60 buckets of two 16-bit counts (requests low, errors high), requests answered well; 288
 * bytes in all. The same as in kernel/busy.ts.
 */
const SLOT_WORDS = 72
const OWNER = 0
const REQUESTS_10 = 1
const ERRORS_10 = 2
const REQUESTS_60 = 3
const ERRORS_60 = 4
/** The second that the windows end with; UNUSED when the slot is free. */
const NEWEST = 5
const BUCKETS = 8
/** The ten minutes that are counted, requests answered below 400 in them, and in the ten minutes before. */
const EPOCH = BUCKETS + SPAN
const GOOD = EPOCH + 1
const GOOD_BEFORE = EPOCH + 2
const EPOCH_SPAN = 600
const SEGMENT_BITS = 10
const SEGMENT_MASK = (1 << SEGMENT_BITS) - 1
const FULL = 0xffff
/** Later than any second: never idle. */
const UNUSED = 0xffffffff

/** Memory that so many slots take at most. */
export function busyBytes(capacity: number): number {
  const segments = Math.ceil(capacity / 2 ** SEGMENT_BITS)
  return 4 * SLOT_WORDS * 2 ** SEGMENT_BITS * segments
}

/** What `count` returns when the errors of a source surge. */
export const SURGE = -1

/** Rows of four integers: limits for 1, 10 and 60 s and a filler. Row offsets: 0 plain, 4 strict, 8 and 12 spared. */
export type LimitRows = Int32Array

/**
 * Exact whole-second windows of busy sources. A bucket saturates at 65,535 requests and adds nothing to the sums from
 * there on. Memory grows by segments of 1,024 slots (288 KiB) as it is needed. With a kernel it counts what is routine by itself.
 */
export class BusySlots {
  readonly capacity: number
  used = 0
  /** Slots ever taken: all slots in use lie below. */
  reach = 0
  readonly #segments: Uint32Array[] = []
  readonly #free: number[] = []
  readonly #memory: TableMemory
  readonly #errorShare: Float64Array

  /** `memory`: of the table whose sources they are. */
  constructor(capacity = BUSY_SOURCES, memory = TableMemory.plain()) {
    if (!(capacity >= 1 && capacity <= 1 << 24)) throw new RangeError(`busy slots: 1 … ${1 << 24}, not ${capacity}`)
    this.capacity = capacity
    this.#memory = memory
    this.#errorShare = memory.kernel?.errorShare ?? new Float64Array(1)
    this.#errorShare[0] = Number.POSITIVE_INFINITY
  }

  get bytes(): number {
    return this.#segments.length * ((4 * SLOT_WORDS) << SEGMENT_BITS)
  }

  /** A source with more errors than this share of its requests in 60 s surges; one held to strict limits is not asked. */
  set errorShare(share: number) {
    this.#errorShare[0] = share
  }

  /** An empty slot for the entry `owner`, or -1 when all are in use. */
  take(owner: number, now: number): number {
    let slot = this.#free.pop()
    if (slot === undefined) {
      if (this.reach === this.capacity) return -1
      slot = this.reach++
      if (slot >>> SEGMENT_BITS === this.#segments.length) this.#addSegment()
    }
    const words = this.#words(slot)
    const base = this.#base(slot)
    words.fill(0, base, base + SLOT_WORDS)
    words[base + OWNER] = owner
    words[base + NEWEST] = now
    this.used++
    return slot
  }

  #addSegment(): void {
    const words = this.#memory.take(SLOT_WORDS << SEGMENT_BITS)
    const { length } = this.#segments
    if (this.#memory.kernel !== null && length < BUSY_SEGMENTS)
      this.#memory.kernel.busySegments[length] = words.byteOffset
    this.#segments.push(words)
  }

  give(slot: number): void {
    this.#words(slot)[this.#base(slot) + NEWEST] = UNUSED
    this.#free.push(slot)
    this.used--
  }

  /** In use, and neither counted in nor moved on for so many seconds. */
  isIdle(slot: number, now: number, seconds: number): boolean {
    return now - this.#newest(slot) >= seconds
  }

  isUsed(slot: number): boolean {
    return this.#newest(slot) !== UNUSED
  }

  owner(slot: number): number {
    return this.#words(slot)[this.#base(slot) + OWNER]!
  }

  /**
   * Counts one request of `second` (`now` or up to 10 s before) and compares: the window whose limit is exceeded,
   * shortest first; SURGE; or 0.
   */
  count(slot: number, now: number, second: number, error: number, limits: LimitRows, row: number): number {
    const words = this.#segments[slot >>> SEGMENT_BITS]!
    const base = (slot & SEGMENT_MASK) * SLOT_WORDS
    if (words[base + NEWEST] !== now) move(words, base, now)
    const at = base + BUCKETS + (second % SPAN)
    // A request of ten seconds ago is in the long window only.
    const short = now - second < SHORT_SPAN ? 1 : 0
    let counts = words[at]!
    if ((counts & FULL) !== FULL) {
      counts++
      words[base + REQUESTS_10]! += short
      words[base + REQUESTS_60]!++
    }
    if (error === 0) this.#addGood(words, base, now)
    else if (counts >>> 16 !== FULL) {
      counts += 0x10000
      words[base + ERRORS_10]! += short
      words[base + ERRORS_60]!++
    }
    words[at] = counts
    if ((counts & FULL) > limits[row]!) return 1
    if (words[base + REQUESTS_10]! > limits[row + 1]!) return SHORT_SPAN
    if (words[base + REQUESTS_60]! > limits[row + 2]!) return SPAN
    if (error === 0 || row !== 0 || words[base + REQUESTS_60]! < SURGE_REQUESTS) return 0
    return words[base + ERRORS_60]! > this.#errorShare[0]! * words[base + REQUESTS_60]! ? SURGE : 0
  }

  /** Requests answered below 400 in about the last ten minutes, the last 60 s left out, while the source was busy. */
  known(slot: number, now: number): number {
    const words = this.#words(slot)
    const base = this.#base(slot)
    const epochs = Math.floor(now / EPOCH_SPAN) - words[base + EPOCH]!
    if (epochs > 1) return 0
    const [current, before] =
      epochs === 1 ? [0, words[base + GOOD]!] : [words[base + GOOD]!, words[base + GOOD_BEFORE]!]
    const left = 1 - (now % EPOCH_SPAN) / EPOCH_SPAN
    const last60 = words[base + REQUESTS_60]! - words[base + ERRORS_60]!
    return Math.max(0, Math.floor(current + left * before) - last60)
  }

  #addGood(words: Uint32Array, base: number, now: number): void {
    const epoch = Math.floor(now / EPOCH_SPAN)
    const last = words[base + EPOCH]!
    if (epoch !== last) {
      words[base + GOOD_BEFORE] = epoch === last + 1 ? words[base + GOOD]! : 0
      words[base + GOOD] = 0
      words[base + EPOCH] = epoch
    }
    words[base + GOOD]!++
  }

  /** Adds a request from before, up to 59 s ago, to a slot that is at `now`. */
  refill(slot: number, now: number, second: number, error: number): void {
    const words = this.#words(slot)
    const base = this.#base(slot)
    words[base + BUCKETS + (second % SPAN)]! += 1 + (error << 16)
    words[base + REQUESTS_60]! += 1
    words[base + ERRORS_60]! += error
    if (now - second >= SHORT_SPAN) return
    words[base + REQUESTS_10]! += 1
    words[base + ERRORS_10]! += error
  }

  /** Moves the windows of a slot on so that they end with `now`. */
  advance(slot: number, now: number): void {
    if (this.#newest(slot) !== now) move(this.#words(slot), this.#base(slot), now)
  }

  requests(slot: number, window: 10 | 60): number {
    return this.#words(slot)[this.#base(slot) + (window === SPAN ? REQUESTS_60 : REQUESTS_10)]!
  }

  errors(slot: number, window: 10 | 60): number {
    return this.#words(slot)[this.#base(slot) + (window === SPAN ? ERRORS_60 : ERRORS_10)]!
  }

  /** Requests of one second, by its number modulo 60. */
  requestsIn(slot: number, bucket: number): number {
    return this.#words(slot)[this.#base(slot) + BUCKETS + bucket]! & FULL
  }

  /** Of the newest second with a request that is at least `age` seconds before `now`; SPAN when there is none. */
  ageOfNext(slot: number, now: number, age: number): number {
    const words = this.#words(slot)
    const first = this.#base(slot) + BUCKETS
    let at = first + ((now - age) % SPAN)
    while (age < SPAN && (words[at]! & FULL) === 0) {
      age++
      at = at === first ? first + SPAN - 1 : at - 1
    }
    return age
  }

  errorsIn(slot: number, bucket: number): number {
    return this.#words(slot)[this.#base(slot) + BUCKETS + bucket]! >>> 16
  }

  #newest(slot: number): number {
    return this.#words(slot)[this.#base(slot) + NEWEST]!
  }

  #words(slot: number): Uint32Array {
    return this.#segments[slot >>> SEGMENT_BITS]!
  }

  #base(slot: number): number {
    return (slot & SEGMENT_MASK) * SLOT_WORDS
  }
}

/** Moves the windows of a slot on to end with `now`. */
function move(words: Uint32Array, base: number, now: number): void {
  const newest = words[base + NEWEST]!
  const passed = now - newest
  words[base + NEWEST] = now
  if (passed >= SPAN) {
    words.fill(0, base + REQUESTS_10, base + NEWEST)
    words.fill(0, base + BUCKETS, base + BUCKETS + SPAN)
    return
  }
  const first = base + BUCKETS
  // Of the ten seconds before, those that leave the short window; behind them is nothing yet.
  for (let age = 0; age < passed && age < SHORT_SPAN; age++) {
    const counts = words[first + ((newest + 1 - SHORT_SPAN + age) % SPAN)]!
    words[base + REQUESTS_10]! -= counts & FULL
    words[base + ERRORS_10]! -= counts >>> 16
  }
  let leaving = first + ((newest + 1) % SPAN)
  for (let second = newest + 1; second <= now; second++) {
    const counts = words[leaving]!
    words[base + REQUESTS_60]! -= counts & FULL
    words[base + ERRORS_60]! -= counts >>> 16
    words[leaving] = 0
    if (++leaving === first + SPAN) leaving = first
  }
}
