import { NO_LIMIT, WINDOWS, type WindowSeconds } from '../../domain/limits.ts'
import type { SourceKey } from '../../domain/source.ts'
import type { EpochSeconds } from '../../domain/units.ts'
import { BusySlots } from './busy-slots.ts'

/** The most requests a window held, and the second of the record that brought them. */
export interface Peak {
  readonly requests: number
  readonly at: EpochSeconds
}

const NO_LIMITS = new Int32Array(4).fill(NO_LIMIT)
const SPAN = 60

/** All that one source did, kept beside the ordinary windows for the explanation of a replay. */
export class WatchedSource {
  readonly source: SourceKey
  /** Requests that were judged, late ones included, prevented ones not. */
  requests = 0
  /** Status 400–599 among `requests`. */
  errors = 0
  prevented = 0
  late = 0
  /** Earliest and latest second of a request, whatever became of it; null before the first. */
  first: EpochSeconds | null = null
  last: EpochSeconds | null = null
  readonly #peaks = new Map<WindowSeconds, Peak>()
  readonly #closest = new Map<WindowSeconds, Peak & { readonly limit: number }>()
  #windows = new BusySlots(1)
  #slot: number

  constructor(source: SourceKey) {
    this.source = source
    this.#slot = this.#windows.take(0, 0)
  }

  /** null when nothing was counted in windows. */
  peak(window: WindowSeconds): Peak | null {
    return this.#peaks.get(window) ?? null
  }

  /** When a window came closest to its limit of that moment, or went over it; null while there was no limit. */
  closest(window: WindowSeconds): (Peak & { readonly limit: number }) | null {
    return this.#closest.get(window) ?? null
  }

  /** Counts a request: `tick` is the engine's count of seconds, `age` how far the request lies before it, `limits` those it is held to. */
  count(
    second: EpochSeconds,
    tick: number,
    age: number,
    error: number,
    limits: Readonly<Record<WindowSeconds, number>>,
  ): void {
    this.#see(second)
    this.requests++
    this.errors += error
    this.#windows.count(this.#slot, tick, tick - age, error, NO_LIMITS, 0)
    const bucket = (tick - age) % SPAN
    for (const window of WINDOWS) {
      const requests =
        window === 1 ? this.#windows.requestsIn(this.#slot, bucket) : this.#windows.requests(this.#slot, window)
      if (requests > (this.#peaks.get(window)?.requests ?? 0)) this.#peaks.set(window, { requests, at: second })
      const limit = limits[window]
      if (limit === NO_LIMIT) continue
      const closest = this.#closest.get(window)
      if (closest === undefined || requests * closest.limit > closest.requests * limit)
        this.#closest.set(window, { requests, at: second, limit })
    }
  }

  countPrevented(second: EpochSeconds): void {
    this.#see(second)
    this.prevented++
  }

  countLate(second: EpochSeconds, error: number): void {
    this.#see(second)
    this.requests++
    this.errors += error
    this.late++
  }

  /** Empties the windows; counts and peaks stay. */
  empty(tick: number): void {
    this.#windows.give(this.#slot)
    this.#slot = this.#windows.take(0, tick)
  }

  #see(second: EpochSeconds): void {
    if (this.first === null || second < this.first) this.first = second
    if (this.last === null || second > this.last) this.last = second
  }
}
