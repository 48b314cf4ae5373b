/** A small fast generator for simulated traffic, the same numbers for the same seed (sfc32, C. Doty-Humphrey). Not for secrets. */
export class Random {
  #a = 0x9e3779b9
  #b = 0x243f6a88
  #c: number
  #counter = 1

  constructor(seed: number) {
    this.#c = seed >>> 0
    for (let i = 0; i < 15; i++) this.next()
  }

  /** 0 ≤ x < 1. */
  next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter++) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0
    return (sum >>> 0) / 2 ** 32
  }

  /** A whole number from 0 up to, not including, `bound`. */
  below(bound: number): number {
    return Math.floor(this.next() * bound)
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!
  }

  /** Exponential with this mean: the gaps of a Poisson process. */
  gap(mean: number): number {
    return -Math.log(1 - this.next()) * mean
  }
}
