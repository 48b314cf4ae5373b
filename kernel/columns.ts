// AssemblyScript. Where each column of a batch begins, in bytes from its first; the same as in src/domain/record-batch.ts.

export const ROWS: i32 = 128
export const SECOND: usize = 0
export const BYTES: usize = SECOND + 8 * 128
export const DURATION: usize = BYTES + 8 * 128
export const KEY_HIGH: usize = DURATION + 8 * 128
export const KEY_LOW: usize = KEY_HIGH + 4 * 128
export const ENDPOINT: usize = KEY_LOW + 4 * 128
export const STATUS: usize = ENDPOINT + 4 * 128
export const METHOD: usize = STATUS + 2 * 128
export const FLAGS: usize = METHOD + 128
export const HOST_HIGH: usize = FLAGS + 128
export const HOST_LOW: usize = HOST_HIGH + 4 * 128
export const LINE_START: usize = HOST_LOW + 4 * 128
export const LINE_END: usize = LINE_START + 4 * 128
export const MILLISECOND: usize = LINE_END + 4 * 128
export const END: usize = MILLISECOND + 2 * 128
