import type { ByteText } from '../../domain/record-batch.ts'
import { findByte } from './quote-scan.ts'
import { W3C_ROLES, type W3cFields } from './w3c-fields.ts'

export const TAB = 0x09
const BLANK = 0x20
const QUOTE = 0x22

/** Where the columns of one line lie that are read, by position in W3C_ROLES; start -1: not named. Reused from line to line. */
export class W3cColumns {
  readonly starts = new Int32Array(W3C_ROLES.length).fill(-1)
  readonly ends = new Int32Array(W3C_ROLES.length)
}

/** False when a line does not have as many columns as were named. */
export function splitColumns(
  text: ByteText,
  start: number,
  end: number,
  separator: number,
  { roles, count }: W3cFields,
  { starts, ends }: W3cColumns,
): boolean {
  starts.fill(-1)
  let at = start
  for (let column = 0; column < count; column++) {
    const stop = findByte(text, separator, at, end)
    if (stop < 0 !== (column === count - 1)) return false
    const role = roles[column]!
    const columnEnd = stop < 0 ? end : stop
    if (role >= 0) {
      starts[role] = at
      ends[role] = columnEnd
    }
    at = columnEnd + 1
  }
  return true
}

/** Of a line whose values may stand in quotes, a quote within them doubled. */
export function splitQuoted(
  bytes: Buffer,
  start: number,
  end: number,
  { roles, count }: W3cFields,
  { starts, ends }: W3cColumns,
): boolean {
  starts.fill(-1)
  let at = start
  for (let column = 0; column < count; column++) {
    const isQuoted = at < end && bytes[at] === QUOTE
    const from = isQuoted ? at + 1 : at
    let to = from
    let stop = from
    if (isQuoted) {
      while (stop < end && (bytes[stop] !== QUOTE || (stop + 1 < end && bytes[stop + 1] === QUOTE)))
        stop += bytes[stop] === QUOTE ? 2 : 1
      if (stop >= end) return false
      to = stop++
    } else {
      while (stop < end && bytes[stop] !== BLANK) stop++
      to = stop
    }
    if (column === count - 1 ? stop !== end : stop === end || bytes[stop] !== BLANK) return false
    const role = roles[column]!
    if (role >= 0) {
      starts[role] = from
      ends[role] = to
    }
    at = stop + 1
  }
  return true
}
