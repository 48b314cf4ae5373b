import type { Detector, Moment, Suspicion } from '../detector.ts'
import { ZScoreDetector, type ZScoreOptions } from './z-score-window.ts'

/** Each point against the last points of its series: see ZScoreDetector. */
export class WindowRule implements Detector {
  readonly name = 'z-score-window'
  readonly #detector: ZScoreDetector

  constructor(options: ZScoreOptions) {
    this.#detector = new ZScoreDetector(options)
  }

  inspect({ points }: Moment): Suspicion[] {
    const found: Suspicion[] = []
    for (const point of points) {
      const verdict = this.#detector.isAnomalous(point.metric, point.value)
        ? this.#detector.check(point.metric, point.value)
        : null
      this.#detector.addPoint(point.metric, point.value)
      if (verdict === null || !('zScore' in verdict) || verdict.direction === null) continue
      const { baselineMean: mean, threshold, direction } = verdict
      // The threshold is given for spikes; the one for drops lies as far below the mean.
      const limit = direction === 'spike' ? threshold : 2 * mean - threshold
      found.push({ point, direction, observed: point.value, expected: mean, limit, unit: point.unit, baseline: null })
    }
    return found
  }

  forget(metric: string): void {
    this.#detector.forget(metric)
  }
}
