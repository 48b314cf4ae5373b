import type { EpochSeconds, Seconds } from '../../../src/domain/units.ts'
import { clockTime } from '../format/format-time.ts'

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })

/** Labels of a time axis in the reader's zone; midnight tells the day. `step`: seconds between two of them. */
export function timeLabels(times: readonly EpochSeconds[], step: Seconds): string[] {
  return times.map((time) => {
    if (step < 60) return clockTime(time)
    const date = new Date(time * 1_000)
    const isMidnight = date.getHours() === 0 && date.getMinutes() === 0
    return step >= 86_400 || isMidnight ? day.format(date) : clock.format(date)
  })
}
