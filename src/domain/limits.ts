import type { SourceKey } from './source.ts'
import type { EpochMilliseconds } from './units.ts'

/** Lengths of the sliding windows, in seconds. */
export const WINDOWS = [1, 10, 60] as const
export type WindowSeconds = (typeof WINDOWS)[number]

/** The largest integer a limit may hold; a limit of this height never trips. */
export const NO_LIMIT = 0x7fffffff

/**
 * Integer limits of the tripwires: a source trips when its requests in a window are strictly more. The windows are
 * whole-second and end with the running second. `strict` is for sources whose errors surge.
 */
export interface Limits {
  readonly plain: Readonly<Record<WindowSeconds, number>>
  readonly strict: Readonly<Record<WindowSeconds, number>>
}

/** One source went over a limit, told synchronously by the counting loop before the next record is counted. */
export interface Crossing {
  readonly source: SourceKey
  /** Time of the record that crossed. */
  readonly at: EpochMilliseconds
  readonly window: WindowSeconds
  /** Requests in the window, the crossing record included. */
  readonly observed: number
  readonly limit: number
  readonly strict: boolean
  /** Requests and errors (status 400–599) of the source in the last 60 s. */
  readonly requests60: number
  readonly errors60: number
  /** The line that crossed, lossily decoded; not yet escaped or redacted. */
  readonly line: string
}
