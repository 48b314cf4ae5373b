import type { EpochMilliseconds } from '../../../domain/units.ts'
import { Novelty, type NoveltyVerdict } from './novelty.ts'

export interface NoveltyOptions {
  /** Score from which a value is anomalous, above 0 and up to 1. */
  readonly threshold?: number
}

export interface NoveltyCheck extends NoveltyVerdict {
  readonly anomaly: boolean
}

/** Finds what each metric never did before: see Novelty. Many metrics in one instance. */
export class NoveltyDetector {
  readonly #threshold: number
  readonly #series = new Map<string, Novelty>()

  /** Throws RangeError. */
  constructor({ threshold = 0.5 }: NoveltyOptions = {}) {
    if (!(threshold > 0 && threshold <= 1)) throw new RangeError(`threshold: above 0 and up to 1, not ${threshold}`)
    this.#threshold = threshold
  }

  /** Compares a value of a metric with all before it, and learns it. `at`: its time, where there is one. Throws RangeError. */
  updateAndCheck(metric: string, value: number, at?: EpochMilliseconds): NoveltyCheck {
    let series = this.#series.get(metric)
    if (series === undefined) {
      series = new Novelty()
      this.#series.set(metric, series)
    }
    const verdict = series.see(value, at)
    return { anomaly: verdict.score >= this.#threshold, ...verdict }
  }

  /** Forgets a metric. */
  forget(metric: string): void {
    this.#series.delete(metric)
  }
}
