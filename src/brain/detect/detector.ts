import type { Finding } from '../../domain/finding.ts'
import type { Limits } from '../../domain/limits.ts'
import type { TickSummary } from '../../domain/tick-summary.ts'

/** Looks at one sealed second, or sets integer limits that the edge compares while it counts, or both. */
export interface Detector {
  readonly name: string
  /** Must not keep a reference to `tick`. */
  inspect?(tick: TickSummary): readonly Finding[]
  /** Asked once a tick. A window without a limit holds NO_LIMIT. */
  limits?(): Limits
}
