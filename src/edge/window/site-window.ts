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
      ...this.#windows(second),
      sources,
    }
  }

  #windows(last: EpochSeconds) {
    let requests10 = 0
    let errors10 = 0
    let requests60 = 0
    let errors60 = 0
    for (let second = last - SPAN + 1; second <= last; second++) {
      const at = place(second)
      if (this.#seconds[at] !== second) continue
      const requests = this.counts[at * COLUMNS + REQUESTS]!
      const errors = this.counts[at * COLUMNS + ERRORS]!
      requests60 += requests
      errors60 += errors
      if (second <= last - SHORT_SPAN) continue
      requests10 += requests
      errors10 += errors
    }
    return { requests10, errors10, requests60, errors60 }
  }
}

/** Also right for seconds before 1970 and beyond 32 bits. */
function place(second: EpochSeconds): number {
  return ((second % RING) + RING) % RING
}
