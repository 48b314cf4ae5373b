import { METHODS } from '../../domain/record-batch.ts'
import type { TickSummary } from '../../domain/tick-summary.ts'
import { type EpochSeconds, SECOND } from '../../domain/units.ts'
import { Random } from '../../lib/random.ts'
import { coarseBucketOf } from '../../sketch/dd-sketch.ts'
import { binomial, gamma, negativeBinomial, normal } from './draws.ts'
import { Rings } from './rings.ts'
import { completed, type FullTickOptions, type TickOptions } from './tick-options.ts'

/** Shares of methods behind GET, in the order of METHODS. */
const METHOD_SHARES = [0.06, 0.015, 0.004, 0.001, 0.001, 0.001]
/** Seconds over which the curve is taken for a line. */
const STRAIGHT = 60
/** Columns of the rings. */
const [REQUESTS, ERRORS, CLIENT_ERRORS, SERVER_ERRORS, NOT_FOUND, NEWCOMERS, METHODS_FROM] = [0, 1, 2, 3, 4, 5, 6]
const COLUMNS = METHODS_FROM + METHODS.length
/** Fewer timed requests in 60 s give no p99. */
const FEWEST_TIMED = 20

/**
 * Seconds of a site whose counts are drawn from the distributions that the calibrated profile assumes, or from others that it must bear:
 * a week takes about a second. Nobody is banned, nothing is studied, and endpoints are left out.
 */
export class TickStream {
  readonly #options: FullTickOptions
  readonly #random: Random
  readonly #rings = new Rings(COLUMNS)
  readonly #counts = new Float64Array(COLUMNS)
  readonly #durations: { readonly bucket: number; readonly share: number }[]
  readonly #buckets: number
  readonly #keep: number
  #second: EpochSeconds
  #wander: number
  #curveFrom = Number.NEGATIVE_INFINITY
  #curve = 1
  #slope = 0

  constructor(options: TickOptions) {
    this.#options = completed(options)
    this.#random = new Random(options.seed)
    this.#second = options.from
    const { wander, durations } = this.#options
    this.#keep = wander === null ? 0 : Math.exp(-1 / wander.span)
    this.#wander = wander === null ? 0 : normal(this.#random) * wander.deviation
    this.#durations = durations.map(({ duration, share }) => ({ bucket: coarseBucketOf(duration), share }))
    this.#buckets = Math.max(0, ...this.#durations.map(({ bucket }) => bucket + 1))
  }

  /** The next second; `factor` times as many requests as usual come. */
  next(factor = 1): TickSummary {
    const random = this.#random
    const { rate, k, shares, bytes, newcomers, firsts } = this.#options
    const second = this.#second++
    const mean = rate * this.#curveAt(second) * this.#wandered() * factor
    const requests = negativeBinomial(random, mean, k)
    const notFound = this.#errors(requests, shares.notFound)
    const unauthorized = this.#errors(requests - notFound, shares.unauthorized)
    const others = this.#errors(requests - notFound - unauthorized, shares.otherClientErrors)
    const clientErrors = notFound + unauthorized + others
    const serverErrors = this.#errors(requests - clientErrors, shares.serverErrors)
    const methods = this.#methods(requests)
    const fresh = binomial(random, requests, newcomers)
    const errors = clientErrors + serverErrors
    const counts = this.#counts
    counts[REQUESTS] = requests
    counts[ERRORS] = errors
    counts[CLIENT_ERRORS] = clientErrors
    counts[SERVER_ERRORS] = serverErrors
    counts[NOT_FOUND] = notFound
    counts[NEWCOMERS] = fresh
    for (let i = 0; i < METHODS.length; i++) counts[METHODS_FROM + i] = methods[i]!
    this.#rings.push(counts)
    const { sums10, sums60 } = this.#rings
    const shape = requests / bytes.variation ** 2
    return {
      second,
      requests,
      spread: requests,
      errors,
      redirects: 0,
      clientErrors,
      serverErrors,
      notFound,
      missedBy: binomial(random, notFound, firsts),
      refusedBy: binomial(random, others, firsts),
      bytes: requests === 0 ? 0 : Math.ceil((gamma(random, shape) / shape) * bytes.mean * requests),
      methods,
      prevented: 0,
      condemned: 0,
      requests10: sums10[REQUESTS]!,
      errors10: sums10[ERRORS]!,
      requests60: sums60[REQUESTS]!,
      errors60: sums60[ERRORS]!,
      condemned60: 0,
      clientErrors60: sums60[CLIENT_ERRORS]!,
      serverErrors60: sums60[SERVER_ERRORS]!,
      notFound60: sums60[NOT_FOUND]!,
      methods60: METHODS.map((_, i) => sums60[METHODS_FROM + i]!),
      clients60: sums60[NEWCOMERS]!,
      latencyP99: this.#p99(sums60[REQUESTS]!),
      latencies: this.#latencies(requests),
      endpoints: NO_ENDPOINTS,
      sources: sums60[NEWCOMERS]!,
      study: null,
    }
  }

  #curveAt(second: EpochSeconds): number {
    if (second - this.#curveFrom >= STRAIGHT) {
      const { curve } = this.#options
      this.#curveFrom = second
      this.#curve = curve(second * SECOND)
      this.#slope = (curve((second + STRAIGHT) * SECOND) - this.#curve) / STRAIGHT
    }
    return this.#curve + this.#slope * (second - this.#curveFrom)
  }

  /** The mean of the wandering rate stays what it is. */
  #wandered(): number {
    const { wander } = this.#options
    if (wander === null) return 1
    const { deviation } = wander
    this.#wander = this.#wander * this.#keep + normal(this.#random) * deviation * Math.sqrt(1 - this.#keep ** 2)
    return Math.exp(this.#wander - deviation ** 2 / 2)
  }

  /** Of so many requests those that fail; with `shareK` above 1 their share varies from second to second. */
  #errors(requests: number, share: number): number {
    const { shareK } = this.#options
    if (shareK <= 1 || requests < 2) return binomial(this.#random, requests, share)
    const sum = Math.max(0.1, (requests - shareK) / (shareK - 1))
    const failing = gamma(this.#random, sum * share)
    const fine = gamma(this.#random, sum * (1 - share))
    return binomial(this.#random, requests, failing / (failing + fine))
  }

  #methods(requests: number): number[] {
    const methods = [requests]
    for (const share of METHOD_SHARES) {
      const count = binomial(this.#random, Math.max(0, methods[0]!), share)
      methods.push(count)
      methods[0]! -= count
    }
    return methods
  }

  #latencies(requests: number): readonly number[] {
    const durations = this.#durations
    let left = durations.length === 0 ? 0 : binomial(this.#random, requests, this.#options.timed)
    if (left === 0) return NO_LATENCIES
    const latencies = new Array<number>(this.#buckets).fill(0)
    for (let i = durations.length - 1; i > 0; i--) {
      const { bucket, share } = durations[i]!
      const count = binomial(this.#random, left, share)
      latencies[bucket]! += count
      left -= count
    }
    latencies[durations[0]!.bucket]! += left
    return latencies
  }

  /** What 99 % of all requests stay below in the long run. */
  #p99(requests60: number): number | null {
    const { durations } = this.#options
    if (durations.length === 0 || requests60 < FEWEST_TIMED) return null
    let above = 0
    for (let i = durations.length - 1; i > 0; i--) {
      above += durations[i]!.share
      if (above > 0.01) return durations[i]!.duration
    }
    return durations[0]!.duration
  }
}

const NO_ENDPOINTS: TickSummary['endpoints'] = []
const NO_LATENCIES: TickSummary['latencies'] = []
