import type { EpochSeconds } from '../../domain/units.ts'
import { WIDTH } from '../../sketch/count-row.ts'
import { BUCKETS, COARSE_BUCKETS } from '../../sketch/dd-sketch.ts'
import { REGISTERS } from '../../sketch/hyper-log-log.ts'
import { type SecondPlaces, SPREAD_COUNTERS } from './site-rows.ts'
import type { SketchRoom } from './sketch-room.ts'

/** Seconds kept: 60 sealed, the open ones, and room to the next power of two. */
const RING = 128
const SPAN = 60
/** Minutes whose marks are kept: those of the open seconds. */
const MARKS_RING = 2
/** Bytes of the marks of a minute: 65,536 bits. */
const MARKS = 8_192
/** Seconds that can be open at once, and more. */
const COUNTERS_RING = 16
/** Bytes of a sketch room that it takes. */
export const SKETCH_BYTES =
  (RING + 1) * (REGISTERS + 4 * BUCKETS + 4 * WIDTH) +
  (SPAN + 2) * REGISTERS +
  RING * 4 * COARSE_BUCKETS +
  MARKS_RING * MARKS +
  COUNTERS_RING * SPREAD_COUNTERS

/**
 * Sketches of the last 60 sealed seconds of the site: distinct clients, latency, endpoints. Each open second has its own; a
 * sealed one joins the window and the one of 60 s before leaves it. HyperLogLogs cannot be taken away again: the unions of what
 * is left of the last whole minute are made once a minute, and meet the union of the running minute.
 */
export class SiteSketches {
  /** REGISTERS, BUCKETS and WIDTH numbers a second, at `place`. */
  readonly clients: Uint8Array
  readonly latencies: Uint32Array
  readonly endpoints: Uint32Array
  /** Requests of the last 60 s by bucket. */
  readonly endpoints60: Uint32Array
  /** COARSE_BUCKETS numbers a second: requests by how long they took, of each source one a minute for each power of two. */
  readonly slow: Uint32Array
  /** Bits of what sources were counted for: MARKS bytes a minute. */
  readonly marks: Uint8Array
  /** SPREAD_COUNTERS numbers for each open second: requests of the sources of a hash. */
  readonly counters: Uint8Array
  readonly #marked = new Float64Array(MARKS_RING).fill(Number.NaN)
  /** Requests of a second that say how long they took. */
  readonly timed = new Uint32Array(RING)
  readonly #room: SketchRoom
  readonly #seconds = new Float64Array(RING).fill(Number.NaN)
  readonly #latencies60: Uint32Array
  readonly #running: Uint8Array
  /** Registers of each place. */
  readonly #places: readonly Uint8Array[]
  /** Unions of the seconds j … 59 of the last whole minute. */
  readonly #tails: readonly Uint8Array[]
  #timed60 = 0
  /** The first and the last second of those sealed without a gap; null before any. */
  #first: EpochSeconds | null = null
  #last: EpochSeconds | null = null

  constructor(room: SketchRoom) {
    this.#room = room
    this.clients = room.registers(RING * REGISTERS)
    this.latencies = room.counts(RING * BUCKETS)
    this.endpoints = room.counts(RING * WIDTH)
    this.slow = room.counts(RING * COARSE_BUCKETS)
    this.marks = room.registers(MARKS_RING * MARKS)
    this.counters = room.registers(COUNTERS_RING * SPREAD_COUNTERS)
    this.#latencies60 = room.counts(BUCKETS)
    this.endpoints60 = room.counts(WIDTH)
    this.#running = room.registers(REGISTERS)
    this.#tails = Array.from({ length: SPAN + 1 }, () => room.registers(REGISTERS))
    this.#places = Array.from({ length: RING }, (_, at) => this.clients.subarray(at * REGISTERS, (at + 1) * REGISTERS))
  }

  /** The place of a second, emptied when it is new. */
  open(second: EpochSeconds): number {
    const at = ((second % RING) + RING) % RING
    if (this.#seconds[at] !== second) {
      this.#seconds[at] = second
      this.clients.fill(0, at * REGISTERS, (at + 1) * REGISTERS)
      if (this.timed[at]! > 0) {
        this.latencies.fill(0, at * BUCKETS, (at + 1) * BUCKETS)
        this.slow.fill(0, at * COARSE_BUCKETS, (at + 1) * COARSE_BUCKETS)
      }
      this.#openPlaces(second)
      this.timed[at] = 0
      this.endpoints.fill(0, at * WIDTH, (at + 1) * WIDTH)
    }
    return at
  }

  /** Of marks, which a second shares with those of its minute, and of counters. */
  placesOf(second: EpochSeconds): SecondPlaces {
    return {
      marks: MARKS * place(Math.floor(second / SPAN), MARKS_RING),
      counters: SPREAD_COUNTERS * place(second, COUNTERS_RING),
    }
  }

  #openPlaces(second: EpochSeconds): void {
    const { marks, counters } = this.placesOf(second)
    this.counters.fill(0, counters, counters + SPREAD_COUNTERS)
    const minute = Math.floor(second / SPAN)
    if (this.#marked[marks / MARKS] === minute) return
    this.#marked[marks / MARKS] = minute
    this.marks.fill(0, marks, marks + MARKS)
  }

  clear(): void {
    this.#seconds.fill(Number.NaN)
    this.#marked.fill(Number.NaN)
    this.#restart()
  }

  /** Moves the window on to end with `second`. Seconds that were left out are sealed first. */
  seal(second: EpochSeconds): void {
    if (this.#last === null || second !== this.#last + 1) {
      this.#restart()
      for (let past = second - 2 * SPAN + 1; past < second; past++) this.#step(past)
    }
    this.#step(second)
  }

  #restart(): void {
    this.#latencies60.fill(0)
    this.endpoints60.fill(0)
    this.#running.fill(0)
    for (const tail of this.#tails) tail.fill(0)
    this.#timed60 = 0
    this.#first = null
    this.#last = null
  }

  #step(second: EpochSeconds): void {
    this.#first ??= second
    this.#last = second
    const minute = ((second % SPAN) + SPAN) % SPAN
    if (minute === 0) this.#running.fill(0)
    const entering = this.#placeOf(second)
    if (entering >= 0) {
      this.#addCounts(entering, 1)
      this.#room.merge(this.#running, this.#places[entering]!)
    }
    const leaving = second - SPAN >= this.#first ? this.#placeOf(second - SPAN) : -1
    if (leaving >= 0) this.#addCounts(leaving, -1)
    if (minute === SPAN - 1) this.#closeMinute(second)
  }

  /** Distinct clients in the last 60 s; `second` is the one sealed last. */
  distinct(second: EpochSeconds): number {
    const minute = ((second % SPAN) + SPAN) % SPAN
    // At the end of a minute the tails are of this minute already: nothing of the one before is left.
    return this.#room.countUnion(this.#running, this.#tails[minute === SPAN - 1 ? SPAN : minute + 1]!)
  }

  /** Milliseconds; null when fewer than `least` of the last 60 s' requests say how long they took. */
  p99(least: number): number | null {
    return this.#timed60 < least ? null : this.#room.quantile(this.#latencies60, this.#timed60, 0.99)
  }

  /** How long the requests of a second took, one of a source: see `TickSummary.latencies`. */
  coarseLatencies(second: EpochSeconds): readonly number[] {
    const at = this.#placeOf(second)
    if (at < 0 || this.timed[at] === 0) return []
    const counts = this.slow.subarray(at * COARSE_BUCKETS, (at + 1) * COARSE_BUCKETS)
    let length = COARSE_BUCKETS
    while (length > 0 && counts[length - 1] === 0) length--
    return Array.from(counts.subarray(0, length))
  }

  /** Adds how long the requests of a second took to `sum`, by bucket of `bucketOf`. */
  addDurations(second: EpochSeconds, sum: Float64Array): void {
    const at = this.#placeOf(second)
    if (at < 0 || this.timed[at] === 0) return
    for (let bucket = 0; bucket < BUCKETS; bucket++) sum[bucket]! += this.latencies[at * BUCKETS + bucket]!
  }

  /** The buckets of the busiest endpoints of the last 60 s with their requests. */
  busiest(most: number): { readonly bucket: number; readonly requests: number }[] {
    const endpoints = this.endpoints60
    return Array.from(this.#room.busiest(endpoints, most), (bucket) => ({ bucket, requests: endpoints[bucket]! }))
  }

  requestsTo(bucket: number): number {
    return this.endpoints60[bucket]!
  }

  #closeMinute(second: EpochSeconds): void {
    for (let j = SPAN - 1; j >= 0; j--) {
      const tail = this.#tails[j]!
      tail.set(this.#tails[j + 1]!)
      const at = this.#placeOf(second - (SPAN - 1) + j)
      if (at >= 0) this.#room.merge(tail, this.#places[at]!)
    }
  }

  #placeOf(second: EpochSeconds): number {
    const at = ((second % RING) + RING) % RING
    return this.#seconds[at] === second ? at : -1
  }

  #addCounts(at: number, sign: 1 | -1): void {
    const timed = this.timed[at]!
    this.#timed60 += sign * timed
    if (timed > 0) this.#room.addCounts(this.#latencies60, this.latencies, at * BUCKETS, BUCKETS, sign)
    this.#room.addCounts(this.endpoints60, this.endpoints, at * WIDTH, WIDTH, sign)
  }
}

function place(index: number, length: number): number {
  return ((index % length) + length) % length
}
