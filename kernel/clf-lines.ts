// AssemblyScript. Reads plain lines of the family of the Common Log Format into the columns of the batch. Whatever has a user,
// an escape, or anything odd ends the run and is read by ClfParser.
import { readAddress } from './address'
import { afterLineEnd, stringEnd } from './bytes'
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
      const after = readLine(line, end, row, agent)
      if (after == 0) break
      line = after
      row++
    }
  }
  stopAt(<i32>(line - TEXT))
  return row
}

/** Reads one line; returns where the next one begins, 0 when it must be read otherwise. */
function readLine(line: usize, end: usize, row: i32, agent: bool): usize {
  // The shortest line is longer than this, the text behind its end included.
  if (line + 64 > end) return 0
  let at = readAddress(line, row)
  if (at == 0 || (load<u64>(at) & 0xffffffffffff) != BEFORE_TIME) return 0
  at += 6
  if (!isTime(at)) return 0
  at += TIME_LENGTH
  if ((load<u32>(at) & 0xffffff) != BEFORE_REQUEST) return 0
  at += 3
  let close = stringEnd(at, end)
  if (close + 8 > end || load<u16>(close) != 0x2022 || !readRequest(at, close, row)) return 0
  const status = readStatus(close + 2)
  if (status == 0 || load<u8>(close, 5) != BLANK || !readDecimal(close + 6)) return 0
  at = decimalEnd
  if (agent) {
    if (at + 8 > end || load<u16>(at) != 0x2220) return 0
    close = stringEnd(at + 2, end)
    if (close + 4 > end || (load<u32>(close) & 0xffffff) != BETWEEN_QUOTES) return 0
    close = stringEnd(close + 3, end)
    if (close >= end || load<u8>(close) != QUOTE) return 0
    at = close + 1
  }
  const after = afterLineEnd(at, end)
  if (after == 0 || at - line > LONGEST_LINE) return 0
  store<f64>(SECOND + (row << 3), timeSecond)
  store<f64>(BYTES + (row << 3), decimalValue)
  store<f64>(DURATION + (row << 3), -1)
  store<u16>(MILLISECOND + (row << 1), 0)
  store<u16>(STATUS + (row << 1), <u16>status)
  store<u32>(LINE_START + (row << 2), <u32>(line - TEXT))
  store<u32>(LINE_END + (row << 2), <u32>(at - TEXT))
  return after
}
