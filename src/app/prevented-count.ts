import type { EpochMilliseconds, EpochSeconds } from '../domain/units.ts'

const MINUTE_S = 60
/** Minutes that are told apart: a day. */
const MOST = 1_440

/** Requests of banned sources, second by second as they are sealed: since the start, lately, and since a moment of the last day. */
export class PreventedCount {
  total = 0
  readonly #minutes = new Map<number, number>()
  readonly #lately: number[] = []

  add(second: EpochSeconds, requests: number): void {
    this.#lately.push(requests)
    if (this.#lately.length > MINUTE_S) this.#lately.shift()
    if (requests === 0) return
    this.total += requests
    const minute = Math.floor(second / MINUTE_S)
    this.#minutes.set(minute, (this.#minutes.get(minute) ?? 0) + requests)
    if (this.#minutes.size > MOST) this.#minutes.delete(this.#minutes.keys().next().value as number)
  }

  /** In the last 60 sealed seconds. */
  get last60(): number {
    return this.#lately.reduce((sum, count) => sum + count, 0)
  }

  /** From the minute of `at` on. */
  since(at: EpochMilliseconds): number {
    const first = Math.floor(at / (MINUTE_S * 1_000))
    let sum = 0
    for (const [minute, count] of this.#minutes) if (minute >= first) sum += count
    return sum
  }
}
