import type { Finding } from '../../domain/finding.ts'
import type { Limits, WindowSeconds } from '../../domain/limits.ts'
import type { TickSummary } from '../../domain/tick-summary.ts'
import type { Detector } from './detector.ts'
import { type Answer, combineLimits, ownerOf } from './limits.ts'

/** Runs all detectors. One that throws loses its findings or limits of that tick, is counted, and is told of once. */
export class Detection {
  readonly #detectors: readonly Detector[]
  readonly #onFailure: (detector: string, error: Error) => void
  readonly #failures = new Map<string, number>()
  /** As last asked; undefined before. */
  #answers: readonly Answer[] | undefined

  constructor(detectors: readonly Detector[], onFailure: (detector: string, error: Error) => void) {
    this.#detectors = detectors
    this.#onFailure = onFailure
  }

  /** How often each detector threw, those that did. */
  get failures(): ReadonlyMap<string, number> {
    return this.#failures
  }

  inspect(tick: TickSummary): readonly Finding[] {
    return this.#detectors.flatMap((detector) => this.#guard(detector, () => detector.inspect?.(tick)) ?? [])
  }

  /** Asks all detectors. A source crosses when it sends strictly more than the smallest limit of a window. */
  limits(): Limits {
    this.#answers = this.#ask()
    return combineLimits(this.#answers)
  }

  /** The detector that set `limit` for the window: it answers for the crossing. */
  ownerOf(window: WindowSeconds, limit: number, strict: boolean): string {
    this.#answers ??= this.#ask()
    return ownerOf(this.#answers, window, limit, strict)
  }

  #ask(): Answer[] {
    return this.#detectors.flatMap((detector) => {
      const limits = this.#guard(detector, () => detector.limits?.())
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
