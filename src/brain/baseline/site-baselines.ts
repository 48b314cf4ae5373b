import type { Baseline, BaselineReader } from '../../domain/baseline.ts'
import type { EpochSeconds, Seconds } from '../../domain/units.ts'
import { RollingBaseline } from './rolling.ts'

/** A younger baseline judges nobody. */
export const YOUNG: Seconds = 600

/** A baseline for each metric of the site. */
export class SiteBaselines implements BaselineReader {
  readonly #baselines: ReadonlyMap<string, RollingBaseline>

  constructor(metrics: readonly string[], span: Seconds, every: Seconds) {
    this.#baselines = new Map(metrics.map((metric) => [metric, new RollingBaseline(span, every)]))
  }

  of(metric: string): Baseline | null {
    const baseline = this.#baselines.get(metric)?.current ?? null
    return baseline !== null && baseline.age >= YOUNG ? baseline : null
  }

  /** Young ones too, for display. */
  any(metric: string): Baseline | null {
    return this.#baselines.get(metric)?.current ?? null
  }

  /** Takes the samples of a second; a metric that is not among them has none. Seconds ascend. */
  learn(second: EpochSeconds, samples: ReadonlyMap<string, number>): void {
    for (const [metric, baseline] of this.#baselines) baseline.add(second, samples.get(metric) ?? null)
  }

  /** After a gap longer than the span, or when the clock was set back: nothing is known any more. */
  clear(): void {
    for (const baseline of this.#baselines.values()) baseline.clear()
  }
}
