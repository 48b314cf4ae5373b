import type { Seconds } from './units.ts'

/** What was normal for a metric when it was last reckoned. */
export interface Baseline {
  readonly mean: number
  /** Population standard deviation. */
  readonly stddev: number
  /** Seconds that have a sample. */
  readonly samples: number
  /** From the oldest sample to the newest. */
  readonly age: Seconds
}

/** Gives the baseline of a metric; null while there is none, or it is too young to judge by. */
export interface BaselineReader {
  of(metric: string): Baseline | null
}
