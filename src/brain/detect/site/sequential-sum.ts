import { SCALES } from '../../../domain/expectation.ts'

/** A sum goes no further beyond the limit than this, so that it is clear again soon after the cause is gone. */
export const BEYOND = 8
/** Observations after which the factors are reckoned anew. */
const RENEW = 10
/** Ratios below are as good as silence, and judged by sums over ten observations at most. */
const SILENT = 0.2
const PAGE_SCALE = 1
/** A silence counts as much as it is rare from so many observations on, and less before: a restart is none. */
const FEWEST_EMPTY = 5
/** Observations over which amounts are averaged for people. */
export const SHOWN = 10

export interface Observation {
  readonly amount: number
  readonly mean: number
  readonly former: number
  readonly exposure: number
  /** Nats that it may count at most; without it any number. */
  readonly most?: number
  /** Nats that it says by being empty: for a ratio of 0. */
  readonly emptiness?: number
}

/** The branch that has most to say. */
export interface Leading {
  /** Times what was expected that it tests for. */
  readonly ratio: number
  /** Evidence in nats. */
  readonly sum: number
  /** Means over the last observations since the sum left 0, ten at most, and how many these are. */
  readonly amount: number
  readonly expected: number
  readonly exposure: number
  readonly count: number
  /** Observations since the sum left 0. */
  readonly age: number
}

/**
 * Cumulative sums (E. Page, 1954) of log likelihood ratios for several ρ at once. Above the mean of two negative binomials of one shape and of
 * means ρμ and μ: x·A + μ·B of an amount x, with A = ln(ρk/(1 + ρ(k−1))), B = ln(k/(1 + ρ(k−1)))/(k−1) and k variance over mean. Below the mean of
 * clusters of k requests that come as a Poisson process, A = ln(ρ)/k, B = (1−ρ)/k: page loads are silent for a few seconds far more often than a
 * negative binomial is. Were amounts independent, a sum would exceed h less than once in e^h observations (G. Lorden, 1971). They are not:
 * requests come in page loads and visits, so a branch takes k from sums over as many observations as it needs to decide. The branch of ρ = 0 sums
 * over observations without anything between, of which each says as much as it is known to be rare.
 */
export class SequentialSum {
  readonly #ratios: readonly number[]
  readonly #sums: Float64Array
  /** A and B by branch and scale. */
  readonly #a: Float64Array
  readonly #b: Float64Array
  #renewIn = 0
  /** Evidence of a silence that does not count yet. */
  #owed = 0
  /** By branch: means since the sum left 0. */
  readonly #amounts: Float64Array
  readonly #means: Float64Array
  readonly #exposures: Float64Array
  readonly #ages: Float64Array

  constructor(ratios: readonly number[]) {
    const branches = ratios.length
    this.#ratios = ratios
    this.#sums = new Float64Array(branches)
    this.#a = new Float64Array(branches * SCALES.length)
    this.#b = new Float64Array(branches * SCALES.length)
    this.#amounts = new Float64Array(branches)
    this.#means = new Float64Array(branches)
    this.#exposures = new Float64Array(branches)
    this.#ages = new Float64Array(branches)
  }

  /**
   * Takes one observation with what was expected of it, or was before: what lies between both is no surprise. Returns the largest sum.
   */
  add(observation: Observation, dispersions: Float64Array, limit: number): number {
    const { amount, mean, former, exposure, most = Number.POSITIVE_INFINITY, emptiness = 0 } = observation
    const low = Math.min(mean, former)
    const high = Math.max(mean, former)
    if (this.#renewIn-- <= 0) this.#renew(dispersions)
    const sums = this.#sums
    let largest = 0
    for (let branch = 0; branch < sums.length; branch++) {
      const expected = this.#ratios[branch]! > 1 ? high : low
      const at = branch * SCALES.length + this.#scaleFor(branch, expected, limit)
      const gain =
        this.#ratios[branch] === 0
          ? this.#silence(amount, emptiness, limit)
          : Math.min(amount * this.#a[at]! + expected * this.#b[at]!, most)
      const sum = Math.min(sums[branch]! + gain, limit + BEYOND)
      sums[branch] = sum > 0 ? sum : 0
      if (sum > largest) largest = sum
      this.#follow(branch, sum > 0, amount, expected, exposure)
    }
    return largest
  }

  leading(): Leading {
    let branch = 0
    for (let i = 1; i < this.#sums.length; i++) if (this.#sums[i]! > this.#sums[branch]!) branch = i
    const age = this.#ages[branch]!
    return {
      ratio: this.#ratios[branch]!,
      sum: this.#sums[branch]!,
      amount: this.#amounts[branch]!,
      expected: this.#means[branch]!,
      exposure: this.#exposures[branch]!,
      count: Math.min(age, SHOWN),
      age,
    }
  }

  /** The amount nearest to the mean that would reach the limit within `count` observations, above the mean or below it. */
  reaching(limit: number, mean: number, count: number, above: boolean): number {
    let nearest = above ? Number.POSITIVE_INFINITY : 0
    for (let branch = 0; branch < this.#sums.length; branch++) {
      if (this.#ratios[branch]! > 1 !== above || this.#ratios[branch] === 0) continue
      const at = branch * SCALES.length + this.#scaleFor(branch, mean, limit)
      const amount = (limit / count - mean * this.#b[at]!) / this.#a[at]!
      nearest = above ? Math.min(nearest, amount) : Math.max(nearest, amount)
    }
    return nearest
  }

  clear(): void {
    this.#sums.fill(0)
    this.#ages.fill(0)
    this.#owed = 0
  }

  /** The gain of the branch of ratio 0. What is more than may count yet counts later. */
  #silence(amount: number, nats: number, limit: number): number {
    const owed = amount > 0 ? 0 : this.#owed + nats
    const gain = Math.min(owed, limit / FEWEST_EMPTY)
    this.#owed = owed - gain
    return amount > 0 ? Number.NEGATIVE_INFINITY : gain
  }

  /** The first scale whose sums are as long as the branch needs at its own rate. */
  #scaleFor(branch: number, mean: number, limit: number): number {
    const from = branch * SCALES.length
    const amount = this.#ratios[branch]! * mean
    // How long nothing comes depends on page loads, not on how these gather to visits.
    const last = this.#ratios[branch]! < SILENT ? PAGE_SCALE : SCALES.length - 1
    for (let scale = 0; scale < last; scale++) {
      const gain = amount * this.#a[from + scale]! + mean * this.#b[from + scale]!
      if (gain * SCALES[scale]! >= limit) return scale
    }
    return last
  }

  #follow(branch: number, isUp: boolean, amount: number, mean: number, exposure: number): void {
    if (!isUp) {
      this.#ages[branch] = 0
      return
    }
    const age = ++this.#ages[branch]!
    const weight = 1 / Math.min(age, SHOWN)
    this.#amounts[branch]! += weight * (amount - this.#amounts[branch]!)
    this.#means[branch]! += weight * (mean - this.#means[branch]!)
    this.#exposures[branch]! += weight * (exposure - this.#exposures[branch]!)
  }

  #renew(dispersions: Float64Array): void {
    this.#renewIn = RENEW
    for (let branch = 0; branch < this.#ratios.length; branch++) {
      const ratio = this.#ratios[branch]!
      for (let scale = 0; scale < SCALES.length; scale++) {
        const k = dispersions[scale]!
        const at = branch * SCALES.length + scale
        const rest = 1 + ratio * (k - 1)
        this.#a[at] = ratio > 1 ? Math.log((ratio * k) / rest) : Math.log(ratio) / k
        this.#b[at] = ratio > 1 ? Math.log(k / rest) / (k - 1) : (1 - ratio) / k
      }
    }
  }
}
