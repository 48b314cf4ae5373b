// AssemblyScript. Where things lie in the kernel's memory; src/edge/parse/kernel-room.ts writes and reads the same places.
import * as column from './columns'

/** The class of each byte of a path: 256 bytes. */
export const CLASSES: usize = 0x400
/** 1, 10, 100 …: 8 bytes each. */
export const POWERS: usize = 0x500
/** Table of request.ts, eight places of 32 bytes. */
export const METHOD_TABLE: usize = 0x600
/** The learned shape of a JSON line: entries of 16 bytes, see json-lines.ts, and the literals behind them. */
export const PLAN: usize = 0x1000
/** The text of the time of the second at hand. */
export const TIME_TEXT: usize = 0x8000
/** The columns of the batch. */
const COLUMNS: usize = 0x9000
/** Tables of quad.ts, 4 KiB each. */
export const SPREAD: usize = 0xe000
export const LEAST: usize = 0xf000
/** The text that is read; behind it lie at least 64 bytes of room. */
export const TEXT: usize = 0x10000

export const ROWS: i32 = column.ROWS
export const SECOND: usize = COLUMNS + column.SECOND
export const BYTES: usize = COLUMNS + column.BYTES
export const DURATION: usize = COLUMNS + column.DURATION
export const KEY_HIGH: usize = COLUMNS + column.KEY_HIGH
export const KEY_LOW: usize = COLUMNS + column.KEY_LOW
export const HOST_HIGH: usize = COLUMNS + column.HOST_HIGH
export const HOST_LOW: usize = COLUMNS + column.HOST_LOW
export const ENDPOINT: usize = COLUMNS + column.ENDPOINT
export const LINE_START: usize = COLUMNS + column.LINE_START
export const LINE_END: usize = COLUMNS + column.LINE_END
export const MILLISECOND: usize = COLUMNS + column.MILLISECOND
export const STATUS: usize = COLUMNS + column.STATUS
export const METHOD: usize = COLUMNS + column.METHOD
export const FLAGS: usize = COLUMNS + column.FLAGS

/** Bytes. A longer line is left to the host, which refuses it. */
export const LONGEST_LINE: usize = 64 * 1024
