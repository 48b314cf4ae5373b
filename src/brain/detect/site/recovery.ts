/** Observations over which the size of what goes on is averaged. */
const SPAN = 30
/** Ratios nearer to 0 than this are no different from it. */
const LEAST_RATIO = 0.02

/**
 * Tells when what fires is over: a sum the other way, of the evidence for a usual amount against one as large as it was since it began. The
 * sums that fire know only fixed ratios, and those for small ones take minutes to clear after a large one.
 */
export class Recovery {
  #amount = 0
  #mean = 0
  #sum = 0

  /** Takes one observation while it fires; returns the evidence that it is over, in nats. */
  add(amount: number, mean: number, k: number): number {
    if (this.#mean > 0) {
      const ratio = Math.max(LEAST_RATIO, this.#amount / this.#mean)
      const gain = (mean * (ratio - 1) - amount * Math.log(ratio)) / k
      this.#sum = Math.max(0, this.#sum + gain)
    }
    // What may be its end is not part of it.
    if (this.#sum < 1) {
      this.#amount += (amount - this.#amount) / SPAN
      this.#mean += (mean - this.#mean) / SPAN
    }
    return this.#sum
  }

  /** It fires from now on, with these means of the last observations. */
  begin(amount: number, mean: number): void {
    this.#amount = amount
    this.#mean = mean
    this.#sum = 0
  }
}
