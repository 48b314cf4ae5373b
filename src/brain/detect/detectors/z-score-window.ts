/** Points below which there is no verdict. */
const FEWEST_POINTS = 10
/** A deviation below this share of the mean, or of 1, is rounding and counts as zero. */
const NO_SPREAD = 1e-12

export interface ZScoreOptions {
  /** Points of each metric that are compared with; the oldest leaves. At least 2. */
  readonly windowSize?: number
  /** Deviations from the mean beyond which a value is anomalous. */
  readonly sensitivity?: number
}

export type ZScoreVerdict =
  | { readonly anomaly: false; readonly reason: 'insufficient_data' }
  | {
      readonly anomaly: boolean
      /** Deviations between value and mean, without a sign; Infinity when the points do not differ and the value does. */
      readonly zScore: number
      readonly direction: 'spike' | 'drop' | null
      readonly current: number
      readonly baselineMean: number
      /** Population standard deviation. */
      readonly baselineStd: number
      /** mean + sensitivity × std, for drops too. */
      readonly threshold: number
    }

interface Window {
  readonly points: Float64Array
  count: number
  next: number
}

/**
 * Compares a value with the last points of its metric: anomalous when it lies more than `sensitivity` population standard
 * deviations from their mean. Many metrics in one instance. Numbers of a verdict have two decimals.
 */
export class ZScoreDetector {
  readonly #size: number
  readonly #sensitivity: number
  readonly #windows = new Map<string, Window>()

  /** Throws RangeError. */
  constructor({ windowSize = 60, sensitivity = 3 }: ZScoreOptions = {}) {
    if (!(Number.isInteger(windowSize) && windowSize >= 2))
      throw new RangeError(`windowSize: 2 or more, not ${windowSize}`)
    if (!(sensitivity > 0)) throw new RangeError(`sensitivity: above 0, not ${sensitivity}`)
    this.#size = windowSize
    this.#sensitivity = sensitivity
  }

  /** Appends a point to the window of its metric. */
  addPoint(metric: string, value: number): void {
    let window = this.#windows.get(metric)
    if (window === undefined) {
      window = { points: new Float64Array(this.#size), count: 0, next: 0 }
      this.#windows.set(metric, window)
    }
    window.points[window.next] = value
    window.next = (window.next + 1) % this.#size
    window.count = Math.min(window.count + 1, this.#size)
  }

  /** Whether `check` would find an anomaly. */
  isAnomalous(metric: string, value: number): boolean {
    const window = this.#windows.get(metric)
    if (window === undefined || window.count < FEWEST_POINTS) return false
    const { mean, std } = momentsOf(window.points, window.count)
    return zScoreOf(value, mean, std) > this.#sensitivity
  }

  /** Compares without learning: the value itself is not among the points. */
  check(metric: string, value: number): ZScoreVerdict {
    const window = this.#windows.get(metric)
    if (window === undefined || window.count < FEWEST_POINTS) return { anomaly: false, reason: 'insufficient_data' }
    const { mean, std } = momentsOf(window.points, window.count)
    const zScore = zScoreOf(value, mean, std)
    const spread = std < negligible(mean) ? 0 : std
    const anomaly = zScore > this.#sensitivity
    return {
      anomaly,
      zScore: twoDecimals(zScore),
      direction: anomaly ? (value > mean ? 'spike' : 'drop') : null,
      current: value,
      baselineMean: twoDecimals(mean),
      baselineStd: twoDecimals(spread),
      threshold: twoDecimals(mean + this.#sensitivity * spread),
    }
  }

  /** Forgets a metric. */
  forget(metric: string): void {
    this.#windows.delete(metric)
  }
}

/** A deviation below this counts as none. */
function negligible(mean: number): number {
  return NO_SPREAD * Math.max(1, Math.abs(mean))
}

function zScoreOf(value: number, mean: number, std: number): number {
  const away = Math.abs(value - mean)
  if (std >= negligible(mean)) return away / std
  return away <= negligible(mean) ? 0 : Number.POSITIVE_INFINITY
}

function momentsOf(points: Float64Array, count: number): { mean: number; std: number } {
  let sum = 0
  for (let i = 0; i < count; i++) sum += points[i]!
  const mean = sum / count
  let squares = 0
  for (let i = 0; i < count; i++) {
    const away = points[i]! - mean
    squares += away * away
  }
  return { mean, std: Math.sqrt(squares / count) }
}

function twoDecimals(value: number): number {
  return Number.isFinite(value) ? Math.round(value * 100) / 100 : value
}
