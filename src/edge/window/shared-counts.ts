import type { SharedTrait } from '../../domain/tick-summary.ts'
import { mix } from '../../lib/hash.ts'
import { SHARED_BINS as BINS, SHARED_TOLD as MOST, type NoteKernel, SharedRoom } from './note-room.ts'

const SETS = 64
const WAYS = 8
/** Bins of ten seconds: six are told, the others are room for late rows. */
const BIN = 10
const TOLD = 6

/**
 * How often each of many values came in the last minute, and from how many sources: those of 512 values, in sets of eight; a new one takes
 * the place of the one with the fewest requests of its set. A source counts with its last request alone. The kernel adds to
 * entries that are there (kernel/notes.ts).
 */
export class SharedCounts {
  readonly #values: Float64Array
  /** The newest bin of an entry; 0: it is free. */
  readonly #newest: Uint32Array
  readonly #requests: Uint32Array
  readonly #sources: Uint32Array
  /** Requests of an entry in the last bins up to #bin, and behind. */
  readonly #totals: Uint32Array
  readonly #bins: Uint32Array
  readonly #kernel: NoteKernel | null
  /** What the kernel found. */
  readonly #found: Uint32Array

  constructor({ values, newest, requests, sources, totals, bin, kernel, top }: SharedRoom = new SharedRoom()) {
    this.#kernel = kernel
    this.#found = top
    this.#values = values
    this.#newest = newest
    this.#requests = requests
    this.#sources = sources
    this.#totals = totals
    this.#bins = bin
  }

  /** `last` is when the same source was counted last, 0 when it was not. */
  add(value: number, tick: number, last: number): void {
    const bin = Math.floor(tick / BIN)
    if (bin > this.#bin) this.#moveTo(bin)
    const entry = this.#entry(value, bin)
    if (this.#bin - bin >= TOLD) return
    this.#totals[entry]! += 1
    this.#requests[entry * BINS + (bin % BINS)]! += 1
    const before = Math.floor(last / BIN)
    if (before >= bin && last > 0) return
    this.#sources[entry * BINS + (bin % BINS)]! += 1
    const old = entry * BINS + (before % BINS)
    if (last > 0 && this.#newest[entry]! - before < BINS && this.#sources[old]! > 0) this.#sources[old]! -= 1
  }

  /** The commonest of the fifty to sixty seconds before `tick` and of the time since. */
  top(tick: number): SharedTrait[] {
    const bin = Math.floor(tick / BIN)
    if (bin > this.#bin) this.#moveTo(bin)
    const found = this.#kernel === null ? this.#top() : this.#found.subarray(0, this.#kernel.topPrefixes())
    const top: SharedTrait[] = []
    for (let i = 0; i < found.length; i++) {
      const entry = found[i]!
      const [value, requests] = [this.#values[entry]!, this.#totals[entry]!]
      top.push({ value, requests, sources: this.#sum(this.#sources, entry) })
    }
    return top
  }

  clear(): void {
    this.#newest.fill(0)
    this.#totals.fill(0)
  }

  get #bin(): number {
    return this.#bins[0]!
  }

  #entry(value: number, bin: number): number {
    const first = (mix(mix(value) ^ Math.floor(value / 2 ** 32)) & (SETS - 1)) * WAYS
    for (let entry = first; entry < first + WAYS; entry++) {
      if (this.#values[entry] !== value || this.#newest[entry] === 0) continue
      this.#moveOn(entry, bin)
      return entry
    }
    let fewest = Number.POSITIVE_INFINITY
    let found = first
    for (let entry = first; entry < first + WAYS; entry++) {
      const requests = this.#newest[entry] === 0 ? -1 : this.#totals[entry]!
      if (requests >= fewest) continue
      fewest = requests
      found = entry
    }
    this.#values[found] = value
    this.#newest[found] = bin
    this.#totals[found] = 0
    this.#requests.fill(0, found * BINS, (found + 1) * BINS)
    this.#sources.fill(0, found * BINS, (found + 1) * BINS)
    return found
  }

  /** The entries with the most requests, the most first. */
  #top(): number[] {
    const totals = this.#totals
    const top: number[] = []
    let least = 0
    for (let entry = 0; entry < SETS * WAYS; entry++) {
      const requests = totals[entry]!
      if (requests <= least) continue
      let at = Math.min(top.length, MOST - 1)
      for (; at > 0 && totals[top[at - 1]!]! < requests; at--) top[at] = top[at - 1]!
      top[at] = entry
      if (top.length === MOST) least = totals[top[MOST - 1]!]!
    }
    return top
  }

  #moveOn(entry: number, bin: number): void {
    for (let next = Math.max(this.#newest[entry]! + 1, bin - BINS + 1); next <= bin; next++) {
      this.#requests[entry * BINS + (next % BINS)] = 0
      this.#sources[entry * BINS + (next % BINS)] = 0
    }
    if (bin > this.#newest[entry]!) this.#newest[entry] = bin
  }

  /** Ten more seconds are over. */
  #moveTo(bin: number): void {
    this.#bins[0] = bin
    for (let entry = 0; entry < SETS * WAYS; entry++) {
      if (this.#totals[entry]! > 0) this.#totals[entry] = this.#sum(this.#requests, entry)
    }
  }

  #sum(counts: Uint32Array, entry: number): number {
    let sum = 0
    for (let old = this.#bin - TOLD + 1; old <= this.#newest[entry]!; old++) {
      if (this.#newest[entry]! - old < BINS) sum += counts[entry * BINS + (old % BINS)]!
    }
    return sum
  }
}
