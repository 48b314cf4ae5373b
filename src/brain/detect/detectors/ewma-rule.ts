import type { Detector, Moment, Suspicion } from '../detector.ts'
import { EwmaDetector, type EwmaOptions } from './ewma.ts'

/** Each point against the moving average of its series: see EwmaDetector. */
export class EwmaRule implements Detector {
  readonly name = 'ewma'
  readonly #detector: EwmaDetector

  constructor(options: EwmaOptions) {
    this.#detector = new EwmaDetector(options)
  }

  inspect({ points }: Moment): Suspicion[] {
    const found: Suspicion[] = []
    for (const point of points) {
      if (!this.#detector.isAnomalous(point.metric, point.value)) {
        this.#detector.update(point.metric, point.value)
        continue
      }
      const verdict = this.#detector.updateAndCheck(point.metric, point.value)
      if (!verdict.anomaly || !('expected' in verdict) || verdict.direction === null) continue
      const { expected, thresholdHigh, thresholdLow = 0, direction } = verdict
      const limit = direction === 'spike' ? thresholdHigh : thresholdLow
      found.push({ point, direction, observed: point.value, expected, limit, unit: point.unit, baseline: null })
    }
    return found
  }

  forget(metric: string): void {
    this.#detector.forget(metric)
  }
}
