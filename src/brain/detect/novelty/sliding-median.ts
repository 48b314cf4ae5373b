/** Median of the last `size` values. A value costs a binary search and a move within `size` numbers. */
export class SlidingMedian {
  readonly #ring: Float64Array
  readonly #sorted: Float64Array
  #count = 0
  #next = 0

  constructor(size: number) {
    this.#ring = new Float64Array(size)
    this.#sorted = new Float64Array(size)
  }

  get count(): number {
    return this.#count
  }

  /** 0 before the first value. */
  get median(): number {
    const half = this.#count >> 1
    if (this.#count === 0) return 0
    return this.#count % 2 === 1 ? this.#sorted[half]! : (this.#sorted[half - 1]! + this.#sorted[half]!) / 2
  }

  /** Distance of the quartiles; 0 with fewer than two values. */
  get spread(): number {
    const last = this.#count - 1
    return last < 1 ? 0 : this.#sorted[Math.round(last * 0.75)]! - this.#sorted[Math.round(last * 0.25)]!
  }

  push(value: number): void {
    const sorted = this.#sorted
    if (this.#count === this.#ring.length) {
      const gone = this.#placeOf(this.#ring[this.#next]!)
      sorted.copyWithin(gone, gone + 1, this.#count)
      this.#count--
    }
    const at = this.#placeOf(value)
    sorted.copyWithin(at + 1, at, this.#count)
    sorted[at] = value
    this.#count++
    this.#ring[this.#next] = value
    this.#next = (this.#next + 1) % this.#ring.length
  }

  /** The first place whose value is not less. */
  #placeOf(value: number): number {
    let low = 0
    let high = this.#count
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#sorted[middle]! < value) low = middle + 1
      else high = middle
    }
    return low
  }
}
