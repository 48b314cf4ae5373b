import { DAY, type EpochMilliseconds, HOUR } from '../domain/units.ts'

/** Factor at the beginning of each hour, UTC; its mean is 1. */
const HOURS = [
  0.75, 0.55, 0.45, 0.4, 0.4, 0.45, 0.55, 0.7, 0.85, 1.05, 1.15, 1.2, 1.25, 1.2, 1.15, 1.15, 1.2, 1.25, 1.4, 1.55, 1.6,
  1.5, 1.25, 1,
]
/** Times what goes on on other days. */
export const WEEKEND = 0.8
/** Makes the mean of the week 1. */
const WEEKDAY = 7 / (5 + 2 * WEEKEND)

/** How much more than usual goes on at a private site at this time: little at night, much in the evening. Mean of a week: 1. */
export function weekCurve(at: EpochMilliseconds): number {
  const hour = (((at % DAY) + DAY) % DAY) / HOUR
  const before = HOURS[Math.floor(hour)]!
  const after = HOURS[(Math.floor(hour) + 1) % HOURS.length]!
  return (before + (after - before) * (hour % 1)) * WEEKDAY * (isWeekend(at) ? WEEKEND : 1)
}

/** Whether it is Saturday or Sunday, UTC. */
export function isWeekend(at: EpochMilliseconds): boolean {
  const day = new Date(at).getUTCDay()
  return day === 0 || day === 6
}
