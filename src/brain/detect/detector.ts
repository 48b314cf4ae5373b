import type { Baseline, BaselineReader } from '../../domain/baseline.ts'
import type { Crossing, Limits } from '../../domain/limits.ts'
import type { TickSummary } from '../../domain/tick-summary.ts'
import type { Point } from './points.ts'

/** One sealed second as detectors see it. Baselines do not hold the second itself yet. */
export interface Moment {
  readonly tick: TickSummary
  readonly points: readonly Point[]
  readonly baselines: BaselineReader
}

/** The numbers behind a verdict. */
export interface Verdict {
  readonly observed: number
  readonly expected: number | null
  readonly limit: number
  readonly unit: string
  readonly baseline: Baseline | null
}

/** A point that one detector finds anomalous. */
export interface Suspicion extends Verdict {
  readonly point: Point
  readonly direction: 'spike' | 'drop'
}

/** Looks at one sealed second, or sets integer limits that the edge compares while it counts, or both. */
export interface Detector {
  readonly name: string
  /** Must not keep a reference to the moment. */
  inspect?(moment: Moment): readonly Suspicion[]
  /** Asked once a tick; the same object while they are the same. A window without a limit holds NO_LIMIT. */
  limits?(baselines: BaselineReader): Limits
  /** How it sees the crossing of a limit that it set, in its own unit. */
  verdict?(crossing: Crossing, baselines: BaselineReader): Verdict
  /** A series has ended: what is kept of it can go. */
  forget?(metric: string): void
}
