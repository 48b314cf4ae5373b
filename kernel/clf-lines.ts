// AssemblyScript. Reads plain lines of the family of the Common Log Format into the columns of the batch. Whatever has a user,
// an escape, or anything odd ends the run and is read by ClfParser.
import { readAddress } from './address'
import { isLineEnd, isPlain, lineFeed, stringEnd } from './bytes'
import { BYTES, DURATION, LINE_END, LINE_START, MILLISECOND, ROWS, SECOND, STATUS, TEXT } from './layout'
import { LONGEST_LINE } from './layout'
import { decimalEnd, decimalValue, readDecimal, readStatus } from './numbers'
import { readRequest } from './request'
import { isTime, stopAt, timeLength, timeSecond } from './run'

/** `dd/Mon/yyyy:hh:mm:ss ±zzzz` */
const TIME_LENGTH: i32 = 26
const QUOTE: u32 = 0x22
const BLANK: u32 = 0x20
/** ` - - [`, the six bytes between address and time, as a word. */
const BEFORE_TIME: u64 = 0x5b202d202d20
/** No line that can be read here is shorter, in bytes. */
const SHORTEST: usize = 48
/** `] "` */
const BEFORE_REQUEST: u32 = 0x22205d
/** `" "` */
const BETWEEN_QUOTES: u32 = 0x222022

/** Reads lines from the offset `from` on into rows from `row` on; returns the row behind the last. */
export function readClfLines(from: i32, to: i32, row: i32, agent: bool): i32 {
  let line: usize = TEXT + from
  const end: usize = TEXT + to
  if (timeLength == TIME_LENGTH) {
    while (row < ROWS) {
      const feed = lineFeed(line + SHORTEST, end)
      if (feed >= end || !readLine(line, feed, row, agent)) break
      line = feed + 1
      row++
    }
  }
  stopAt(<i32>(line - TEXT))
  return row
}

/** Reads the line in [line, feed); false when it must be read otherwise. */
function readLine(line: usize, feed: usize, row: i32, agent: bool): bool {
  let at = readAddress(line, row)
  if (at == 0 || (load<u64>(at) & 0xffffffffffff) != BEFORE_TIME) return false
  at += 6
  if (!isTime(at, TIME_LENGTH)) return false
  at += TIME_LENGTH
  if ((load<u32>(at) & 0xffffff) != BEFORE_REQUEST) return false
  at += 3
  let close = stringEnd(at)
  if (load<u16>(close) != 0x2022 || !readRequest(at, close, row)) return false
  const status = readStatus(close + 2)
  if (status == 0 || load<u8>(close, 5) != BLANK || !readDecimal(close + 6)) return false
  at = decimalEnd
  if (agent) {
    if (load<u16>(at) != 0x2220) return false
    close = stringEnd(at + 2)
    if ((load<u32>(close) & 0xffffff) != BETWEEN_QUOTES) return false
    at = feed - <usize>(load<u8>(feed - 1) == 0x0d)
    close += 3
    const last = at - 1
    if (last < close || load<u8>(last) != QUOTE || !isPlain(close, last)) return false
  } else if (!isLineEnd(at, feed)) return false
  if (at - line > LONGEST_LINE) return false
  store<f64>(SECOND + (row << 3), timeSecond)
  store<f64>(BYTES + (row << 3), decimalValue)
  store<f64>(DURATION + (row << 3), -1)
  store<u16>(MILLISECOND + (row << 1), 0)
  store<u16>(STATUS + (row << 1), <u16>status)
  store<u32>(LINE_START + (row << 2), <u32>(line - TEXT))
  store<u32>(LINE_END + (row << 2), <u32>(at - TEXT))
  return true
}
