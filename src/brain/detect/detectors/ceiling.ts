import type { BaselineReader } from '../../../domain/baseline.ts'
import { type Limits, NO_LIMIT, UNLIMITED } from '../../../domain/limits.ts'
import type { Detector } from '../detector.ts'

export interface CeilingOptions {
  /** Requests one source may send in one second. */
  readonly perSecond: number
  /** Requests one source may send in ten seconds. */
  readonly per10Seconds: number
}

/** Absolute limits for one source, from the first second until there is a baseline to judge by. */
export class Ceiling implements Detector {
  readonly name = 'ceiling'
  readonly #limits: Limits

  constructor({ perSecond, per10Seconds }: CeilingOptions) {
    const windows = { 1: perSecond, 10: per10Seconds, 60: NO_LIMIT }
    this.#limits = { ...UNLIMITED, plain: windows, strict: windows }
  }

  limits(baselines: BaselineReader): Limits {
    return baselines.of('requests') === null ? this.#limits : UNLIMITED
  }
}
