import { SURGE_REQUESTS } from '../../domain/limits.ts'

export const BUSY_SOURCES = 32_768

const SPAN = 60
const SHORT_SPAN = 10
/** A header of five words, 60 buckets of two 16-bit counts (requests low, errors high), requests answered well; 272 bytes in all. */
const SLOT_WORDS = 68
const OWNER = 0
const REQUESTS_10 = 1
const ERRORS_10 = 2
const REQUESTS_60 = 3
const ERRORS_60 = 4
const BUCKETS = 5
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

/** What `count` returns when the errors of a source surge. */
export const SURGE = -1

/** Rows of four integers: limits for 1, 10 and 60 s and a filler. Row offsets: 0 plain, 4 strict, 8 and 12 spared. */
export type LimitRows = Int32Array

/**
 * Exact whole-second windows of busy sources. A bucket saturates at 65,535 requests and adds nothing to the sums from
 * there on. Memory grows by segments of 1,024 slots (272 KiB) as it is needed.
 */
export class BusySlots {
  readonly capacity: number
  /** A source with more errors than this share of its requests in 60 s surges; one held to strict limits is not asked. */
  errorShare = Number.POSITIVE_INFINITY
  used = 0
  /** Slots ever taken: all slots in use lie below. */
  reach = 0
  readonly #segments: Uint32Array[] = []
  /** By slot: the second that its windows end with; UNUSED when it is free. */
  #newest = new Uint32Array(0)
  readonly #free: number[] = []

  constructor(capacity = BUSY_SOURCES) {
    if (!(capacity >= 1 && capacity <= 1 << 24)) throw new RangeError(`busy slots: 1 … ${1 << 24}, not ${capacity}`)
    this.capacity = capacity
  }

  get bytes(): number {
    return this.#segments.length * ((4 * (SLOT_WORDS + 1)) << SEGMENT_BITS)
  }

  /** An empty slot for the entry `owner`, or -1 when all are in use. */
  take(owner: number, now: number): number {
    let slot = this.#free.pop()
    if (slot === undefined) {
      if (this.reach === this.capacity) return -1
      slot = this.reach++
      if (slot >>> SEGMENT_BITS === this.#segments.length) {
        this.#segments.push(new Uint32Array(SLOT_WORDS << SEGMENT_BITS))
        const newest = new Uint32Array(this.#segments.length << SEGMENT_BITS)
        newest.set(this.#newest.subarray(0, slot))
        this.#newest = newest
      }
    }
    const words = this.#words(slot)
    const base = this.#base(slot)
    words.fill(0, base, base + SLOT_WORDS)
    words[base + OWNER] = owner
    this.#newest[slot] = now
    this.used++
    return slot
  }

  give(slot: number): void {
    this.#newest[slot] = UNUSED
    this.#free.push(slot)
    this.used--
  }

  /** In use, and neither counted in nor moved on for so many seconds. */
  isIdle(slot: number, now: number, seconds: number): boolean {
    return now - this.#newest[slot]! >= seconds
  }

  isUsed(slot: number): boolean {
    return this.#newest[slot] !== UNUSED
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
    if (this.#newest[slot] !== now) this.#move(slot, words, base, now)
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
    return words[base + ERRORS_60]! > this.errorShare * words[base + REQUESTS_60]! ? SURGE : 0
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
    if (this.#newest[slot] !== now) this.#move(slot, this.#words(slot), this.#base(slot), now)
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

  #move(slot: number, words: Uint32Array, base: number, now: number): void {
    move(words, base, this.#newest[slot]!, now)
    this.#newest[slot] = now
  }

  #words(slot: number): Uint32Array {
    return this.#segments[slot >>> SEGMENT_BITS]!
  }

  #base(slot: number): number {
    return (slot & SEGMENT_MASK) * SLOT_WORDS
  }
}

/** The windows of a slot ended with `newest` and end with `now` from here on. */
function move(words: Uint32Array, base: number, newest: number, now: number): void {
  if (now - newest >= SPAN) {
    words.fill(0, base + REQUESTS_10, base + BUCKETS)
    words.fill(0, base + BUCKETS, base + BUCKETS + SPAN)
    return
  }
  let requests10 = words[base + REQUESTS_10]!
  let errors10 = words[base + ERRORS_10]!
  let requests60 = words[base + REQUESTS_60]!
  let errors60 = words[base + ERRORS_60]!
  let leaving = base + BUCKETS + ((newest + 1) % SPAN)
  let aging = base + BUCKETS + ((newest + 1 - SHORT_SPAN) % SPAN)
  const end = base + BUCKETS + SPAN
  for (let second = newest + 1; second <= now; second++) {
    const old = words[leaving]!
    requests60 -= old & FULL
    errors60 -= old >>> 16
    words[leaving] = 0
    if (++leaving === end) leaving -= SPAN
    const middle = words[aging]!
    requests10 -= middle & FULL
    errors10 -= middle >>> 16
    if (++aging === end) aging -= SPAN
  }
  words[base + REQUESTS_10] = requests10
  words[base + ERRORS_10] = errors10
  words[base + REQUESTS_60] = requests60
  words[base + ERRORS_60] = errors60
}
