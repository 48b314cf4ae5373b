import type { EpochMilliseconds } from '../../../domain/units.ts'
import { EwmaDetector } from '../detectors/ewma.ts'
import { ZScoreDetector } from '../detectors/z-score-window.ts'
import { Novelty } from '../novelty/novelty.ts'

/** Judges the points of one series, in order; each by those before it. */
export interface SeriesScorer {
  /** 0–1, higher is more anomalous. */
  score(value: number, at: EpochMilliseconds): number
}

/** Deviations that are scored 0.5. */
const DEVIATIONS = 3
const METRIC = 'series'

/** All that can score a series, the usual one first: add yours here. */
export const seriesScorers: readonly { readonly name: string; create(): SeriesScorer }[] = [
  {
    name: 'novelty',
    create() {
      const novelty = new Novelty()
      return { score: (value, at) => novelty.see(value, at).score }
    },
  },
  {
    name: 'z-score',
    create() {
      const detector = new ZScoreDetector()
      return {
        score(value) {
          const verdict = detector.check(METRIC, value)
          detector.addPoint(METRIC, value)
          return 'zScore' in verdict ? ofDeviations(verdict.zScore) : 0
        },
      }
    },
  },
  {
    name: 'ewma',
    create() {
      const detector = new EwmaDetector()
      return {
        score(value) {
          const before = detector.state(METRIC)
          const verdict = detector.updateAndCheck(METRIC, value)
          if (before === null || !('current' in verdict)) return 0
          const away = Math.abs(value - before.mean)
          return away === 0 ? 0 : ofDeviations(away / Math.sqrt(before.variance))
        },
      }
    },
  },
]

function ofDeviations(deviations: number): number {
  if (Number.isNaN(deviations)) return 0
  return deviations === Number.POSITIVE_INFINITY ? 1 : deviations / (deviations + DEVIATIONS)
}
