import { METHODS } from '../../domain/record-batch.ts'
import type { TickSummary } from '../../domain/tick-summary.ts'
import type { EpochSeconds } from '../../domain/units.ts'

/** Seconds kept: 60 sealed, the open ones, and room to the next power of two. */
const RING = 128
const SPAN = 60
const SHORT_SPAN = 10
const COLUMNS = 16
export const REQUESTS = 0
export const ERRORS = 1
export const CLIENT_ERRORS = 2
export const SERVER_ERRORS = 3
export const NOT_FOUND = 4
export const BYTES = 5
export const PREVENTED = 6
export const FIRST_METHOD = 7

/** What the whole site did in each of the last seconds; a second never counted in reads as zero. */
export class SiteWindow {
  /** COLUMNS numbers a second. */
  readonly counts = new Float64Array(RING * COLUMNS)
  readonly #seconds = new Float64Array(RING).fill(Number.NaN)

  /** Where the counts of a second begin, empty when it is new. Forgets the second 128 s before. */
  open(second: EpochSeconds): number {
    const at = place(second)
    if (this.#seconds[at] !== second) {
      this.#seconds[at] = second
      this.counts.fill(0, at * COLUMNS, (at + 1) * COLUMNS)
    }
    return at * COLUMNS
  }

  clear(): void {
    this.#seconds.fill(Number.NaN)
  }

  summary(second: EpochSeconds, sources: number): TickSummary {
    const requests10 = this.#sum(REQUESTS, second, SHORT_SPAN)
    const errors10 = this.#sum(ERRORS, second, SHORT_SPAN)
    const at = place(second)
    const known = this.#seconds[at] === second
    const column = (index: number) => (known ? this.counts[at * COLUMNS + index]! : 0)
    return {
      second,
      requests: column(REQUESTS),
      errors: column(ERRORS),
      clientErrors: column(CLIENT_ERRORS),
      serverErrors: column(SERVER_ERRORS),
      notFound: column(NOT_FOUND),
      bytes: column(BYTES),
      methods: METHODS.map((_, method) => column(FIRST_METHOD + method)),
      prevented: column(PREVENTED),
      requests10,
      errors10,
      requests60: this.#sum(REQUESTS, second, SPAN),
      errors60: this.#sum(ERRORS, second, SPAN),
      sources,
    }
  }

  #sum(column: number, last: EpochSeconds, seconds: number): number {
    let sum = 0
    for (let second = last - seconds + 1; second <= last; second++) {
      const at = place(second)
      if (this.#seconds[at] === second) sum += this.counts[at * COLUMNS + column]!
    }
    return sum
  }
}

/** Also right for seconds before 1970 and beyond 32 bits. */
function place(second: EpochSeconds): number {
  return ((second % RING) + RING) % RING
}
