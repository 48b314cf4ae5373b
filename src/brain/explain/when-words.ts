import type { EpochMilliseconds } from '../../domain/units.ts'

/** When something is told, and how people are told times: `2026-03-02 09:15:01+01:00`. */
export interface Moment {
  readonly now: EpochMilliseconds
  readonly time: (at: EpochMilliseconds) => string
}

/** `14:02`, and the day in front when it is another than that of `now`. */
export function minuteText(at: EpochMilliseconds, { now, time }: Moment): string {
  const text = time(at)
  const minute = text.slice(11, 16)
  return text.slice(0, 10) === time(now).slice(0, 10) ? minute : `${text.slice(0, 10)} ${minute}`
}

/** `14:02:11`, and the day in front when it is another than that of `now`. */
export function clockText(at: EpochMilliseconds, moment: Moment): string {
  return minuteText(at, moment) + moment.time(at).slice(16, 19)
}

/** `since 14:02` */
export function sinceText(at: EpochMilliseconds, moment: Moment): string {
  return `since ${minuteText(at, moment)}`
}
