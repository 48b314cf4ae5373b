// AssemblyScript. Reads JSON lines of one learned shape into the columns of the batch. Whatever is not plainly of that shape
// ends the run and is read by JsonParser.
import { readAddress } from './address'
import { isLineEnd, lineFeed, matches, stringEnd } from './bytes'
import {
  BYTES,
  DURATION,
  ENDPOINT,
  LINE_END,
  LINE_START,
  LONGEST_LINE,
  METHOD,
  MILLISECOND,
  PLAN,
  ROWS,
  SECOND,
  STATUS,
  TEXT,
} from './layout'
import { decimalEnd, decimalValue, epochRest, epochSecond, readDecimal, readEpoch, readStatus } from './numbers'
import { hashEndpoint, readMethod, readRequest } from './request'
import { isTime, stopAt, timeLength, timeMillisecond, timeSecond } from './run'

// An entry of the plan: address and length of the literal, then kind and field of the value behind it; four i32.
const STRING: i32 = 1
const NUMBER: i32 = 3
const END_OF_PLAN: i32 = 255

// Fields as in src/edge/parse/json-keys.ts.
const ADDRESS: i32 = 0
const TIME: i32 = 1
const STATUS_FIELD: i32 = 2
const MSEC: i32 = 3
const METHOD_FIELD: i32 = 4
const PATH: i32 = 5
const REQUEST: i32 = 6
const BYTES_FIELD: i32 = 7
const DURATION_FIELD: i32 = 8

const OTHER_METHOD: u8 = 6
/** No line that can be read here is shorter, in bytes. */
const SHORTEST: usize = 16
const SLASH: u32 = 0x2f
/** 2000-01-01 and 2101-01-01. */
const EPOCH_FROM: i64 = 946684800
const EPOCH_TO: i64 = 4133980800

/** Milliseconds of one unit of the duration. */
let durationScale: f64 = 1000

export function setDurationScale(scale: f64): void {
  durationScale = scale
}

/** Reads lines from the offset `from` on into rows from `row` on; returns the row behind the last. */
export function readJsonLines(from: i32, to: i32, row: i32): i32 {
  let line: usize = TEXT + from
  const end: usize = TEXT + to
  while (row < ROWS) {
    const feed = lineFeed(line + SHORTEST, end)
    if (feed >= end || !readLine(line, feed, row)) break
    line = feed + 1
    row++
  }
  stopAt(<i32>(line - TEXT))
  return row
}

/** Reads the line in [line, feed); false when it must be read otherwise. */
function readLine(line: usize, feed: usize, row: i32): bool {
  let at = line
  let plan: usize = PLAN
  let epoch: i64 = -1
  let epochMillisecond: i64 = 0
  store<f64>(BYTES + (row << 3), 0)
  store<f64>(DURATION + (row << 3), -1)
  store<u32>(ENDPOINT + (row << 2), 0)
  store<u8>(METHOD + row, OTHER_METHOD)
  for (;; plan += 16) {
    const length = load<i32>(plan, 4)
    if (!matches(at, load<u32>(plan), length)) return false
    at += length
    const kind = load<i32>(plan, 8)
    if (kind == END_OF_PLAN) break
    const field = load<i32>(plan, 12)
    let close: usize
    if (kind == STRING) {
      if (field == ADDRESS) {
        close = readAddress(at, row)
        if (close == 0) return false
      } else close = field == TIME ? at + timeLength : stringEnd(at)
      if (load<u8>(close) != 0x22) return false
    } else if (kind == NUMBER && field == STATUS_FIELD) {
      // Of three digits, or it is no status: what follows is held to the literal behind it.
      close = at + 3
    } else if (kind == NUMBER) {
      if (!readDecimal(at)) return false
      close = decimalEnd
      if (load<u8>(at) == 0x30 && load<u8>(at, 1) != 0x2e && close > at + 1) return false
    } else return false
    switch (field) {
      case TIME:
        if (timeLength == 0 || !isTime(at, timeLength)) return false
        break
      case STATUS_FIELD: {
        const status = readStatus(at)
        if (close - at != 3 || status == 0) return false
        store<u16>(STATUS + (row << 1), <u16>status)
        break
      }
      case MSEC:
        if (close - at != 14 || !readEpoch(at)) return false
        epoch = epochSecond
        epochMillisecond = epochRest
        if (epoch < EPOCH_FROM || epoch >= EPOCH_TO) return false
        break
      case METHOD_FIELD: {
        const method = readMethod(at, close - at)
        if (method < 0) return false
        store<u8>(METHOD + row, <u8>method)
        break
      }
      case PATH:
        if (load<u8>(at) != SLASH) return false
        store<u32>(ENDPOINT + (row << 2), hashEndpoint(at, close))
        break
      case REQUEST:
        if (!readRequest(at, close, row)) return false
        break
      case BYTES_FIELD:
        if (kind == STRING && (!readDecimal(at) || decimalEnd != close)) return false
        store<f64>(BYTES + (row << 3), Math.floor(decimalValue))
        break
      case DURATION_FIELD:
        if (kind == STRING && (!readDecimal(at) || decimalEnd != close)) return false
        store<f64>(DURATION + (row << 3), decimalValue * durationScale)
        break
      default:
        break
    }
    at = close
  }
  if (!isLineEnd(at, feed) || at - line > LONGEST_LINE) return false
  let millisecond: i64 = timeMillisecond
  if (epoch >= 0 && millisecond == 0) {
    const away = (epoch - <i64>timeSecond) * 1000 + epochMillisecond
    if (away >= -1500 && away <= 1500) millisecond = epochMillisecond
  }
  store<f64>(SECOND + (row << 3), timeSecond)
  store<u16>(MILLISECOND + (row << 1), <u16>millisecond)
  store<u32>(LINE_START + (row << 2), <u32>(line - TEXT))
  store<u32>(LINE_END + (row << 2), <u32>(at - TEXT))
  return true
}
