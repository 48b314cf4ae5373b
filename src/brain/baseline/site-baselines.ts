import type { Baseline, BaselineReader } from '../../domain/baseline.ts'
import type { EpochSeconds, Seconds } from '../../domain/units.ts'
import { mapOf } from '../../lib/shape.ts'
import { RollingBaseline, type RollingState, rollingShape } from './rolling.ts'

export const baselinesShape = mapOf(rollingShape, 1_000)

/** A younger baseline judges nobody. */
export const YOUNG: Seconds = 600

interface Sample {
  readonly metric: string
  readonly value: number
}

/** A baseline for each metric of the site; one begins with the first sample. */
export class SiteBaselines implements BaselineReader {
  readonly #baselines = new Map<string, RollingBaseline>()
  readonly #span: Seconds
  readonly #every: Seconds

  /** Both in whole seconds: see RollingBaseline. */
  constructor(span: Seconds, every: Seconds) {
    this.#span = span
    this.#every = every
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
  learn(second: EpochSeconds, samples: readonly Sample[]): void {
    for (const { metric, value } of samples) this.add(second, metric, value)
    this.pass(second)
  }

  /** Takes one sample of a second, before it passes. */
  add(second: EpochSeconds, metric: string, value: number): void {
    let baseline = this.#baselines.get(metric)
    if (baseline === undefined) {
      baseline = new RollingBaseline(this.#span, this.#every)
      this.#baselines.set(metric, baseline)
    }
    baseline.add(second, value)
  }

  /** A second is over. Seconds ascend. */
  pass(second: EpochSeconds): void {
    for (const baseline of this.#baselines.values()) baseline.pass(second)
  }

  /** What was learned, as plain data. */
  toJSON(): Readonly<Record<string, RollingState>> {
    return Object.fromEntries([...this.#baselines].map(([metric, baseline]) => [metric, baseline.toJSON()]))
  }

  /** What `toJSON` gave takes the place of all; `baselinesShape` must let it pass. */
  restore(state: Readonly<Record<string, RollingState>>): void {
    this.#baselines.clear()
    for (const [metric, own] of Object.entries(state)) {
      const baseline = new RollingBaseline(this.#span, this.#every)
      baseline.restore(own)
      this.#baselines.set(metric, baseline)
    }
  }

  /** A series has ended. */
  forget(metric: string): void {
    this.#baselines.delete(metric)
  }

  /** After a gap longer than the span, or when the clock was set back: nothing is known any more. */
  clear(): void {
    this.#baselines.clear()
  }
}
