// AssemblyScript. Where each column of a batch begins, in bytes from its first; the same as in src/domain/record-batch.ts.

export const ROWS: i32 = 256
export const SECOND: usize = 0
export const BYTES: usize = SECOND + 8 * ROWS
export const DURATION: usize = BYTES + 8 * ROWS
export const KEY_HIGH: usize = DURATION + 8 * ROWS
export const KEY_LOW: usize = KEY_HIGH + 4 * ROWS
export const ENDPOINT: usize = KEY_LOW + 4 * ROWS
export const STATUS: usize = ENDPOINT + 4 * ROWS
export const METHOD: usize = STATUS + 2 * ROWS
export const FLAGS: usize = METHOD + ROWS
export const HOST_HIGH: usize = FLAGS + ROWS
export const HOST_LOW: usize = HOST_HIGH + 4 * ROWS
export const LINE_START: usize = HOST_LOW + 4 * ROWS
export const LINE_END: usize = LINE_START + 4 * ROWS
export const MILLISECOND: usize = LINE_END + 4 * ROWS
export const END: usize = MILLISECOND + 2 * ROWS
