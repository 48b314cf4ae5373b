export interface EwmaOptions {
  /** Weight of the newest value, above 0 and below 1. */
  readonly alpha?: number
  /** Deviations from the mean beyond which a value is anomalous. */
  readonly k?: number
  /** Values that must have been learned before there is a verdict; `test-first` only. */
  readonly minPoints?: number
  /**
   * `test-first` compares a value with what was before it. `learn-first` folds it in before: then it can hardly ever lie
   * beyond k = √((1−alpha)/alpha) deviations, 3 at alpha 0.1; kept for comparison with the published class.
   */
  readonly order?: 'test-first' | 'learn-first'
}

export type EwmaVerdict =
  | { readonly anomaly: false; readonly reason?: 'insufficient_data' }
  | {
      readonly anomaly: boolean
      /** `learn-first` says drop whenever it is no spike. */
      readonly direction: 'spike' | 'drop' | null
      readonly current: number
      /** The mean that the value was compared with; two decimals, as the thresholds. */
      readonly expected: number
      readonly thresholdHigh: number
      /** At least 0; `learn-first` does not report it. */
      readonly thresholdLow?: number
      /** Distance from the mean in percent of it, of 1 when it is less; one decimal. */
      readonly deviationPct: number
    }

interface State {
  mean: number
  variance: number
  learned: number
}

/** Exponentially weighted moving average and variance of many metrics (T. Finch, 2009), with a verdict on each new value. */
export class EwmaDetector {
  readonly #alpha: number
  readonly #k: number
  readonly #minPoints: number
  readonly #learnsFirst: boolean
  readonly #states = new Map<string, State>()

  /** Throws RangeError. */
  constructor({ alpha = 0.1, k = 3, minPoints = 10, order = 'test-first' }: EwmaOptions = {}) {
    if (!(alpha > 0 && alpha < 1)) throw new RangeError(`alpha: above 0 and below 1, not ${alpha}`)
    if (!(k > 0)) throw new RangeError(`k: above 0, not ${k}`)
    this.#alpha = alpha
    this.#k = k
    this.#minPoints = minPoints
    this.#learnsFirst = order === 'learn-first'
  }

  /** Compares a value of a metric and learns it. */
  updateAndCheck(metric: string, value: number): EwmaVerdict {
    const state = this.#states.get(metric)
    if (state === undefined) {
      this.update(metric, value)
      return this.#learnsFirst || this.#minPoints <= 0
        ? { anomaly: false }
        : { anomaly: false, reason: 'insufficient_data' }
    }
    if (this.#learnsFirst) {
      this.#learn(state, value)
      return this.#testAsPublished(state, value)
    }
    const verdict: EwmaVerdict =
      state.learned < this.#minPoints ? { anomaly: false, reason: 'insufficient_data' } : this.#test(state, value)
    this.#learn(state, value)
    return verdict
  }

  /** Whether `updateAndCheck` would find an anomaly; `test-first` only. */
  isAnomalous(metric: string, value: number): boolean {
    const state = this.#states.get(metric)
    if (state === undefined || state.learned < this.#minPoints) return false
    const reach = this.#k * Math.sqrt(state.variance)
    return value > state.mean + reach || value < Math.max(0, state.mean - reach)
  }

  /** Learns a value of a metric without a verdict. */
  update(metric: string, value: number): void {
    const state = this.#states.get(metric)
    if (state === undefined) this.#states.set(metric, { mean: value, variance: 0, learned: 1 })
    else this.#learn(state, value)
  }

  /** Mean and variance of a metric now; null before its first value. */
  state(metric: string): { readonly mean: number; readonly variance: number } | null {
    const state = this.#states.get(metric)
    return state === undefined ? null : { mean: state.mean, variance: state.variance }
  }

  /** Forgets a metric. */
  forget(metric: string): void {
    this.#states.delete(metric)
  }

  /** In this form a constant series stays exactly constant. */
  #learn(state: State, value: number): void {
    const away = value - state.mean
    state.mean += this.#alpha * away
    state.variance = (1 - this.#alpha) * (state.variance + this.#alpha * away * away)
    state.learned++
  }

  #test({ mean, variance }: State, value: number): EwmaVerdict {
    const reach = this.#k * Math.sqrt(variance)
    const high = mean + reach
    const low = Math.max(0, mean - reach)
    return {
      anomaly: value > high || value < low,
      direction: value > high ? 'spike' : value < low ? 'drop' : null,
      current: value,
      expected: rounded(mean, 100),
      thresholdHigh: rounded(high, 100),
      thresholdLow: rounded(low, 100),
      deviationPct: deviation(value, mean),
    }
  }

  #testAsPublished({ mean, variance }: State, value: number): EwmaVerdict {
    const reach = this.#k * Math.sqrt(variance)
    return {
      anomaly: Math.abs(value - mean) > reach,
      direction: value > mean + reach ? 'spike' : 'drop',
      current: value,
      expected: rounded(mean, 100),
      thresholdHigh: rounded(mean + reach, 100),
      deviationPct: deviation(value, mean),
    }
  }
}

function deviation(value: number, mean: number): number {
  return rounded((Math.abs(value - mean) / Math.max(mean, 1)) * 100, 10)
}

function rounded(value: number, parts: number): number {
  return Math.round(value * parts) / parts
}
