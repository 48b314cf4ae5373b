import type { BaselineReader } from '../../domain/baseline.ts'
import { type Crossing, type Limits, UNLIMITED } from '../../domain/limits.ts'
import type { TickSummary } from '../../domain/tick-summary.ts'
import type { Detector, Suspicion, Verdict } from './detector.ts'
import { EndpointSeries } from './endpoint-series.ts'
import { type Answer, combineLimits, ownerOf } from './limits.ts'
import { type Point, pointsOf } from './points.ts'

/** What all detectors said of one second. */
export interface Inspection {
  readonly points: readonly Point[]
  readonly suspicions: readonly (Suspicion & { readonly detector: string })[]
  /** Names of the series that ended with this second. */
  readonly ended: readonly string[]
}

/** Runs all detectors. One that throws loses its findings or limits of that tick, is counted, and is told of once. */
export class Detection {
  readonly #detectors: readonly Detector[]
  readonly #baselines: BaselineReader
  readonly #onFailure: (detector: string, error: Error) => void
  readonly #failures = new Map<string, number>()
  readonly #endpoints = new EndpointSeries()
  /** As last asked; undefined before. */
  #answers: readonly Answer[] | undefined
  #limits = UNLIMITED

  constructor(
    detectors: readonly Detector[],
    baselines: BaselineReader,
    onFailure: (detector: string, error: Error) => void,
  ) {
    this.#detectors = detectors
    this.#baselines = baselines
    this.#onFailure = onFailure
  }

  /** How often each detector threw, those that did. */
  get failures(): ReadonlyMap<string, number> {
    return this.#failures
  }

  inspect(tick: TickSummary): Inspection {
    const ended = this.#endpoints.update(tick)
    for (const metric of ended) {
      for (const detector of this.#detectors) this.#guard(detector, () => detector.forget?.(metric))
    }
    const points = pointsOf(tick, this.#endpoints.byBucket)
    const moment = { tick, points, baselines: this.#baselines }
    const suspicions = this.#detectors.flatMap((detector) =>
      (this.#guard(detector, () => detector.inspect?.(moment)) ?? []).map((one) => ({
        ...one,
        detector: detector.name,
      })),
    )
    return { points, suspicions, ended }
  }

  /** Asks all detectors. A source crosses when it sends strictly more than the smallest limit of a window. */
  limits(): Limits {
    const before = this.#answers
    const answers = this.#ask()
    if (before?.length !== answers.length || answers.some(({ limits }, i) => limits !== before[i]!.limits)) {
      this.#limits = combineLimits(answers)
    }
    this.#answers = answers
    return this.#limits
  }

  /** The detector that set the limit that was crossed, and how it sees the crossing. */
  verdict(crossing: Crossing): Verdict & { readonly detector: string } {
    this.#answers ??= this.#ask()
    const name = ownerOf(this.#answers, crossing.window, crossing.limit, crossing.strict)
    const owner = this.#detectors.find((detector) => detector.name === name)
    const own = owner && this.#guard(owner, () => owner.verdict?.(crossing, this.#baselines))
    const { observed, limit } = crossing
    return { detector: name, ...(own ?? { observed, expected: null, limit, unit: 'requests', baseline: null }) }
  }

  #ask(): Answer[] {
    return this.#detectors.flatMap((detector) => {
      const limits = this.#guard(detector, () => detector.limits?.(this.#baselines))
      return limits === undefined ? [] : [{ detector: detector.name, limits }]
    })
  }

  #guard<T>(detector: Detector, call: () => T): T | undefined {
    try {
      return call()
    } catch (error) {
      const failures = (this.#failures.get(detector.name) ?? 0) + 1
      this.#failures.set(detector.name, failures)
      if (failures === 1) this.#onFailure(detector.name, error instanceof Error ? error : new Error(String(error)))
      return undefined
    }
  }
}
