import type { BusySlots, LimitRows } from './busy-slots.ts'
import { addOlder, addSmall, ageAt, errorAt, firstPlace, SMALL_LIMIT } from './small-slot.ts'
import {
  BUSY,
  LAST_SEEN,
  LIMIT_ROW,
  META,
  NO_RING,
  RING,
  type SourceEntries,
  SPARED,
  STRICT,
  WATCHED,
} from './source-entries.ts'

const SPAN = 60
const SHORT_SPAN = 10
/** Busy slots looked at for one that gives way. */
const SAMPLE = 16
/** Busy slots looked at each second, to find those of sources that went quiet. */
const SWEPT = 256
/** A source with so few requests in 60 s returns to its small slot when the sweep comes by. */
const QUIET = 4
/** Seconds without a request before the sweep asks. */
const QUIET_AFTER = 15

/** Requests of a source in its windows, and its errors of 60 s. */
export interface WindowSums {
  window1: number
  window10: number
  window60: number
  errors60: number
}

/**
 * The windows of single sources, exact: in the small slot up to eight requests in 60 s, beyond in a busy slot. Times are the
 * engine's own count of seconds. Only when every busy slot is in use one loses something: the owner then keeps its eight
 * newest requests, which never charges it with a request it did not make.
 */
export class SourceWindows {
  readonly #entries: SourceEntries
  readonly #busy: BusySlots
  #hand = 0
  #broom = 0
  /** Busy sources that lost their slot to another while they had more than eight requests in their window. */
  displaced = 0

  constructor(entries: SourceEntries, busy: BusySlots) {
    this.#entries = entries
    this.#busy = busy
  }

  /** Counts one request of `second` (`now` or up to 10 s before) and compares: the window exceeded, or 0. */
  count(id: number, words: Uint32Array, base: number, now: number, second: number, error: number, limits: LimitRows) {
    const meta = words[base + META]!
    if ((meta & BUSY) === 0) {
      if (addSmall(words, base, now, second, error)) {
        words[base + LAST_SEEN] = now
        return 0
      }
      this.#promote(id, words, base, now)
    }
    words[base + LAST_SEEN] = now
    return this.#busy.count(words[base + RING]!, now, second, error, limits, meta & LIMIT_ROW)
  }

  /** Tells for each second of the last 60 how old it is and what the source sent in it. */
  each(id: number, now: number, tell: (age: number, requests: number, errors: number) => void): void {
    const words = this.#entries.words(id)
    const base = this.#entries.base(id)
    const meta = words[base + META]!
    if (meta & BUSY) {
      const slot = words[base + RING]!
      this.#busy.advance(slot, now)
      for (let age = 0; age < SPAN; age++) {
        const bucket = (now - age) % SPAN
        const requests = this.#busy.requestsIn(slot, bucket)
        if (requests > 0) tell(age, requests, this.#busy.errorsIn(slot, bucket))
      }
      return
    }
    if (now - words[base + LAST_SEEN]! >= SPAN) return
    for (let place = firstPlace(meta); place < SMALL_LIMIT; place++) {
      const age = ageAt(words, base, place, now)
      if (age < SPAN) tell(age, 1, errorAt(meta, place))
    }
  }

  /** Empties the windows of a source. */
  empty(id: number): void {
    const words = this.#entries.words(id)
    const base = this.#entries.base(id)
    const meta = words[base + META]!
    if (meta & BUSY) this.#busy.give(words[base + RING]!)
    words[base + META] = meta & NO_RING & ~BUSY
  }

  /** Looks at some busy slots, in turn, and returns those of quiet sources, whose few requests fit the small slot. */
  sweep(now: number, seconds: number): void {
    const busy = this.#busy
    const looks = Math.min(busy.reach, SWEPT * seconds)
    for (let look = 0; look < looks; look++) {
      if (this.#broom >= busy.reach) this.#broom = 0
      const slot = this.#broom++
      if (!busy.isIdle(slot, now, QUIET_AFTER)) continue
      busy.advance(slot, now)
      if (busy.requests(slot, 60) <= QUIET) this.#demote(slot, now)
    }
  }

  #promote(id: number, words: Uint32Array, base: number, now: number): void {
    let slot = this.#busy.take(id, now)
    if (slot < 0) {
      this.#makeRoom(now)
      slot = this.#busy.take(id, now)
    }
    const meta = words[base + META]!
    for (let place = firstPlace(meta); place < SMALL_LIMIT; place++) {
      const age = ageAt(words, base, place, now)
      // A late request may stand behind a newer one and leave the window before it.
      if (age < SPAN) this.#busy.refill(slot, now, now - age, errorAt(meta, place))
    }
    words[base + RING] = slot
    words[base + META] = (meta & NO_RING) | BUSY
  }

  /** The stalest of a sample gives way, suspects last; of equally stale ones the one with the fewest requests. */
  #makeRoom(now: number): void {
    const busy = this.#busy
    let victim = -1
    let worst = -1
    for (let look = 0; look < SAMPLE && look < busy.reach; look++) {
      if (this.#hand >= busy.reach) this.#hand = 0
      const slot = this.#hand++
      const owner = busy.owner(slot)
      const age = Math.min(now - this.#lastSeen(owner), SPAN)
      const suspect = age < SPAN && (this.#entries.meta(owner) & (STRICT | SPARED | WATCHED)) !== 0
      // A sum is at most 60 × 65,535 < 2^22.
      const score = (suspect ? 0 : 2 ** 32) + age * 2 ** 22 + (2 ** 22 - 1 - busy.requests(slot, 60))
      if (score <= worst) continue
      worst = score
      victim = slot
    }
    busy.advance(victim, now)
    if (busy.requests(victim, 60) > SMALL_LIMIT) this.displaced++
    this.#demote(victim, now)
  }

  /** Carries the newest requests, up to eight, back into the small slot of the owner; the busy slot must be at `now`. */
  #demote(slot: number, now: number): void {
    const busy = this.#busy
    const id = busy.owner(slot)
    const words = this.#entries.words(id)
    const base = this.#entries.base(id)
    words[base + META] = words[base + META]! & NO_RING & ~BUSY
    let left = Math.min(busy.requests(slot, 60), SMALL_LIMIT)
    for (let age = 0; left > 0; age++) {
      age = busy.ageOfNext(slot, now, age)
      let errors = busy.errorsIn(slot, (now - age) % SPAN)
      for (let requests = busy.requestsIn(slot, (now - age) % SPAN); requests > 0 && left > 0; requests--, left--) {
        addOlder(words, base, now - age, errors-- > 0 ? 1 : 0)
      }
    }
    busy.give(slot)
  }

  #lastSeen(id: number): number {
    return this.#entries.words(id)[this.#entries.base(id) + LAST_SEEN]!
  }

  /** Requests and errors of a source in its 60 s window. */
  within60(id: number, now: number): { requests: number; errors: number } {
    const { window60, errors60 } = this.sums(id, now, now)
    return { requests: window60, errors: errors60 }
  }

  /** Of the windows that end with `now`; that of 1 s is the second `own`. */
  sums(id: number, now: number, own: number): WindowSums {
    const words = this.#entries.words(id)
    const base = this.#entries.base(id)
    const meta = words[base + META]!
    if (meta & BUSY) {
      const busy = this.#busy
      const slot = words[base + RING]!
      busy.advance(slot, now)
      const window60 = busy.requests(slot, 60)
      const window1 = busy.requestsIn(slot, own % SPAN)
      return { window1, window10: busy.requests(slot, 10), window60, errors60: busy.errors(slot, 60) }
    }
    const sums = { window1: 0, window10: 0, window60: 0, errors60: 0 }
    if (now - words[base + LAST_SEEN]! >= SPAN) return sums
    for (let place = firstPlace(meta); place < SMALL_LIMIT; place++) {
      const age = ageAt(words, base, place, now)
      if (age >= SPAN) continue
      sums.window60++
      sums.errors60 += errorAt(meta, place)
      if (age < SHORT_SPAN) sums.window10++
      if (age === now - own) sums.window1++
    }
    return sums
  }
}
