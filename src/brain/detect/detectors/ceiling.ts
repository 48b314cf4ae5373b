import { type Limits, NO_LIMIT } from '../../../domain/limits.ts'
import type { Detector } from '../detector.ts'

export interface CeilingOptions {
  /** Requests one source may send in one second. */
  readonly perSecond: number
  /** Requests one source may send in ten seconds. */
  readonly per10Seconds: number
}

/** Absolute limits for one source, whatever the site is used to: they act from the first second. */
export class Ceiling implements Detector {
  readonly name = 'ceiling'
  readonly #limits: Limits

  constructor({ perSecond, per10Seconds }: CeilingOptions) {
    const windows = { 1: perSecond, 10: per10Seconds, 60: NO_LIMIT }
    this.#limits = { plain: windows, strict: windows }
  }

  limits(): Limits {
    return this.#limits
  }
}
