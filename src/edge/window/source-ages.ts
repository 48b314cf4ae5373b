import type { Seconds } from '../../domain/units.ts'

const MINUTE = 60
/** Minutes kept: a day. */
const MINUTES = 1_440
/** Seconds kept: two minutes and some. */
const RING = 128
const NEW: Seconds = 600

/**
 * How long sources are there. They are numbered in the order in which they came, so that their number at the beginning of each
 * minute of a day tells the age of each, to the minute; not any more once sources were evicted and their numbers used again.
 */
export class SourceAges {
  /** Sources with this number or a higher one came less than about ten minutes ago. */
  newFrom = 0
  readonly #minutes = new Uint32Array(MINUTES + 1)
  /** Sources ever seen, at the end of each second. */
  readonly #ends = new Float64Array(RING)
  #tick: number

  constructor(tick: number) {
    this.#tick = tick
  }

  /** The engine's count of seconds moves on; until now there were so many sources ever, `count` of them tracked. */
  advance(tick: number, seen: number, count: number): void {
    this.#ends[this.#tick % RING] = seen
    for (let second = Math.max(this.#tick + 1, tick - RING); second <= tick; second++) this.#ends[second % RING] = seen
    const last = Math.floor(tick / MINUTE)
    for (let minute = Math.max(Math.floor(this.#tick / MINUTE) + 1, last - MINUTES); minute <= last; minute++) {
      this.#minutes[minute % (MINUTES + 1)] = count
    }
    this.#tick = tick
    this.newFrom = this.#at(Math.floor((tick - NEW) / MINUTE))
  }

  /** Whether a source came less than ten minutes ago, to the minute; `first`: when it was first studied, used after evictions. */
  isNew(id: number, first: number, evicted: boolean): boolean {
    return evicted ? this.#tick - first < NEW : id >= this.newFrom
  }

  /** At least so long ago its first request was, at most a day. */
  age(id: number, evicted: boolean): Seconds {
    if (evicted) return 0
    const last = Math.floor(this.#tick / MINUTE)
    let low = last - MINUTES
    let high = last + 1
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      if (this.#at(middle) > id) high = middle
      else low = middle + 1
    }
    return low > last ? 0 : this.#tick - low * MINUTE
  }

  /** Sources that came in the `length` seconds that end with `tick`; `seen` so many are there ever, now. */
  came(tick: number, length: Seconds, seen: number): number {
    const end = tick >= this.#tick ? seen : this.#ends[tick % RING]!
    return Math.max(0, end - this.#ends[(tick - length) % RING]!)
  }

  #at(minute: number): number {
    return this.#minutes[minute % (MINUTES + 1)]!
  }
}
