import type { Finding } from '../../domain/finding.ts'
import { type Limits, NO_LIMIT, WINDOWS, type WindowSeconds } from '../../domain/limits.ts'
import type { TickSummary } from '../../domain/tick-summary.ts'
import type { Detector } from './detector.ts'

type Row = Record<WindowSeconds, number>

/** Runs all detectors. One that throws loses its findings of that tick, is counted, and is told of once. */
export class Detection {
  readonly #detectors: readonly Detector[]
  readonly #onFailure: (detector: string, error: Error) => void
  readonly #failures = new Map<string, number>()

  constructor(detectors: readonly Detector[], onFailure: (detector: string, error: Error) => void) {
    this.#detectors = detectors
    this.#onFailure = onFailure
  }

  inspect(tick: TickSummary): readonly Finding[] {
    const found: Finding[] = []
    for (const detector of this.#detectors) {
      if (detector.inspect) found.push(...(this.#guard(detector, () => detector.inspect?.(tick)) ?? []))
    }
    return found
  }

  /** For each window the smallest limit of any detector. */
  limits(): Limits {
    const plain: Row = { 1: NO_LIMIT, 10: NO_LIMIT, 60: NO_LIMIT }
    const strict: Row = { 1: NO_LIMIT, 10: NO_LIMIT, 60: NO_LIMIT }
    for (const detector of this.#detectors) {
      const limits = detector.limits && this.#guard(detector, () => detector.limits?.())
      if (!limits) continue
      for (const window of WINDOWS) {
        plain[window] = Math.min(plain[window], limits.plain[window])
        strict[window] = Math.min(strict[window], limits.strict[window])
      }
    }
    return { plain, strict }
  }

  /** The first detector that set `limit` for the window: it answers for the crossing. */
  ownerOf(window: WindowSeconds, limit: number, strict: boolean): string {
    const owner = this.#detectors.find((detector) => {
      const limits = detector.limits && this.#guard(detector, () => detector.limits?.())
      return limits && limits[strict ? 'strict' : 'plain'][window] === limit
    })
    return owner?.name ?? 'unknown'
  }

  #guard<T>(detector: Detector, call: () => T): T | undefined {
    try {
      return call()
    } catch (error) {
      const failures = (this.#failures.get(detector.name) ?? 0) + 1
      this.#failures.set(detector.name, failures)
      if (failures === 1) this.#onFailure(detector.name, error as Error)
      return undefined
    }
  }
}
