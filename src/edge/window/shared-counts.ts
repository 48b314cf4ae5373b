import type { SharedTrait } from '../../domain/tick-summary.ts'
import { mix } from '../../lib/hash.ts'

const SETS = 64
const WAYS = 8
/** Bins of ten seconds: six are told, the others are room for late rows. */
const BIN = 10
const BINS = 8
const TOLD = 6
const MOST = 8

/**
 * How often each of many values came in the last minute, and from how many sources: those of 512 values, in sets of eight; a new one takes
 * the place of the one with the fewest requests of its set. A source counts with its last request alone.
 */
export class SharedCounts {
  readonly #values = new Uint32Array(SETS * WAYS)
  /** The newest bin of an entry; 0: it is free. */
  readonly #newest = new Uint32Array(SETS * WAYS)
  readonly #requests = new Uint32Array(SETS * WAYS * BINS)
  readonly #sources = new Uint32Array(SETS * WAYS * BINS)

  /** `last` is when the same source was counted last, 0 when it was not. */
  add(value: number, tick: number, last: number): void {
    const bin = Math.floor(tick / BIN)
    const entry = this.#entry(value, bin)
    if (this.#newest[entry]! - bin >= BINS) return
    const at = entry * BINS + (bin % BINS)
    this.#requests[at]! += 1
    const before = Math.floor(last / BIN)
    if (before >= bin && last > 0) return
    this.#sources[at]! += 1
    const old = entry * BINS + (before % BINS)
    if (last > 0 && this.#newest[entry]! - before < BINS && this.#sources[old]! > 0) this.#sources[old]! -= 1
  }

  /** The commonest of the fifty to sixty seconds before `tick` and of the time since. */
  top(tick: number): SharedTrait[] {
    const bin = Math.floor(tick / BIN)
    const top: SharedTrait[] = []
    for (let entry = 0; entry < SETS * WAYS; entry++) {
      if (this.#newest[entry]! + TOLD <= bin) continue
      const requests = this.#sum(this.#requests, entry, bin)
      if (requests === 0 || (top.length === MOST && requests <= top[MOST - 1]!.requests)) continue
      let at = top.length
      while (at > 0 && top[at - 1]!.requests < requests) at--
      top.splice(at, 0, { value: this.#values[entry]!, requests, sources: this.#sum(this.#sources, entry, bin) })
      if (top.length > MOST) top.pop()
    }
    return top
  }

  clear(): void {
    this.#newest.fill(0)
  }

  #entry(value: number, bin: number): number {
    const first = (mix(value) & (SETS - 1)) * WAYS
    for (let entry = first; entry < first + WAYS; entry++) {
      if (this.#values[entry] !== value || this.#newest[entry] === 0) continue
      this.#moveOn(entry, bin)
      return entry
    }
    let fewest = Number.POSITIVE_INFINITY
    let found = first
    for (let entry = first; entry < first + WAYS; entry++) {
      const requests = this.#newest[entry] === 0 ? -1 : this.#sum(this.#requests, entry, bin)
      if (requests >= fewest) continue
      fewest = requests
      found = entry
    }
    this.#values[found] = value
    this.#newest[found] = bin
    this.#requests.fill(0, found * BINS, (found + 1) * BINS)
    this.#sources.fill(0, found * BINS, (found + 1) * BINS)
    return found
  }

  #moveOn(entry: number, bin: number): void {
    for (let next = Math.max(this.#newest[entry]! + 1, bin - BINS + 1); next <= bin; next++) {
      this.#requests[entry * BINS + (next % BINS)] = 0
      this.#sources[entry * BINS + (next % BINS)] = 0
    }
    if (bin > this.#newest[entry]!) this.#newest[entry] = bin
  }

  /** Of the last bins up to the newest of the entry. */
  #sum(counts: Uint32Array, entry: number, bin: number): number {
    let sum = 0
    for (let old = Math.max(bin - TOLD + 1, 0); old <= this.#newest[entry]!; old++) {
      if (this.#newest[entry]! - old < BINS) sum += counts[entry * BINS + (old % BINS)]!
    }
    return sum
  }
}
