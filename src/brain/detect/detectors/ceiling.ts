import type { BaselineReader } from '../../../domain/baseline.ts'
import { type Limits, NO_LIMIT } from '../../../domain/limits.ts'
import type { Detector } from '../detector.ts'

export interface CeilingOptions {
  /** Requests one source may send in one second. */
  readonly perSecond: number
  /** Requests one source may send in ten seconds. */
  readonly per10Seconds: number
}

const NONE = { 1: NO_LIMIT, 10: NO_LIMIT, 60: NO_LIMIT }

/** Absolute limits for one source, from the first second until there is a baseline to judge by. */
export class Ceiling implements Detector {
  readonly name = 'ceiling'
  readonly #windows: Limits['plain']

  constructor({ perSecond, per10Seconds }: CeilingOptions) {
    this.#windows = { 1: perSecond, 10: per10Seconds, 60: NO_LIMIT }
  }

  limits(baselines: BaselineReader): Limits {
    const windows = baselines.of('requests') === null ? this.#windows : NONE
    return { plain: windows, strict: windows, errorShare: Number.POSITIVE_INFINITY }
  }
}
