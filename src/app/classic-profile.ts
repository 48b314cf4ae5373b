import type { SiteBaselines } from '../brain/baseline/site-baselines.ts'
import { Detection } from '../brain/detect/detection.ts'
import { detectors } from '../brain/detect/registry.ts'
import { SiteWatch } from '../brain/incident/site-watch.ts'
import type { Config } from '../config/schema.ts'
import type { Judgement } from '../domain/decision.ts'
import type { Crossing, Limits } from '../domain/limits.ts'
import type { TickSummary } from '../domain/tick-summary.ts'
import type { EpochMilliseconds } from '../domain/units.ts'
import { detectorOptions, judgedPoints } from './detector-options.ts'
import { type Band, bandAround, type Incidents, type Profile } from './profile.ts'

/** A ban needs at least so many requests of its own in the last 60 s. */
const LEAST = 20

export interface ClassicParts {
  readonly config: Config
  readonly baselines: SiteBaselines
  readonly incidents: Incidents
  readonly onDetectorFailure: (detector: string, error: Error) => void
}

/** The rules of z-score, EWMA and the 30 minutes, as they are commonly written. */
export class ClassicProfile implements Profile {
  readonly #parts: ClassicParts
  #config: Config
  readonly #watch: SiteWatch
  #detection: Detection

  constructor(parts: ClassicParts) {
    this.#parts = parts
    this.#config = parts.config
    this.#watch = new SiteWatch(parts.incidents)
    this.#detection = this.#newDetection()
  }

  limits(): Limits {
    return this.#detection.limits()
  }

  /** Whoever crosses a limit is guilty. */
  verdict(crossing: Crossing): Judgement {
    const evidence = { ...this.#detection.verdict(crossing), window: crossing.window }
    return { guilty: true, kind: 'source-flood', own: crossing.requests60, least: LEAST, newcomer: false, evidence }
  }

  /** So many deviations around the mean as a rate may have. */
  band(metric: string): Band | null {
    const baseline = this.#parts.baselines.of(metric)
    return baseline === null ? null : bandAround(baseline, this.#config.classic.z)
  }

  seal(tick: TickSummary, at: EpochMilliseconds, learns: boolean): void {
    const { baselines } = this.#parts
    const { points, suspicions, ended } = this.#detection.inspect(tick)
    for (const metric of ended) {
      baselines.forget(metric)
      this.#watch.forget(metric)
    }
    this.#watch.see(at, judgedPoints(points, suspicions))
    if (learns) baselines.learn(tick.second, [...points, { metric: 'errors', value: tick.errors }])
  }

  /** Detectors remember a minute. */
  again(tick: TickSummary): void {
    this.#detection.inspect(tick)
  }

  reload(config: Config): void {
    this.#config = config
    this.#detection = this.#newDetection()
  }

  forget(): void {
    this.#parts.baselines.clear()
    this.#watch.clear()
    this.#detection = this.#newDetection()
  }

  #newDetection(): Detection {
    const { baselines, onDetectorFailure } = this.#parts
    const options = detectorOptions(this.#config)
    return new Detection(
      detectors.map((detector) => detector.create(options)),
      baselines,
      onDetectorFailure,
    )
  }
}
