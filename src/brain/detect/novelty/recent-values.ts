/** Mean and population deviation of the last `size` values, reckoned anew each time: nothing of a huge value stays. */
export class RecentValues {
  readonly #ring: Float64Array
  #count = 0
  #next = 0

  constructor(size: number) {
    this.#ring = new Float64Array(size)
  }

  get isFull(): boolean {
    return this.#count === this.#ring.length
  }

  /** 0 before the first value. */
  get mean(): number {
    let sum = 0
    for (let i = 0; i < this.#count; i++) sum += this.#ring[i]! / this.#count
    return sum
  }

  get deviation(): number {
    const mean = this.mean
    let squares = 0
    for (let i = 0; i < this.#count; i++) {
      const away = this.#ring[i]! - mean
      squares += (away * away) / this.#count
    }
    return Math.sqrt(squares)
  }

  push(value: number): void {
    this.#ring[this.#next] = value
    this.#next = (this.#next + 1) % this.#ring.length
    if (this.#count < this.#ring.length) this.#count++
  }
}
