import type { ByteText, RecordBatch } from '../../domain/record-batch.ts'
import { readDecimal } from './number-field.ts'
import { daysFromCivil, isDay, timeOfDay, two } from './time-field.ts'

/** Seconds: 2000-01-01 and 2101-01-01. */
const FROM = 946_684_800
const TO = 4_133_980_800
/** Digits of epoch seconds, milliseconds, microseconds and nanoseconds, and milliseconds of one; of nanoseconds the last six digits are cut before. */
const EPOCH_UNITS: readonly (readonly [number, number])[] = [
  [10, 1_000],
  [13, 1],
  [16, 0.001],
  [19, 1],
]

/**
 * Times as other servers write them: `2026-03-02 09:15:01[.,fraction]` with `-` or `/`, a `T` or a blank, and `Z`, `±hhmm`, `±hh:mm`
 * or no zone, which is read as UTC; and epochs in s, ms, µs or ns, told apart by their digits.
 */
export function readAnyTime(text: ByteText, start: number, end: number, batch: RecordBatch, row: number): boolean {
  const { bytes } = text
  const separator = bytes[start + 4]
  if (separator !== 0x2d && separator !== 0x2f) return readEpoch(bytes, start, end, batch, row)
  if (end - start < 19 || bytes[start + 7] !== separator) return false
  if (bytes[start + 10] !== 0x54 && bytes[start + 10] !== 0x20) return false
  const century = two(bytes, start)
  const years = two(bytes, start + 2)
  const year = century * 100 + years
  const month = two(bytes, start + 5)
  const day = two(bytes, start + 8)
  const clock = timeOfDay(bytes, start + 11)
  if (century < 0 || years < 0 || clock < 0 || !isDay(year, month, day)) return false
  let at = start + 19
  let millisecond = 0
  if (at < end && (bytes[at] === 0x2e || bytes[at] === 0x2c)) {
    const first = ++at
    for (; at < end && isDigit(bytes[at]!); at++) if (at - first < 3) millisecond = millisecond * 10 + bytes[at]! - 0x30
    if (at === first || at - first > 9) return false
    for (let digits = at - first; digits < 3; digits++) millisecond *= 10
  }
  const offset = zone(bytes, at, end)
  if (Number.isNaN(offset)) return false
  batch.second[row] = daysFromCivil(year, month, day) * 86_400 + clock - offset
  batch.millisecond[row] = millisecond
  return true
}

function readEpoch(bytes: Buffer, start: number, end: number, batch: RecordBatch, row: number): boolean {
  let stop = start
  while (stop < end && isDigit(bytes[stop]!)) stop++
  let scale = 0
  for (let unit = 0; unit < EPOCH_UNITS.length; unit++) {
    if (EPOCH_UNITS[unit]![0] === stop - start) scale = EPOCH_UNITS[unit]![1]
  }
  const to = stop - start === 19 ? stop - 6 : end
  const value = scale === 0 || (stop - start === 19 && stop !== end) ? -1 : readDecimal(bytes, start, to)
  // A fraction such as .001 may come out a hair too small.
  const milliseconds = Math.floor(value * scale + 0.0005)
  const second = Math.floor(milliseconds / 1_000)
  if (value < 0 || second < FROM || second >= TO) return false
  batch.second[row] = second
  batch.millisecond[row] = milliseconds - second * 1_000
  return true
}

/** Seconds east of Greenwich; NaN when [at, end) is no zone. */
function zone(bytes: Buffer, at: number, end: number): number {
  if (at === end || (bytes[at] === 0x5a && at + 1 === end)) return 0
  const sign = bytes[at] === 0x2b ? 1 : bytes[at] === 0x2d ? -1 : 0
  const colon = bytes[at + 3] === 0x3a ? 1 : 0
  if (sign === 0 || end - at !== 5 + colon) return Number.NaN
  const hour = two(bytes, at + 1)
  const minute = two(bytes, at + 3 + colon)
  return hour < 0 || hour > 23 || minute < 0 || minute > 59 ? Number.NaN : sign * (hour * 3_600 + minute * 60)
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
}
