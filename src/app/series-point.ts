import { type EpochMilliseconds, HOUR, SECOND } from '../domain/units.ts'

/** One line of a series. */
export interface SeriesPoint {
  /** As they were written. */
  readonly timestamp: string
  readonly text: string
  readonly at: EpochMilliseconds
  /** The time does not say its zone, and is taken for UTC. */
  readonly isLocal: boolean
  /** Null when the field is empty: the point is missing. */
  readonly value: number | null
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i
const EPOCH = /^-?\d+(?:\.\d+)?$/
const DATE_TIME =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)? ?(Z|UTC|[+-]\d\d(?::?\d\d)?)?$/i
/** Greater epoch times are milliseconds: seconds would be in the year 5138. */
const MOST_SECONDS = 1e11

/** The fields of a line; quotes around one are taken off. */
export function fieldsOf(line: string): string[] {
  return line.split(',').map((field) => field.trim().replace(/^"(.*)"$/, '$1'))
}

/** A name over a column, and no point. */
export function isHeader([timestamp, value]: readonly string[]): boolean {
  return timeOf(timestamp ?? '') === null && numberOf(value ?? '') === null
}

/** The point that a line tells, or what is wrong with it. */
export function pointOf(fields: readonly string[]): SeriesPoint | { readonly fault: string; readonly hint: string } {
  const [timestamp, text] = fields
  if (fields.length !== 2 || timestamp === undefined || text === undefined)
    return {
      fault: `it has ${fields.length} ${fields.length === 1 ? 'column' : 'columns'} and not two, timestamp,value`,
      hint: 'Keep the columns timestamp and value, for instance with cut -d, -f1,2.',
    }
  const time = timeOf(timestamp)
  if (time === null)
    return {
      fault: `"${timestamp}" is no time`,
      hint: 'Write ISO 8601, YYYY-MM-DD HH:MM:SS, or seconds or milliseconds since 1970.',
    }
  const value = text === '' ? null : numberOf(text)
  if (value === null && text !== '')
    return { fault: `"${text}" is no number`, hint: 'Correct it, or leave the field empty: then the point is missing.' }
  return { timestamp, text, value, ...time }
}

/** How far a time goes back behind the one before it, or null: it does not, or clocks were set back by an hour that night. */
export function backwards(
  point: SeriesPoint,
  before: { readonly at: EpochMilliseconds; readonly step: number },
): number | null {
  const back = before.at - point.at
  if (back <= 0) return null
  const isNight = point.isLocal && back < HOUR && HOUR - back <= 2 * before.step
  return isNight ? null : back
}

function numberOf(text: string): number | null {
  const value = NUMBER.test(text) ? Number(text) : Number.NaN
  return Number.isFinite(value) ? value : null
}

function timeOf(text: string): { at: EpochMilliseconds; isLocal: boolean } | null {
  if (EPOCH.test(text)) {
    const time = Number(text)
    return { at: Math.abs(time) > MOST_SECONDS ? time : time * SECOND, isLocal: false }
  }
  const match = DATE_TIME.exec(text)
  if (match === null) return null
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] = match
  const parts = [Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)] as const
  const at = Date.UTC(...parts)
  const date = new Date(at)
  const isReal =
    date.getUTCMonth() === parts[1] && date.getUTCDate() === parts[2] && parts[3] < 24 && parts[4] < 60 && parts[5] < 60
  if (!isReal) return null
  return { at: at + Number(`0.${fraction}0`) * SECOND - offsetOf(zone), isLocal: zone === undefined }
}

function offsetOf(zone: string | undefined): number {
  if (zone === undefined || /^(Z|UTC)$/i.test(zone)) return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(':', ''))
  return (zone[0] === '-' ? -minutes : minutes) * 60 * SECOND
}
