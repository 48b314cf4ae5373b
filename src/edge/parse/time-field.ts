import type { ByteText, RecordBatch } from '../../domain/record-batch.ts'

const DAYS = new Uint8Array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
/** Letters of month names, lower case, packed as three bytes. */
const MONTHS = Int32Array.from(
  ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  (name) => (name.charCodeAt(0) << 16) | (name.charCodeAt(1) << 8) | name.charCodeAt(2),
)
const LONGEST = 40
/** Where the two digits of the second stand in `YYYY-MM-DDThh:mm:ss` and in `dd/Mon/yyyy:hh:mm:ss`. */
const ISO_SECOND = 17
const CLF_SECOND = 18
/** 2000-01-01 and 2101-01-01 as epoch seconds: what an epoch number may say. */
const EPOCH_FROM = 946_684_800
const EPOCH_TO = 4_133_980_800

/** Two decimal digits, -1 if they are none. */
export function two(bytes: Uint8Array, at: number): number {
  const a = bytes[at]! - 0x30
  const b = bytes[at + 1]! - 0x30
  return a < 0 || a > 9 || b < 0 || b > 9 ? -1 : a * 10 + b
}

/** Days since 1970-01-01 of a day in the proleptic Gregorian calendar (H. Hinnant, days_from_civil). */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
}

export function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return day <= DAYS[month - 1]! + (leap ? 1 : 0)
}

/** Seconds of `hh:mm:ss`, -1 if that is no time of day; a leap second is none. */
export function timeOfDay(bytes: Uint8Array, at: number): number {
  const hour = two(bytes, at)
  const minute = two(bytes, at + 3)
  const second = two(bytes, at + 6)
  if (bytes[at + 2] !== 0x3a || bytes[at + 5] !== 0x3a) return -1
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return -1
  return hour * 3_600 + minute * 60 + second
}

/** Reads times into a batch. Keeps the last text, since in a busy log most lines carry the same second: one a parser. */
export class TimeField {
  readonly #last = new Uint8Array(LONGEST)
  readonly #lastView = new DataView(this.#last.buffer)
  #lastLength = 0
  #second = 0
  #millisecond = 0
  #isClf = false
  /** Grows whenever another text is the last one. */
  version = 0

  /** Bytes of the last text; 0 when there is none. */
  get length(): number {
    return this.#lastLength
  }

  /** Epoch seconds of the last text. */
  get second(): number {
    return this.#second
  }

  get millisecond(): number {
    return this.#millisecond
  }

  /** Where in the last text the two digits of the second stand. */
  get secondDigits(): number {
    return this.#isClf ? CLF_SECOND : ISO_SECOND
  }

  /** Writes the last text into `memory` from `at` on. */
  copyText(memory: Buffer, at: number): void {
    memory.set(this.#last.subarray(0, this.#lastLength), at)
  }

  /** RFC 3339 as nginx writes it: `YYYY-MM-DDThh:mm:ss[.fff](Z or ±hh:mm)`, in the calendar. */
  iso(text: ByteText, start: number, end: number, batch: RecordBatch, row: number): boolean {
    if (!this.#isLast(text, start, end)) {
      this.#forget()
      if (!this.#readIso(text.bytes, start, end)) return false
      this.#isClf = false
      this.#keep(text, start, end)
    }
    batch.second[row] = this.#second
    batch.millisecond[row] = this.#millisecond
    return true
  }

  /** `dd/Mon/yyyy:hh:mm:ss ±zzzz` as in $time_local. */
  clf(text: ByteText, start: number, end: number, batch: RecordBatch, row: number): boolean {
    if (!this.#isLast(text, start, end)) {
      this.#forget()
      if (!this.#readClf(text.bytes, start, end)) return false
      this.#isClf = true
      this.#keep(text, start, end)
    }
    batch.second[row] = this.#second
    batch.millisecond[row] = this.#millisecond
    return true
  }

  /** Epoch seconds as a decimal with an optional fraction, or 13 digits of milliseconds, of the years 2000 … 2100. */
  epoch(text: ByteText, start: number, end: number, batch: RecordBatch, row: number): boolean {
    const bytes = text.bytes
    let whole = 0
    let at = start
    for (; at < end && at - start < 14; at++) {
      const digit = bytes[at]! - 0x30
      if (digit < 0 || digit > 9) break
      whole = whole * 10 + digit
    }
    const digits = at - start
    let millisecond = 0
    if (digits === 13 && at === end) {
      millisecond = whole % 1_000
      whole = (whole - millisecond) / 1_000
    } else if (digits === 0 || digits > 10) return false
    else if (at < end) {
      if (bytes[at] !== 0x2e || at + 1 === end) return false
      millisecond = fraction(bytes, at + 1, end)
      if (millisecond < 0) return false
    }
    if (whole < EPOCH_FROM || whole >= EPOCH_TO) return false
    batch.second[row] = whole
    batch.millisecond[row] = millisecond
    return true
  }

  /** Refines a row that has its second already by an epoch text within 1.5 s of it; anything else is ignored. */
  refine(text: ByteText, start: number, end: number, batch: RecordBatch, row: number): void {
    const second = batch.second[row]!
    const millisecond = batch.millisecond[row]!
    const read = this.epoch(text, start, end, batch, row)
    const away = Math.abs((batch.second[row]! - second) * 1_000 + batch.millisecond[row]! - millisecond)
    if (!read || away > 1_500 || millisecond !== 0) batch.millisecond[row] = millisecond
    batch.second[row] = second
  }

  #isLast(text: ByteText, start: number, end: number): boolean {
    const length = end - start
    if (length !== this.#lastLength || length < 4) return false
    const { view } = text
    // Backwards, as the seconds differ first; the last word compared overlaps the one before.
    for (let i = length - 4; i > 0; i -= 4) {
      if (view.getInt32(start + i, true) !== this.#lastView.getInt32(i, true)) return false
    }
    return view.getInt32(start, true) === this.#lastView.getInt32(0, true)
  }

  #forget(): void {
    this.#lastLength = 0
    this.version++
  }

  #keep(text: ByteText, start: number, end: number): void {
    if (end - start > LONGEST) return
    for (let at = start; at < end; at++) this.#last[at - start] = text.bytes[at]!
    this.#lastLength = end - start
  }

  #readIso(bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start < 20) return false
    const century = two(bytes, start)
    const years = two(bytes, start + 2)
    const month = two(bytes, start + 5)
    const day = two(bytes, start + 8)
    if (
      century < 0 ||
      years < 0 ||
      bytes[start + 4] !== 0x2d ||
      bytes[start + 7] !== 0x2d ||
      bytes[start + 10] !== 0x54
    )
      return false
    const year = century * 100 + years
    const clock = timeOfDay(bytes, start + 11)
    if (clock < 0 || !isDay(year, month, day)) return false
    let at = start + 19
    let millisecond = 0
    if (bytes[at] === 0x2e) {
      let stop = at + 1
      while (stop < end && bytes[stop]! >= 0x30 && bytes[stop]! <= 0x39) stop++
      millisecond = stop - at > 10 ? -1 : fraction(bytes, at + 1, stop)
      if (millisecond < 0) return false
      at = stop
    }
    const offset = this.#offset(bytes, at, end, true)
    if (Number.isNaN(offset)) return false
    this.#second = daysFromCivil(year, month, day) * 86_400 + clock - offset
    this.#millisecond = millisecond
    return true
  }

  #readClf(bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start !== 26) return false
    const day = two(bytes, start)
    const century = two(bytes, start + 7)
    const years = two(bytes, start + 9)
    if (
      bytes[start + 2] !== 0x2f ||
      bytes[start + 6] !== 0x2f ||
      bytes[start + 11] !== 0x3a ||
      bytes[start + 20] !== 0x20
    )
      return false
    const name = ((bytes[start + 3]! | 0x20) << 16) | ((bytes[start + 4]! | 0x20) << 8) | (bytes[start + 5]! | 0x20)
    const month = MONTHS.indexOf(name) + 1
    const clock = timeOfDay(bytes, start + 12)
    if (century < 0 || years < 0 || clock < 0 || !isDay(century * 100 + years, month, day)) return false
    const offset = this.#offset(bytes, start + 21, end, false)
    if (Number.isNaN(offset)) return false
    this.#second = daysFromCivil(century * 100 + years, month, day) * 86_400 + clock - offset
    this.#millisecond = 0
    return true
  }

  /** Seconds east of Greenwich of `Z`, `±hh:mm` (colon) or `±hhmm`, ending at `end`; NaN if it is none. */
  #offset(bytes: Uint8Array, at: number, end: number, colon: boolean): number {
    if (colon && bytes[at] === 0x5a) return at + 1 === end ? 0 : Number.NaN
    const sign = bytes[at] === 0x2b ? 1 : bytes[at] === 0x2d ? -1 : 0
    const minutes = at + (colon ? 4 : 3)
    if (sign === 0 || minutes + 2 !== end || (colon && bytes[at + 3] !== 0x3a)) return Number.NaN
    const hour = two(bytes, at + 1)
    const minute = two(bytes, minutes)
    return hour < 0 || hour > 23 || minute < 0 || minute > 59 ? Number.NaN : sign * (hour * 3_600 + minute * 60)
  }
}

/** Milliseconds of the digits behind a decimal point, cut; -1 if there is anything but digits, or nothing. */
function fraction(bytes: Uint8Array, start: number, end: number): number {
  if (start === end) return -1
  let value = 0
  for (let at = start; at < end; at++) {
    const digit = bytes[at]! - 0x30
    if (digit < 0 || digit > 9) return -1
    if (at < start + 3) value = value * 10 + digit
  }
  return end - start === 1 ? value * 100 : end - start === 2 ? value * 10 : value
}
