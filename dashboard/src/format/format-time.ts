import type { EpochSeconds, Seconds } from '../../../src/domain/units.ts'

// Times are told in the reader's own zone. `time` is ISO 8601 or whole seconds since 1970.

type Time = string | EpochSeconds

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const clockSeconds = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const full = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' })

export function dateOf(time: Time): Date {
  return new Date(typeof time === 'string' ? time : time * 1_000)
}

export function epochSeconds(iso: string): EpochSeconds {
  return Math.floor(Date.parse(iso) / 1_000)
}

/** `14:02`, or `3 Mar 14:02` when that is another day than `now`. */
export function shortTime(time: Time, now = new Date()): string {
  const date = dateOf(time)
  return date.toDateString() === now.toDateString() ? clock.format(date) : `${day.format(date)} ${clock.format(date)}`
}

/** `14:02:09` */
export function clockTime(time: Time): string {
  return clockSeconds.format(dateOf(time))
}

/** With date and zone, for titles. */
export function fullTime(time: Time): string {
  return full.format(dateOf(time))
}

/** `9:41`, `1:09:41`, from two days on `3 d 4 h`; never below 0. */
export function countdown(seconds: Seconds): string {
  const left = Math.max(0, Math.ceil(seconds))
  if (left >= 172_800) return duration(left)
  const two = (value: number) => String(value).padStart(2, '0')
  const [hours, minutes, rest] = [Math.floor(left / 3_600), Math.floor(left / 60) % 60, left % 60]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}

const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const

/** In its two largest units: `3 d 4 h`, `12 min`, `40 s`. */
export function duration(seconds: Seconds): string {
  let rest = Math.max(0, Math.round(seconds))
  const parts: string[] = []
  for (const [unit, length] of UNITS) {
    const amount = Math.floor(rest / length)
    rest -= amount * length
    if (amount > 0) parts.push(`${amount} ${unit}`)
    if (parts.length === 2 || (parts.length === 1 && amount === 0)) break
  }
  return parts.length === 0 ? '0 s' : parts.join(' ')
}
