/** Minutes back that are counted, the running one left out. */
const MINUTES = 10
const SECONDS_A_MINUTE = 60

/**
 * Requests below status 400 of sources that were seen before the last minute, over the last 10 minutes without the running one:
 * what the site would lose if it banned whom it knows. Sources are numbered in the order in which they came.
 */
export class KnownTraffic {
  /** Sources with a lower number were there a minute ago. */
  mark = 0
  readonly #counts = new Float64Array(MINUTES + 1)
  readonly #marks = new Float64Array(SECONDS_A_MINUTE + 1)
  #tick: number

  constructor(tick: number) {
    this.#tick = tick
  }

  /** The engine's count of seconds moves on to `tick`; there are `sources` by now. */
  advance(tick: number, sources: number): void {
    const from = Math.max(this.#tick + 1, tick - MINUTES * SECONDS_A_MINUTE - SECONDS_A_MINUTE)
    for (let second = from; second <= tick; second++) {
      this.#marks[second % this.#marks.length] = sources
      if (second % SECONDS_A_MINUTE === 0) this.#counts[this.#minute(second)] = 0
    }
    this.#tick = tick
    this.mark = this.#marks[(tick + 1) % this.#marks.length]!
  }

  add(requests: number): void {
    this.#counts[this.#minute(this.#tick)]! += requests
  }

  /** Of the whole site. */
  get requests(): number {
    let sum = -this.#counts[this.#minute(this.#tick)]!
    for (const count of this.#counts) sum += count
    return sum
  }

  #minute(tick: number): number {
    return Math.floor(tick / SECONDS_A_MINUTE) % (MINUTES + 1)
  }
}
