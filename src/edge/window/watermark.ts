import type { EpochMilliseconds, EpochSeconds, Seconds } from '../../domain/units.ts'

/** Seconds a live record may be ahead of the wall. */
const AHEAD_OF_WALL = 5
/** Seconds a replayed record may move engine time at once, and by which later ones may lie behind it. */
const STEP = 60
/** Seconds beyond which a refused time is skewed, and an earlier one may mean that the clock was set back. */
const FAR = 3_600
/** Valid lines that are asked before a doubtful time is believed. */
export const WITNESSES = 32
/** Witnesses needed to tell that the very first record is a stray from the past. */
const FEWEST_AGAINST_FIRST = 3

/** Engine time before the first accepted record. */
export const UNSET: EpochSeconds = Number.NEGATIVE_INFINITY

/**
 * open: counted in its second. advance: moves engine time, then counted. late: older than the open seconds, totals only.
 * refused: not believed but within an hour, totals only. skewed: not believed. hold: the next valid lines decide.
 */
export type Verdict = 'open' | 'advance' | 'late' | 'refused' | 'skewed' | 'hold'

/** What becomes of a held record. set-back: the clock of the log was set back. */
export type HeldVerdict = 'advance' | 'set-back' | 'refused' | 'skewed'

/** Judges the second of one record against engine time `newest`; `wall` is null in a replay. */
export function judge(
  second: EpochSeconds,
  newest: EpochSeconds,
  lateness: Seconds,
  wall: EpochMilliseconds | null,
): Verdict {
  if (second <= newest) {
    if (second >= newest - lateness) return 'open'
    return newest - second > FAR ? 'hold' : 'late'
  }
  if (wall === null) return second - newest > STEP ? 'hold' : 'advance'
  const ahead = second - wall / 1_000
  if (ahead <= AHEAD_OF_WALL) return 'advance'
  return Math.min(ahead, second - newest) > FAR ? 'skewed' : 'refused'
}

/**
 * Judges a held record by the seconds of the next valid lines, next[from … to): WITNESSES of them, or as many as there
 * are. Without any, a step forward is believed up to an hour, and one backward never.
 */
export function judgeHeld(
  second: EpochSeconds,
  newest: EpochSeconds,
  next: Float64Array,
  from: number,
  to: number,
): HeldVerdict {
  if (second < newest) return isSetBack(second, newest, next, from, to) ? 'set-back' : 'skewed'
  let behind = 0
  for (let row = from; row < to; row++) if (next[row]! < second - STEP) behind++
  if (newest === UNSET) {
    if (from === to) return 'advance'
    if (behind * 2 < to - from && !isFromThePast(second, next, from, to)) return 'advance'
    return Math.abs(second - next[from]!) > FAR ? 'skewed' : 'refused'
  }
  const far = second - newest > FAR
  if (from === to ? !far : behind * 2 < to - from) return 'advance'
  return far ? 'skewed' : 'refused'
}

function isSetBack(second: EpochSeconds, newest: EpochSeconds, next: Float64Array, from: number, to: number): boolean {
  let agree = 0
  for (let row = from; row < to; row++) {
    if (newest - next[row]! > FAR && Math.abs(next[row]! - second) <= FAR) agree++
  }
  return agree * 2 > to - from
}

/** Whether the next lines agree with each other and lie more than an hour after the very first record. */
function isFromThePast(second: EpochSeconds, next: Float64Array, from: number, to: number): boolean {
  if (to - from < FEWEST_AGAINST_FIRST) return false
  let together = 0
  for (let row = from; row < to; row++) {
    if (next[row]! - second > FAR && Math.abs(next[row]! - next[from]!) <= FAR) together++
  }
  return together * 2 > to - from
}
