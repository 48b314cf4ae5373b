interface Counter {
  count: number
  /** What its place had when it was taken over: at most so much of the count is not its own. */
  error: number
}

/**
 * The heaviest names of a stream, with a fixed number of counters: Space-Saving (A. Metwally, D. Agrawal, A. El Abbadi, 2005). What is told of
 * a name is never too much, and too little by at most total / capacity; whatever has more than that is told. Adding costs a look at all
 * counters when a name is new and none is free.
 */
export class SpaceSaving {
  /** All that was added. */
  total = 0
  readonly #capacity: number
  readonly #counters = new Map<string, Counter>()

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  /** `weight` > 0. */
  add(name: string, weight = 1): void {
    this.total += weight
    const known = this.#counters.get(name)
    if (known !== undefined) known.count += weight
    else if (this.#counters.size < this.#capacity) this.#counters.set(name, { count: weight, error: 0 })
    else {
      const least = this.#takeLeast()
      this.#counters.set(name, { count: least + weight, error: least })
    }
  }

  /** The heaviest first, equal ones by name; at most `most`, without those of which nothing is sure. */
  top(most: number): { readonly name: string; readonly weight: number }[] {
    return [...this.#counters]
      .map(([name, { count, error }]) => ({ name, weight: count - error }))
      .filter(({ weight }) => weight > 0)
      .sort((a, b) => b.weight - a.weight || (a.name < b.name ? -1 : 1))
      .slice(0, most)
  }

  #takeLeast(): number {
    let least = Number.POSITIVE_INFINITY
    let name = ''
    for (const [each, { count }] of this.#counters) {
      if (count >= least) continue
      least = count
      name = each
    }
    this.#counters.delete(name)
    return least
  }
}
