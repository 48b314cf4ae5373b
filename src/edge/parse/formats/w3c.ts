import { w3cFormat } from '../w3c-format.ts'

/** The extended log file format of IIS and others: the columns by `#Fields`, `time-taken` in milliseconds, or seconds with a fraction. */
export const w3c = w3cFormat('w3c', 'W3C extended, as of IIS', 'w3c')
