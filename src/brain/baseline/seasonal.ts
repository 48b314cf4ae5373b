import type { EpochSeconds, Seconds } from '../../domain/units.ts'
import { aNumber, fieldsOf, listOf, orNull } from '../../lib/shape.ts'

const DAY: Seconds = 86_400
const SLOT: Seconds = 300
export const SLOTS = DAY / SLOT
const DAYS = 7
/** Past values of a slot or day that are kept. */
const KEPT = 21
/** Values before a slot or a day is used. */
const FEWEST = 3
/** Seconds of a slot that must be clean, and slots of the day behind it that must be known. */
const CLEAN: Seconds = 150
const KNOWN = 260
/** The same again makes a median worth half. */
const SHRINK = 3
/** What a slot or day adds changes by no more with one value, once it is used. */
const MOST_CHANGE = 0.04
/** Slots to either side that a slot is smoothed over. */
const SMOOTH = 3

const kept = listOf(aNumber, { most: 10 * KEPT })
export const seasonalShape = fieldsOf({
  slots: listOf(kept, { length: SLOTS }),
  days: listOf(kept, { length: DAYS }),
  lately: listOf(orNull(aNumber), { length: SLOTS }),
  daily: listOf(orNull(aNumber), { length: DAYS }),
})

/**
 * How much the time of day and the day of the week add to the logarithm of an amount: 288 slots of five minutes and seven days (UTC), each a
 * running median of at most 21 past values, so that one attacked day cannot move them; shrunk by n/(n+3) towards nothing, linear between
 * the middles.
 */
export class Seasonal {
  readonly #slots = Array.from({ length: SLOTS }, () => [] as number[])
  readonly #days = Array.from({ length: DAYS }, () => [] as number[])
  /** Shrunk medians, followed slowly. */
  readonly #raw = new Float64Array(SLOTS)
  /** What is used: these, smoothed. */
  readonly #ofSlot = new Float64Array(SLOTS)
  readonly #ofDay = new Float64Array(DAYS)
  /** Logarithms of the means of the last 288 slots, by slot; NaN: not known. */
  readonly #lately = new Float64Array(SLOTS).fill(Number.NaN)
  /** The same of the last seven days. */
  readonly #daily = new Float64Array(DAYS).fill(Number.NaN)
  #slot = Number.NaN
  #sum = 0
  #clean = 0

  get isUsed(): boolean {
    return this.#slots.some((values) => values.length >= FEWEST)
  }

  /** What to multiply the level with. */
  factor(second: EpochSeconds): number {
    return Math.exp(between(this.#ofSlot, second / SLOT) + between(this.#ofDay, weekday(second)))
  }

  /** Takes the amount of a clean second. Seconds ascend. */
  learn(second: EpochSeconds, amount: number): void {
    this.pass(second)
    this.#sum += amount
    this.#clean++
  }

  /** A second is over, clean or not. */
  pass(second: EpochSeconds): void {
    const slot = Math.floor(second / SLOT)
    if (slot === this.#slot) return
    if (!Number.isNaN(this.#slot)) this.#close(this.#slot, slot)
    this.#slot = slot
    this.#sum = 0
    this.#clean = 0
  }

  toJSON() {
    const rounded = (values: Iterable<number>) => Array.from(values, (value) => Math.round(value * 1_000) / 1_000)
    const known = (values: Float64Array) => rounded(values).map((value) => (Number.isNaN(value) ? null : value))
    return {
      slots: this.#slots.map(rounded),
      days: this.#days.map(rounded),
      lately: known(this.#lately),
      daily: known(this.#daily),
    }
  }

  restore({ slots, days, lately, daily }: ReturnType<Seasonal['toJSON']>): void {
    slots.forEach((values, at) => {
      this.#slots[at] = values.slice(-KEPT)
    })
    days.forEach((values, at) => {
      this.#days[at] = values.slice(-KEPT)
    })
    this.#lately.set(lately.map((value) => value ?? Number.NaN))
    this.#daily.set(daily.map((value) => value ?? Number.NaN))
    this.#slots.forEach((values, at) => {
      this.#raw[at] = shrunk(values, FEWEST)
    })
    this.#reckonSlots(0, SLOTS)
    this.#days.forEach((values, at) => {
      this.#ofDay[at] = shrunk(values, FEWEST)
    })
  }

  #close(slot: number, next: number): void {
    const at = place(slot, SLOTS)
    const value = this.#clean >= CLEAN ? Math.log((this.#sum + 0.5) / this.#clean) : Number.NaN
    this.#lately[at] = value
    // Slots that were passed over are not known.
    for (let gone = slot + 1; gone < next && gone <= slot + SLOTS; gone++) this.#lately[place(gone, SLOTS)] = Number.NaN
    const { mean, known } = meanOf(this.#lately)
    if (!Number.isNaN(value) && known >= KNOWN) {
      keep(this.#slots[at]!, value - mean)
      follow(this.#raw, at, this.#slots[at]!, FEWEST)
      this.#reckonSlots(at - SMOOTH, at + SMOOTH + 1)
    }
    this.#closeDay(slot, next)
  }

  #closeDay(slot: number, next: number): void {
    const day = Math.floor(slot / SLOTS)
    if (Math.floor(next / SLOTS) === day) return
    const { mean, known } = meanOf(this.#lately)
    const at = place(day, DAYS)
    this.#daily[at] = known >= KNOWN ? mean : Number.NaN
    const week = meanOf(this.#daily)
    if (known < KNOWN || week.known < DAYS) return
    keep(this.#days[at]!, mean - week.mean)
    follow(this.#ofDay, at, this.#days[at]!, FEWEST)
  }

  #reckonSlots(from: number, to: number): void {
    for (let slot = from; slot < to; slot++) {
      let sum = 0
      let weights = 0
      for (let by = -SMOOTH; by <= SMOOTH; by++) {
        const weight = SMOOTH + 1 - Math.abs(by)
        sum += weight * this.#raw[place(slot + by, SLOTS)]!
        weights += weight
      }
      this.#ofSlot[place(slot, SLOTS)] = sum / weights
    }
  }
}

function keep(values: number[], value: number): void {
  values.push(value)
  if (values.length > KEPT) values.shift()
}

/** Goes towards the shrunk median, at once when it is used for the first time. */
function follow(used: Float64Array, at: number, values: readonly number[], fewest: number): void {
  const wanted = shrunk(values, fewest)
  const change = wanted - used[at]!
  used[at]! += values.length <= fewest ? change : Math.max(-MOST_CHANGE, Math.min(MOST_CHANGE, change))
}

/** The median, shrunk towards 0; 0 of fewer values than `fewest`. */
function shrunk(values: readonly number[], fewest: number): number {
  const count = values.length
  if (count < fewest) return 0
  const sorted = values.toSorted((a, b) => a - b)
  const median = (sorted[(count - 1) >> 1]! + sorted[count >> 1]!) / 2
  return (median * count) / (count + SHRINK)
}

function meanOf(values: Float64Array): { mean: number; known: number } {
  let sum = 0
  let known = 0
  for (const value of values) {
    if (Number.isNaN(value)) continue
    sum += value
    known++
  }
  return { mean: sum / known, known }
}

/** Linear between the middles of the slots of a ring. */
function between(values: Float64Array, at: number): number {
  const before = Math.floor(at - 0.5)
  const share = at - 0.5 - before
  const length = values.length
  return values[place(before, length)]! * (1 - share) + values[place(before + 1, length)]! * share
}

function weekday(second: EpochSeconds): number {
  return second / DAY
}

function place(index: number, length: number): number {
  return ((index % length) + length) % length
}
