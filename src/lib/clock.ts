/** The time of the outside world, handed in so that tests turn it by hand. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z; may step when the operator sets the clock. */
  now(): number
  /** Calls back once after `delay` milliseconds; returns how to cancel. */
  after(delay: number, callback: () => void): () => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(delay, callback) {
    const timer = setTimeout(callback, delay)
    return () => clearTimeout(timer)
  },
}

/** A clock that moves only when told; callbacks run in the order of their time. */
export class ManualClock implements Clock {
  #now: number
  #pending: { at: number; callback: () => void }[] = []

  constructor(start = 0) {
    this.#now = start
  }

  now(): number {
    return this.#now
  }

  after(delay: number, callback: () => void): () => void {
    const entry = { at: this.#now + delay, callback }
    this.#pending.push(entry)
    return () => {
      this.#pending = this.#pending.filter((other) => other !== entry)
    }
  }

  /** Moves forward by `delay` milliseconds and runs what falls due on the way, each at its own time. */
  advance(delay: number): void {
    const end = this.#now + delay
    for (;;) {
      const due = this.#pending.filter((entry) => entry.at <= end).sort((a, b) => a.at - b.at)[0]
      if (due === undefined) break
      this.#pending = this.#pending.filter((entry) => entry !== due)
      this.#now = Math.max(this.#now, due.at)
      due.callback()
    }
    this.#now = end
  }
}
