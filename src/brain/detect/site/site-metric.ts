import type { AmountLearner } from '../../../domain/expectation.ts'
import type { EpochSeconds, Seconds } from '../../../domain/units.ts'
import { aNumber, fieldsOf, maybe, orNull } from '../../../lib/shape.ts'
import { Calibration, type CalibrationOptions, calibrationShape } from './calibration.ts'
import { EmptySeconds, emptySecondsShape } from './empty-seconds.ts'
import type { MetricDefinition } from './metrics.ts'
import { Recovery } from './recovery.ts'
import { type Observation, SequentialSum } from './sequential-sum.ts'

/** It is over when the sum stays below half the limit for so many seconds, or what speaks for its end exceeds that. */
const QUIET: Seconds = 10
/** Less than so many nats are no suspicion. */
const LEAST_SUSPICIOUS = 8
/** A metric this old is known well enough to be judged nearly as it will be. */
const YOUNG: Seconds = 600
/** Of an amount that one request may swell, more observations than this must be large. */
const FEWEST_HEAVY = 3
/** Nothing is suspicious for ever. */
const END_OF_PATIENCE: Seconds = 6 * 3_600

const shape = fieldsOf({
  calibration: calibrationShape,
  first: orNull(aNumber),
  age: aNumber,
  empty: maybe(emptySecondsShape),
})

/** What is true of the site at that second, as far as others know it. */
export interface SiteContext {
  /** The site is seen, and what passes may be learned from. */
  readonly learns: boolean
  /** Known sources send about as much of the traffic as they usually do: growth is an honest one. */
  readonly knownShareIntact: boolean
}

/** How it is with other metrics. */
export interface Others {
  /** One of them fired in the second before: the block is not clean. */
  readonly fire: boolean
  /** The traffic itself is suspicious: what it consists of is not to be learned from. */
  readonly suspect: boolean
}

/** One metric of the site: what is expected, how much speaks against it, and since when. */
export class SiteMetric {
  readonly definition: MetricDefinition
  readonly learner: AmountLearner
  readonly sum: SequentialSum
  readonly calibration: Calibration
  readonly #recovery = new Recovery()
  readonly #empty: EmptySeconds | null
  /** The largest sum, in nats. */
  nats = 0
  isFiring = false
  #quiet = 0
  #suspiciousSince: EpochSeconds | null = null
  /** What is seen is on probation. */
  #isHeld = false
  #hasFired = false
  #first: EpochSeconds | null = null
  #age: Seconds = 0

  constructor(definition: MetricDefinition, learner: AmountLearner, calibration: CalibrationOptions) {
    this.definition = definition
    this.learner = learner
    this.sum = new SequentialSum(definition.ratios)
    this.#empty = definition.ratios.includes(0) ? new EmptySeconds() : null
    this.calibration = new Calibration(calibration)
  }

  get isSuspicious(): boolean {
    return this.#suspiciousSince !== null
  }

  /** In nats. While little is known of the metric more is needed: up to twice as much. */
  get limit(): number {
    return this.calibration.limit * (1 + Math.exp(-this.#age / YOUNG))
  }

  /** Whether it is old enough to judge by. */
  isReady(second: EpochSeconds): boolean {
    return this.#first !== null && second - this.#first >= this.definition.warmUp
  }

  /** Takes one observation. */
  see(second: EpochSeconds, amount: number, exposure: number, context: SiteContext, others: Others): void {
    this.#first ??= second
    if (!this.isReady(second) || exposure <= 0) {
      this.calibration.spoil()
      if (context.learns && exposure > 0) this.learner.learn(second, amount, exposure, 'clean')
      return
    }
    const { learner, definition } = this
    this.#age = second - this.#first
    const mean = learner.mean(second, exposure)
    const former = learner.former(second, exposure)
    const low = Math.min(mean, former)
    const observation = {
      amount,
      mean,
      former,
      exposure,
      emptiness: this.#empty?.nats(low, low / learner.dispersions[1]!) ?? 0,
      ...(definition.isHeavyTailed && { most: this.limit / FEWEST_HEAVY }),
    }
    this.nats = this.sum.add(observation, learner.dispersions, this.limit)
    const begins = !this.isFiring && this.nats > this.limit
    const isClean = !this.isFiring && !begins && !others.fire && context.learns
    this.#judge(second, observation)
    this.calibration.add(second, this.nats, isClean, begins && context.learns && !others.suspect)
    const isHeld = this.isSuspicious || others.suspect
    if (this.#isHeld && !isHeld) this.#release()
    this.#isHeld = isHeld
    if (this.isFiring || (others.suspect && others.fire)) this.#hasFired = true
    this.#empty?.see(amount === 0, mean, context.learns && !isHeld)
    if (!context.learns) return
    learner.learn(second, amount, exposure, isHeld ? 'suspicious' : 'clean')
    if (this.#isNormalNow(second, context)) this.accept()
  }

  /** What it is now is normal from here on. */
  accept(): void {
    this.learner.accept()
    this.#clear()
  }

  /** After a gap. */
  resume(): void {
    this.learner.resume()
    this.calibration.spoil()
    this.#empty?.resume()
    this.#clear()
    this.#first = null
  }

  /** What was learned, and since when it is known. */
  toJSON() {
    return {
      learner: this.learner.toJSON(),
      calibration: this.calibration.toJSON(),
      first: this.#first,
      age: this.#age,
      ...(this.#empty !== null && { empty: this.#empty.toJSON() }),
    }
  }

  /** What is wrong with such data; null when `restore` may be given it. */
  faultOf(state: unknown): string | null {
    return shape(state, 'metric') ?? this.learner.faultOf((state as { learner: unknown }).learner)
  }

  restore(state: unknown): void {
    const { learner, calibration, first, age, empty } = state as ReturnType<SiteMetric['toJSON']>
    this.learner.restore(learner)
    this.calibration.restore(calibration)
    if (empty !== undefined) this.#empty?.restore(empty)
    this.#clear()
    this.#first = first
    this.#age = age
  }

  #clear(): void {
    this.sum.clear()
    this.nats = 0
    this.isFiring = false
    this.#quiet = 0
    this.#hasFired = false
    this.#isHeld = false
    this.#suspiciousSince = null
  }

  #judge(second: EpochSeconds, { amount, mean }: Observation): void {
    const isQuiet = this.nats < this.limit / 2
    this.#quiet = isQuiet ? this.#quiet + this.definition.every : 0
    if (this.isFiring) {
      const recovered = this.#recovery.add(amount, mean, this.learner.dispersions[1]!) > this.limit / 2
      if (recovered) this.sum.clear()
      if (recovered || this.#quiet >= QUIET) this.isFiring = false
    } else if (this.nats > this.limit) {
      const { amount: lately, expected } = this.sum.leading()
      this.#recovery.begin(lately, expected)
      this.isFiring = true
    }
    if (!this.isFiring && this.#quiet === 0) this.nats = this.sum.leading().sum
    if (this.isFiring || this.nats >= Math.max(this.limit / 2, LEAST_SUSPICIOUS)) {
      this.#suspiciousSince ??= second
    } else this.#suspiciousSince = null
  }

  /** Nothing is suspicious any more: what was seen meanwhile counts if it came to nothing. */
  #release(): void {
    this.learner.end(!this.#hasFired)
    this.#hasFired = false
  }

  get #patience(): readonly [Seconds, Seconds] {
    const { up, down } = this.definition
    return (down !== null && this.sum.leading().ratio < 1 ? down : up).patience
  }

  #isNormalNow(second: EpochSeconds, { knownShareIntact }: SiteContext): boolean {
    if (this.#suspiciousSince === null || this.#first === null) return false
    const length = second - this.#suspiciousSince
    // What was hardly known is not held on to for longer than it was known.
    const known = Math.max(this.definition.warmUp, this.#suspiciousSince - this.#first)
    const [ifIntact, ifSteady] = this.#patience
    if (knownShareIntact && length >= Math.min(ifIntact, known)) return true
    if (length >= Math.min(ifSteady, known) && this.learner.isSteady) return true
    return length >= END_OF_PATIENCE
  }
}
