import type { Baseline, BaselineReader } from '../../../domain/baseline.ts'
import { type Crossing, type Limits, NO_LIMIT } from '../../../domain/limits.ts'
import type { Detector, Moment, Suspicion, Verdict } from '../detector.ts'

const SPAN = 60

/** The highest rate, in requests a second, that a rule allows; a higher one breaks it. */
export type AllowedRate = (mean: number, stddev: number, strict: boolean) => number

/**
 * A rule of the 30 minutes: requests of the last 60 s ÷ 60, of the site and of each source, against the site's own baseline of
 * requests a second. There is no baseline for single sources. Mean and deviation count as at least `floor`.
 */
export class RateRule implements Detector {
  readonly name: string
  readonly #floor: number
  readonly #allowed: AllowedRate

  constructor(name: string, floor: number, allowed: AllowedRate) {
    this.name = name
    this.#floor = floor
    this.#allowed = allowed
  }

  inspect({ tick, points, baselines }: Moment): Suspicion[] {
    const baseline = baselines.of('requests')
    const point = points.find(({ metric }) => metric === 'requests')
    if (baseline === null || point === undefined) return []
    const limit = this.#limit(baseline, false)
    const observed = tick.requests60 / SPAN
    if (!(observed > limit)) return []
    return [{ ...this.#verdict(observed, limit, baseline), point: { ...point, window: SPAN }, direction: 'spike' }]
  }

  limits(baselines: BaselineReader): Limits {
    const baseline = baselines.of('requests')
    const row = (strict: boolean) => ({
      ...{ 1: NO_LIMIT, 10: NO_LIMIT },
      60: baseline === null ? NO_LIMIT : Math.min(NO_LIMIT, Math.floor(SPAN * this.#limit(baseline, strict))),
    })
    return { plain: row(false), strict: row(true), errorShare: Number.POSITIVE_INFINITY }
  }

  verdict(crossing: Crossing, baselines: BaselineReader): Verdict {
    const baseline = baselines.of('requests')
    const limit = baseline === null ? crossing.limit / SPAN : this.#limit(baseline, crossing.strict)
    return this.#verdict(crossing.observed / SPAN, limit, baseline)
  }

  #limit({ mean, stddev }: Baseline, strict: boolean): number {
    return this.#allowed(Math.max(mean, this.#floor), Math.max(stddev, this.#floor), strict)
  }

  #verdict(observed: number, limit: number, baseline: Baseline | null): Verdict {
    return {
      observed: rounded(observed),
      expected: baseline === null ? null : rounded(baseline.mean),
      limit: rounded(limit),
      unit: 'requests/s',
      baseline,
    }
  }
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100
}
