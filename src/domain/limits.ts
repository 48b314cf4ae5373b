import type { SourceKey } from './source.ts'
import type { SourceFeatures } from './source-features.ts'
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
  /** A source with more errors than this share of its requests of 60 s, at least SURGE_REQUESTS, is held to `strict`. Infinity: none. */
  readonly errorShare: number
  /**
   * A studied source is judged each time that its requests which are no assets reach this many in a span, and 5/4 of that, and so on.
   * NO_LIMIT: sources are not studied.
   */
  readonly study: number
  /** Endpoint hashes of which every request is studied, whoever sends it; at most 16. */
  readonly endpoints: readonly number[]
}

const NONE = { 1: NO_LIMIT, 10: NO_LIMIT, 60: NO_LIMIT }
/** Limits that nobody crosses. */
export const UNLIMITED: Limits = {
  plain: NONE,
  strict: NONE,
  errorShare: Number.POSITIVE_INFINITY,
  study: NO_LIMIT,
  endpoints: [],
}

/** Requests in 60 s below which a share of errors says nothing. */
export const SURGE_REQUESTS = 10

/** One source went over a limit, or was studied long enough to be judged: told synchronously by the counting loop before the next record is counted. */
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
  /**
   * Requests of the last 10 minutes, the last one left out, that were answered below 400 and came from sources seen before the last
   * minute: those of this source, 0 when it is new, and those of the whole site.
   */
  readonly known: number
  readonly siteKnown: number
  /** What is known of the source; null when sources are not studied. */
  readonly features: SourceFeatures | null
  /** It is judged by its features alone: no limit was crossed, and `window` is 60. */
  readonly studied: boolean
  /** The line that crossed, lossily decoded; not yet escaped or redacted. */
  readonly line: string
}

/** The errors of one source surge, told synchronously by the counting loop. */
export interface Surge {
  readonly source: SourceKey
  readonly at: EpochMilliseconds
  readonly requests60: number
  readonly errors60: number
  /** The share that it went over. */
  readonly limit: number
}
