import type { TickSummary } from '../domain/tick-summary.ts'
import type { EpochSeconds } from '../domain/units.ts'
import { Random } from '../lib/random.ts'
import { NO_TICK } from './tick.fixture.ts'

/** What a site is like in one second. */
export interface SiteState {
  /** Mean requests a second. */
  readonly rate: number
  /** Shares of requests. */
  readonly missing: number
  readonly refused: number
  readonly failed: number
  /** Of requests that are slow. */
  readonly slow: number
  /** Mean bytes of a response. */
  readonly size: number
}

export const USUAL_SITE: SiteState = {
  rate: 50,
  missing: 0.01,
  refused: 0.004,
  failed: 0.001,
  slow: 0.008,
  size: 12_000,
}

/** How much more than usual goes on at this time of day: from 0.4 in the night to 1.6. Mean of a day: 1. */
export function dayCurve(second: EpochSeconds): number {
  return 1 - 0.6 * Math.cos((2 * Math.PI * (second - 4 * 3_600)) / 86_400)
}

/** Ticks drawn directly, without any line: requests a second are negative binomial with a variance of k times the mean. */
export class DrawnTicks {
  readonly #random: Random
  readonly #k: number

  constructor(seed: number, k: number) {
    this.#random = new Random(seed)
    this.#k = k
  }

  draw(second: EpochSeconds, site: SiteState): TickSummary {
    const { rate, missing, refused, failed, slow, size } = site
    const k = this.#k
    const requests = rate === 0 ? 0 : this.#poisson(k <= 1 ? rate : this.#gamma(rate / (k - 1)) * (k - 1))
    const of = (share: number) => (requests === 0 ? 0 : Math.min(requests, this.#poisson(requests * share)))
    const [missedBy, refusedBy, serverErrors, slowOnes] = [of(missing), of(refused), of(failed), of(slow)]
    const latencies = new Array<number>(50).fill(0)
    latencies[20] = requests - slowOnes
    latencies[44] = slowOnes
    const clientErrors = missedBy + refusedBy
    return {
      ...NO_TICK,
      second,
      requests,
      spread: requests,
      errors: clientErrors + serverErrors,
      clientErrors,
      serverErrors,
      notFound: missedBy,
      missedBy,
      refusedBy,
      bytes: requests === 0 ? 0 : this.#gamma(requests / 2) * 2 * size,
      clients60: second % 60 === 59 ? this.#poisson(8 * rate) : 0,
      latencies: requests === 0 ? [] : latencies,
    }
  }

  /** Poisson: by multiplication below 10, else by transformed rejection (W. Hörmann, PTRS, 1993). */
  #poisson(mean: number): number {
    const random = this.#random
    if (mean < 10) {
      const end = Math.exp(-mean)
      let count = 0
      for (let product = random.next(); product > end; product *= random.next()) count++
      return count
    }
    const root = Math.sqrt(mean)
    const b = 0.931 + 2.53 * root
    const a = -0.059 + 0.02483 * b
    const inverse = 1.1239 + 1.1328 / (b - 3.4)
    const v = 0.9277 - 3.6224 / (b - 2)
    for (;;) {
      const u = random.next() - 0.5
      const w = random.next()
      const us = 0.5 - Math.abs(u)
      const count = Math.floor(((2 * a) / us + b) * u + mean + 0.43)
      if (us >= 0.07 && w <= v) return count
      if (count < 0 || (us < 0.013 && w > us)) continue
      const log = Math.log(w) + Math.log(inverse) - Math.log(a / (us * us) + b)
      if (log <= count * Math.log(mean) - mean - logFactorial(count)) return count
    }
  }

  /** Gamma of scale 1 (G. Marsaglia and W. Tsang, 2000). */
  #gamma(shape: number): number {
    const random = this.#random
    if (shape < 1) return this.#gamma(shape + 1) * (1 - random.next()) ** (1 / shape)
    const d = shape - 1 / 3
    const c = 1 / Math.sqrt(9 * d)
    for (;;) {
      const x = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
      const v = (1 + c * x) ** 3
      if (v > 0 && Math.log(1 - random.next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
    }
  }
}

function logFactorial(n: number): number {
  if (n < 10) {
    let log = 0
    for (let i = 2; i <= n; i++) log += Math.log(i)
    return log
  }
  return (n + 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * n) - 1 / (360 * n ** 3)
}
