import type { Baseline, BaselineReader } from '../../../domain/baseline.ts'
import { type Crossing, type Limits, NO_LIMIT, UNLIMITED } from '../../../domain/limits.ts'
import type { Detector, Moment, Suspicion, Verdict } from '../detector.ts'

const SPAN = 60

/** The highest value that a rule allows; a higher one breaks it. */
export type AllowedValue = (mean: number, stddev: number, strict: boolean) => number

/**
 * A rule of the 30 minutes, upwards only: each metric of the site against its own baseline, and the requests of each source against
 * that of the site, for there is no baseline of single sources. Requests are taken over the last 60 s. Mean and deviation count as
 * at least `floor`, in the unit of the metric: requests/s, per cent, clients, milliseconds.
 */
export class RateRule implements Detector {
  readonly name: string
  readonly #floor: number
  readonly #allowed: AllowedValue
  /** The baseline behind the limits that were given last. */
  #limitedBy: Baseline | null = null
  #limits: Limits

  constructor(name: string, floor: number, allowed: AllowedValue) {
    this.name = name
    this.#floor = floor
    this.#allowed = allowed
    this.#limits = this.#limitsBy(null)
  }

  inspect({ tick, points, baselines }: Moment): Suspicion[] {
    const found: Suspicion[] = []
    for (const point of points) {
      const baseline = baselines.of(point.metric)
      if (baseline === null || point.spike === null) continue
      const limit = this.#limit(baseline, false)
      const isRate = point.metric === 'requests'
      const observed = isRate ? tick.requests60 / SPAN : point.value
      if (!(observed > limit)) continue
      const judged = isRate ? { ...point, window: SPAN } : point
      found.push({ ...this.#verdict(observed, limit, baseline, point.unit), point: judged, direction: 'spike' })
    }
    return found
  }

  limits(baselines: BaselineReader): Limits {
    const baseline = baselines.of('requests')
    if (baseline === this.#limitedBy) return this.#limits
    this.#limitedBy = baseline
    this.#limits = this.#limitsBy(baseline)
    return this.#limits
  }

  #limitsBy(baseline: Baseline | null): Limits {
    const row = (strict: boolean) => ({
      1: NO_LIMIT,
      10: NO_LIMIT,
      60: baseline === null ? NO_LIMIT : Math.min(NO_LIMIT, Math.floor(SPAN * this.#limit(baseline, strict))),
    })
    return { ...UNLIMITED, plain: row(false), strict: row(true) }
  }

  verdict(crossing: Crossing, baselines: BaselineReader): Verdict {
    const baseline = baselines.of('requests')
    const limit = baseline === null ? crossing.limit / SPAN : this.#limit(baseline, crossing.strict)
    return this.#verdict(crossing.observed / SPAN, limit, baseline, 'requests/s')
  }

  #limit({ mean, stddev }: Baseline, strict: boolean): number {
    return this.#allowed(Math.max(mean, this.#floor), Math.max(stddev, this.#floor), strict)
  }

  #verdict(observed: number, limit: number, baseline: Baseline | null, unit: string): Verdict {
    return {
      observed: rounded(observed),
      expected: baseline === null ? null : rounded(baseline.mean),
      limit: rounded(limit),
      unit,
      baseline,
    }
  }
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100
}
