// AssemblyScript. What a run of lines shares, whatever their format.
import { matches } from './bytes'
import { TIME_TEXT } from './layout'

/** Second and millisecond of the text at TIME_TEXT, and its length in bytes; 0 when there is none. */
export let timeSecond: f64 = 0
export let timeMillisecond: i32 = 0
export let timeLength: i32 = 0
/** Where in the text the two digits of the second stand. */
let digits: i32 = 0
/** Offset into the text of the first line that was not read. */
export let next: i32 = 0

export function setTime(second: f64, millisecond: i32, length: i32, secondDigits: i32): void {
  timeSecond = second
  timeMillisecond = millisecond
  timeLength = length
  digits = secondDigits
}

/** Whether the known time, of `length` bytes, stands at `at`, or another second of its minute, which is the known time from there on. */
// @ts-ignore: decorator
@inline
export function isTime(at: usize, length: i32): bool {
  return matches(at, TIME_TEXT, length) || (length > 0 && moveTime(at))
}

function moveTime(at: usize): bool {
  const behind = digits + 2
  if (!matches(at, TIME_TEXT, digits) || !matches(at + behind, TIME_TEXT + behind, timeLength - behind)) return false
  const second = secondOf(at + digits)
  if (second < 0) return false
  timeSecond += <f64>(second - secondOf(TIME_TEXT + digits))
  store<u16>(TIME_TEXT + digits, load<u16>(at + digits))
  return true
}

/** 0 … 59 of two digits, -1 if they are none. */
function secondOf(at: usize): i32 {
  const tens = <u32>load<u8>(at) - 0x30
  const ones = <u32>load<u8>(at, 1) - 0x30
  return tens > 5 || ones > 9 ? -1 : <i32>(tens * 10 + ones)
}

export function stopAt(offset: i32): void {
  next = offset
}
