import type { BaselineReader } from '../../../domain/baseline.ts'
import { type Limits, UNLIMITED } from '../../../domain/limits.ts'
import type { Detector } from '../detector.ts'

/** A site without errors is taken to have so many, or the first error of anybody would be a surge. */
const LEAST_SHARE = 0.01

/** A source whose share of errors is more than `factor` times that of the site over 30 minutes is held to strict limits. */
export class ErrorSurge implements Detector {
  readonly name = 'error-surge'
  readonly #factor: number
  #limits = UNLIMITED

  constructor(factor: number) {
    this.#factor = factor
  }

  limits(baselines: BaselineReader): Limits {
    const errors = baselines.of('errors')
    const requests = baselines.of('requests')
    const share = errors === null || requests === null || requests.mean === 0 ? null : errors.mean / requests.mean
    const errorShare = share === null ? Number.POSITIVE_INFINITY : this.#factor * Math.max(share, LEAST_SHARE)
    if (errorShare !== this.#limits.errorShare) this.#limits = { ...UNLIMITED, errorShare }
    return this.#limits
  }
}
