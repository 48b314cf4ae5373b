const HALF_HOUR = 1_800_000

/** What was usual in this slot of a season: the median of the means of its last visits. */
export class SeasonSlots {
  readonly #slots: number
  readonly #kept: number
  readonly #least: number
  readonly #visits: Float64Array
  readonly #counts: Uint8Array
  readonly #next: Uint8Array
  #slot = -1
  #visit = Number.NaN
  #sum = 0
  #values = 0
  #usual: number | null = null

  /** Half hours of a season; visits kept of each, at most 255, and needed. */
  constructor(slots: number, kept: number, least: number) {
    this.#slots = slots
    this.#kept = kept
    this.#least = least
    this.#visits = new Float64Array(slots * kept)
    this.#counts = new Uint8Array(slots)
    this.#next = new Uint8Array(slots)
  }

  /** Moves to the slot of a time; null while too little is known of it. */
  usual(at: number): number | null {
    const visit = Math.floor(at / HALF_HOUR)
    if (visit !== this.#visit) {
      this.#close()
      this.#visit = visit
      this.#slot = ((visit % this.#slots) + this.#slots) % this.#slots
      this.#usual = this.#median()
    }
    return this.#usual
  }

  learn(value: number): void {
    this.#sum += value
    this.#values++
  }

  #close(): void {
    if (this.#values > 0) {
      const next = this.#next[this.#slot]!
      this.#visits[this.#slot * this.#kept + next] = this.#sum / this.#values
      this.#next[this.#slot] = (next + 1) % this.#kept
      this.#counts[this.#slot] = Math.min(this.#kept, this.#counts[this.#slot]! + 1)
    }
    this.#sum = 0
    this.#values = 0
  }

  #median(): number | null {
    const count = this.#counts[this.#slot]!
    if (count < this.#least) return null
    const from = this.#slot * this.#kept
    const sorted = this.#visits.slice(from, from + count).sort()
    const half = count >> 1
    return count % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
  }
}
