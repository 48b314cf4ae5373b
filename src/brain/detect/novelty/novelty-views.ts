import type { EpochMilliseconds } from '../../../domain/units.ts'
import { RecentValues } from './recent-values.ts'
import { SeasonSlots } from './season-slots.ts'
import { SlidingMedian } from './sliding-median.ts'

/** What a point can be a record of. */
export const NOVELTY_VIEWS = [
  /** Above and below the median of the last 2,016 points, a week of five minutes each. */
  'high',
  'low',
  /** Away from the medians of the last 9 and of the last 49 points. */
  'jump',
  'departure',
  /** Deviation of the last 36 points, and one over their mean step. */
  'unsteady',
  'steady',
  /** Equal points in a row; only runs that have ended are records. */
  'flat',
  /** Mean of the last 72 points, away from the long median. */
  'shift',
  /** Away from what is usual in this half hour of the day, and of the week, UTC. */
  'time-of-day',
  'time-of-week',
] as const
export type NoveltyView = (typeof NOVELTY_VIEWS)[number]

const LONG = 2_016
const SHORT = 9
const MIDDLE = 49
const SPREAD = 36
const RECENT = 72
/** A mean step below this share of the distance of the quartiles is stillness. */
const STILL = 1e-3
/** A step below this share of the value is none. */
const ROUNDING = 1e-12
/** Equal points in a row that mean little. */
const SOME_EQUAL = 6

/** How far one series lies from its own past in each view, ≥ 0. */
export class NoveltyViews {
  /** By NOVELTY_VIEWS, of the last point looked at; NaN while the past is too short for a view. */
  readonly values = new Float64Array(NOVELTY_VIEWS.length)
  /** What of each view a record can be made of by now. */
  readonly lessons = new Float64Array(NOVELTY_VIEWS.length)
  /** By NOVELTY_VIEWS: what is added to two values before they are compared, so that small differences mean little. */
  readonly grains = new Float64Array(NOVELTY_VIEWS.length)
  readonly #long = new SlidingMedian(LONG)
  readonly #short = new SlidingMedian(SHORT)
  readonly #middle = new SlidingMedian(MIDDLE)
  readonly #points = new RecentValues(SPREAD)
  readonly #steps = new RecentValues(SPREAD)
  readonly #recent = new RecentValues(RECENT)
  readonly #day = new SeasonSlots(48, 14, 3)
  readonly #week = new SeasonSlots(336, 6, 2)
  #last: number | null = null
  #equal = 0
  #run = 0
  /** The least step seen that was one: of counts 1, of measurements next to nothing; 0 before any. */
  #grain = 0

  /** Sets `values`, `lessons` and `grains`; learns nothing of the point but its step. */
  look(value: number, at: EpochMilliseconds | undefined): void {
    this.#view(value, at)
    this.lessons.set(this.values)
    if (this.values[6]! > 0) this.lessons[6] = Number.NaN
    else if (this.values[6] === 0) this.lessons[6] = this.#run
  }

  #view(value: number, at: EpochMilliseconds | undefined): void {
    const views = this.values.fill(Number.NaN)
    this.#step(value)
    if (this.#short.count < SHORT) return
    const away = value - this.#long.median
    views[0] = Math.max(0, away)
    views[1] = Math.max(0, -away)
    views[2] = Math.abs(value - this.#short.median)
    if (this.#middle.count === MIDDLE) views[3] = Math.abs(value - this.#middle.median)
    if (this.#steps.isFull) views[4] = this.#points.deviation
    if (this.#grain > 0) {
      if (this.#steps.isFull) views[5] = 1 / (this.#steps.mean + STILL * this.#long.spread + this.#grain / 10)
      views[6] = this.#equal
    }
    if (this.#long.count >= 2 * RECENT) views[7] = Math.abs(this.#recent.mean - this.#long.median)
    if (at === undefined) return
    const [day, week] = [this.#day.usual(at), this.#week.usual(at)]
    if (day !== null) views[8] = Math.abs(value - day)
    if (week !== null) views[9] = Math.abs(value - week)
  }

  learn(value: number, at: EpochMilliseconds | undefined): void {
    if (this.#last !== null) this.#steps.push(Math.abs(value - this.#last))
    this.#last = value
    for (const past of [this.#long, this.#short, this.#middle, this.#points, this.#recent]) past.push(value)
    if (at === undefined) return
    this.#day.learn(value)
    this.#week.learn(value)
  }

  #step(value: number): void {
    const last = this.#last ?? value
    const away = Math.abs(value - last)
    const step = away > ROUNDING * Math.abs(last) ? away : 0
    this.#run = this.#equal
    this.#equal = step === 0 && this.#last !== null ? this.#equal + 1 : 0
    if (step === 0 || (this.#grain !== 0 && step >= this.#grain)) return
    this.#grain = step
    this.grains.fill(step)
    this.grains[5] = 0
    this.grains[6] = SOME_EQUAL
  }
}
