import { type AmountLearner, type Expectation, SCALES, type Trust } from '../../domain/expectation.ts'
import type { EpochSeconds, Seconds } from '../../domain/units.ts'
import { aNumber, fieldsOf, listOf, orNull, tupleOf } from '../../lib/shape.ts'
import { Dispersion, type DispersionOptions } from './dispersion.ts'
import { Level, type LevelOptions } from './level.ts'
import { Seasonal, seasonalShape } from './seasonal.ts'

/** Seconds that the level from before is remembered: after a suspicion that ended, and after one that became normal. */
const REMEMBERED: Seconds = 3_600
const REMEMBERED_AFTER_ALL: Seconds = 6 * 3_600
/** A level this near to the former one, as a factor e^0.15, is back. */
const BACK = 0.15
const STEP: Seconds = 300

export interface LearnedAmountOptions {
  readonly level: LevelOptions
  readonly dispersion: DispersionOptions
  /** Times of day and days of the week differ. */
  readonly seasonal: boolean
  /** Amount per exposure that is always expected, at least. */
  readonly least: number
  /** Observations before the spread is learned and the level is clipped: until then the level itself is hardly known. */
  readonly first: number
}

/** Level × season, and how far sums of 1, 10 and 60 observations spread around it. */
export class LearnedAmount implements AmountLearner {
  readonly #level: Level
  readonly #dispersion: Dispersion
  readonly #seasonal: Seasonal | null
  readonly #least: number
  readonly #first: number
  /** The level before it was replaced, and when. */
  #former: { readonly rate: number; readonly until: EpochSeconds } | null = null
  /** The level of five to ten minutes ago, that of the last five minutes, and when that was. */
  #older = 0
  #old = 0
  #oldAt: EpochSeconds = Number.NEGATIVE_INFINITY
  /** The level from before the suspicion; null without one. */
  #before: number | null = null
  #samples = 0
  #since: EpochSeconds | null = null
  #newest: EpochSeconds = 0

  constructor(options: LearnedAmountOptions) {
    this.#level = new Level(options.level)
    this.#dispersion = new Dispersion(options.dispersion)
    this.#seasonal = options.seasonal ? new Seasonal() : null
    this.#least = options.least
    this.#first = options.first
  }

  get samples(): number {
    return this.#samples
  }

  get dispersions(): Float64Array {
    return this.#dispersion.values
  }

  get isSeasonal(): boolean {
    return this.#seasonal?.isUsed ?? false
  }

  get isSteady(): boolean {
    return this.#level.isSteady
  }

  mean(second: EpochSeconds, exposure: number): number {
    return Math.max(this.#least, this.#level.rate * this.#factor(second)) * exposure
  }

  former(second: EpochSeconds, exposure: number): number {
    if (this.#former === null) return this.mean(second, exposure)
    return Math.max(this.#least, this.#former.rate * this.#factor(second)) * exposure
  }

  learn(second: EpochSeconds, amount: number, exposure: number, trust: Trust): void {
    this.#since ??= second
    this.#newest = second
    this.#remember(second, trust)
    const isSuspicious = trust === 'suspicious'
    const factor = this.#factor(second)
    const expected = this.#level.rate * factor * exposure
    const isFirst = this.#samples++ < this.#first
    if (!isFirst) this.#dispersion.learn(amount, expected, isSuspicious)
    const reach = isFirst ? Number.POSITIVE_INFINITY : this.#dispersion.reach(0, expected)
    this.#level.learn(amount / factor, exposure, reach / factor, isSuspicious)
    if (isSuspicious || isFirst) this.#seasonal?.pass(second)
    else this.#seasonal?.learn(second, amount)
  }

  end(wasInnocent: boolean): void {
    if (!wasInnocent) this.#keepFormer(REMEMBERED)
    this.#before = null
    this.#dispersion.end(wasInnocent)
  }

  accept(): void {
    this.#keepFormer(REMEMBERED_AFTER_ALL)
    this.#level.accept()
    this.#dispersion.end(false)
  }

  redefine(amount: number, exposure: number): void {
    this.#level.set(amount, exposure)
    this.#former = null
  }

  resume(): void {
    this.#level.loosen()
    this.#dispersion.end(false)
    this.#former = null
    this.#before = null
    this.#samples = 0
    this.#since = null
  }

  expectation(second: EpochSeconds, exposure: number): Expectation | null {
    if (this.#since === null) return null
    const mean = this.mean(second, exposure)
    return {
      mean,
      stddev: Math.sqrt(this.dispersions[0]! * mean),
      level: this.#level.rate * exposure,
      samples: this.#samples,
      age: this.#newest - this.#since,
    }
  }

  toJSON() {
    return {
      level: this.#level.toJSON(),
      dispersion: this.#dispersion.toJSON(),
      seasonal: this.#seasonal?.toJSON() ?? null,
      former: this.#former,
      steps: [this.#older, this.#old, Number.isFinite(this.#oldAt) ? this.#oldAt : null] as const,
      samples: this.#samples,
      since: this.#since,
      newest: this.#newest,
    }
  }

  faultOf(state: unknown): string | null {
    const fault = shape(state, 'learner')
    if (fault !== null) return fault
    const isSeasonal = (state as State).seasonal !== null
    return isSeasonal === (this.#seasonal !== null) ? null : 'learner.seasonal: of another metric'
  }

  /** What `toJSON` gave, as it was parsed again; what was suspicious is on no probation any more. */
  restore(state: unknown): void {
    const { level, dispersion, seasonal, former, steps, samples, since, newest } = state as State
    this.#level.restore(...level)
    this.#dispersion.restore(dispersion)
    if (seasonal !== null) this.#seasonal?.restore(seasonal)
    this.#former = former
    this.#older = steps[0]
    this.#old = steps[1]
    this.#oldAt = steps[2] ?? Number.NEGATIVE_INFINITY
    this.#before = null
    this.#samples = samples
    this.#since = since
    this.#newest = newest
  }

  #remember(second: EpochSeconds, trust: Trust): void {
    const { rate } = this.#level
    if (this.#former !== null) {
      const isBack = trust === 'clean' && Math.abs(Math.log(this.#former.rate / rate)) < BACK
      if (isBack || second > this.#former.until) this.#former = null
    }
    if (trust === 'suspicious') this.#before ??= this.#older
    else if (second - this.#oldAt >= STEP) {
      this.#older = Number.isFinite(this.#oldAt) ? this.#old : rate
      this.#old = rate
      this.#oldAt = second
    }
  }

  /** What was normal before the suspicion is no surprise when it comes back. */
  #keepFormer(length: Seconds): void {
    const rate = this.#before ?? this.#level.rate
    this.#before = null
    if (rate > 0) this.#former = { rate, until: this.#newest + length }
  }

  #factor(second: EpochSeconds): number {
    return this.#seasonal?.factor(second) ?? 1
  }
}

type State = ReturnType<LearnedAmount['toJSON']> & { readonly level: [number, number] }

const shape = fieldsOf({
  level: tupleOf(aNumber, aNumber),
  dispersion: tupleOf(listOf(aNumber, { length: SCALES.length }), listOf(aNumber, { length: SCALES.length })),
  seasonal: orNull(seasonalShape),
  former: orNull(fieldsOf({ rate: aNumber, until: aNumber })),
  steps: tupleOf(aNumber, aNumber, orNull(aNumber)),
  samples: aNumber,
  since: orNull(aNumber),
  newest: aNumber,
})
