import { DAY, type EpochMilliseconds } from '../../domain/units.ts'
import { isWeekend, WEEKEND, weekCurve } from '../week-curve.ts'

/** Days from Monday on of the first instant of the epoch, a Thursday. */
const EPOCH_DAY = 3
const SATURDAY = 5
const WEEK = 7
/** Days that the weekend takes to begin, and to end: people do not change all at midnight. */
const BLEND = 0.25

/** The curve of day and week without the jumps that it has at the midnights around the weekend: no baseline may be blamed for those. */
export function smoothWeek(at: EpochMilliseconds): number {
  const day = (((at / DAY + EPOCH_DAY) % WEEK) + WEEK) % WEEK
  const begun = rise(day - SATURDAY)
  const ended = day < BLEND ? rise(day) : rise(day - WEEK)
  const share = day < BLEND ? 1 - ended : begun * (1 - ended)
  return (weekCurve(at) * (1 + (WEEKEND - 1) * share)) / (isWeekend(at) ? WEEKEND : 1)
}

/** From 0 to 1 around 0. */
function rise(days: number): number {
  return Math.min(1, Math.max(0, days / BLEND + 0.5))
}
