// AssemblyScript. What a run of lines shares, whatever their format.

/** Second and millisecond of the text at TIME_TEXT, and its length in bytes. */
export let timeSecond: f64 = 0
export let timeMillisecond: i32 = 0
export let timeLength: i32 = 0
/** Offset into the text of the first line that was not read. */
export let next: i32 = 0

export function setTime(second: f64, millisecond: i32, length: i32): void {
  timeSecond = second
  timeMillisecond = millisecond
  timeLength = length
}

export function stopAt(offset: i32): void {
  next = offset
}
