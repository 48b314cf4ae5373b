const GROWTH = 1.25
const STEPS = 64

/** The counts of requests at which a studied source is judged: the first, 5/4 of it, and so on, rounded up. */
export class StudySteps {
  readonly #counts = new Float64Array(STEPS)
  #first = 0

  get first(): number {
    return this.#first
  }

  set first(first: number) {
    if (first === this.#first) return
    this.#first = first
    for (let step = 0; step < STEPS; step++) this.#counts[step] = Math.ceil(first * GROWTH ** step)
  }

  isReached(step: number, requests: number): boolean {
    return requests >= this.#counts[step]!
  }

  /** The first step that so many requests do not reach. */
  above(requests: number): number {
    let step = 0
    while (step < STEPS - 1 && this.#counts[step]! <= requests) step++
    return step
  }
}
