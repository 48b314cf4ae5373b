import type { BaselineReader } from '../../../domain/baseline.ts'
import { type Limits, NO_LIMIT } from '../../../domain/limits.ts'
import type { Detector } from '../detector.ts'

/** A site without errors is taken to have so many, or the first error of anybody would be a surge. */
const LEAST_SHARE = 0.01
const NONE = { 1: NO_LIMIT, 10: NO_LIMIT, 60: NO_LIMIT }

/** A source whose share of errors is more than `factor` times that of the site over 30 minutes is held to strict limits. */
export class ErrorSurge implements Detector {
  readonly name = 'error-surge'
  readonly #factor: number

  constructor(factor: number) {
    this.#factor = factor
  }

  limits(baselines: BaselineReader): Limits {
    const errors = baselines.of('errors')
    const requests = baselines.of('requests')
    const share = errors === null || requests === null || requests.mean === 0 ? null : errors.mean / requests.mean
    const errorShare = share === null ? Number.POSITIVE_INFINITY : this.#factor * Math.max(share, LEAST_SHARE)
    return { plain: NONE, strict: NONE, errorShare }
  }
}
