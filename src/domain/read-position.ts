import type { Bytes, EpochMilliseconds } from './units.ts'

/** Device, inode and beginning of a file, and how far it was read: JSON-safe, and without a word of what stands in it. */
export interface FileIdentity {
  readonly device: number
  readonly inode: number
  /** SHA-256 of the first bytes, at most 1,024, as hexadecimal digits. */
  readonly head: { readonly length: Bytes; readonly hash: string }
  /** Up to here all whole lines were read. */
  readonly position: Bytes
}

/** Where reading of a log goes on after a restart. */
export interface ReadPosition extends FileIdentity {
  /** As it is followed; the file itself may have another name by now. */
  readonly path: string
  /** When it was read so far. */
  readonly at: EpochMilliseconds
}
