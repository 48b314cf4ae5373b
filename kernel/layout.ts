// AssemblyScript. Where things lie in the kernel's memory; src/edge/parse/kernel-room.ts writes and reads the same places.

/** The class of each byte of a path: 256 bytes. */
export const CLASSES: usize = 0x400
/** 1, 10, 100 …: 8 bytes each. */
export const POWERS: usize = 0x500
/** The learned shape of a JSON line: entries of 16 bytes, see json-lines.ts, and the literals behind them. */
export const PLAN: usize = 0x1000
/** The text of the time of the second at hand. */
export const TIME_TEXT: usize = 0x8000
/** The columns of the batch. */
const COLUMNS: usize = 0x9000
/** The text that is read; behind it lie at least 64 bytes of room. */
export const TEXT: usize = 0x10000

export const ROWS: i32 = 128
export const SECOND: usize = COLUMNS
export const BYTES: usize = SECOND + 8 * 128
export const DURATION: usize = BYTES + 8 * 128
export const KEY_HIGH: usize = DURATION + 8 * 128
export const KEY_LOW: usize = KEY_HIGH + 4 * 128
export const HOST_HIGH: usize = KEY_LOW + 4 * 128
export const HOST_LOW: usize = HOST_HIGH + 4 * 128
export const ENDPOINT: usize = HOST_LOW + 4 * 128
export const LINE_START: usize = ENDPOINT + 4 * 128
export const LINE_END: usize = LINE_START + 4 * 128
export const MILLISECOND: usize = LINE_END + 4 * 128
export const STATUS: usize = MILLISECOND + 2 * 128
export const METHOD: usize = STATUS + 2 * 128
export const FLAGS: usize = METHOD + 128

/** Bytes. A longer line is left to the host, which refuses it. */
export const LONGEST_LINE: usize = 64 * 1024
