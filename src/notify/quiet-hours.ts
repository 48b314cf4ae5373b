import type { EpochMilliseconds } from '../domain/units.ts'

/** Minutes after midnight, local time; `from` is in it, `to` is not. It may go over midnight. */
export interface QuietHours {
  readonly from: number
  readonly to: number
}

/** `22:00-07:00`; null when it is no such text. */
export function parseQuietHours(text: string): QuietHours | null {
  const [, ...parts] = /^([01]?\d|2[0-3]):([0-5]\d)-([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? []
  const [fromHour, fromMinute, toHour, toMinute] = parts.map(Number)
  if (toMinute === undefined) return null
  const quiet = { from: fromHour! * 60 + fromMinute!, to: toHour! * 60 + toMinute }
  return quiet.from === quiet.to ? null : quiet
}

export function isQuiet({ from, to }: QuietHours, at: EpochMilliseconds): boolean {
  const date = new Date(at)
  const minute = date.getHours() * 60 + date.getMinutes()
  return from < to ? minute >= from && minute < to : minute >= from || minute < to
}
