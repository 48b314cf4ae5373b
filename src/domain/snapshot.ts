import type { EpochSeconds } from './units.ts'

/** All that an engine has learned of a site, for the store: JSON-safe, some hundred kilobytes. What holds for a few minutes only is not in it. */
export interface Snapshot {
  readonly version: 1
  /** The newest second that was learned from. */
  readonly at: EpochSeconds
  /** Samples of the baselines; up to 20 KiB a metric. */
  readonly baselines: unknown
  /** What the profile calibrated knows besides; null of another profile. */
  readonly calibrated: unknown
  /** Known sources and gateways, base64: 120 KiB for a thousand of them, at most 5.6 MiB; null where nobody asks for them. */
  readonly known: string | null
}

/** What became of a snapshot. A refused one has changed nothing. */
export type Recalled =
  /** `isOld`: older than the baseline reaches, so that levels are learned anew. */
  { readonly taken: true; readonly isOld: boolean } | { readonly taken: false; readonly reason: string }
