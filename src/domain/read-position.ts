import type { Bytes, EpochMilliseconds } from './units.ts'

/** How far a log was read, and by what its file is known again. JSON-safe. */
export interface ReadPosition {
  readonly path: string
  readonly device: number
  readonly inode: number
  /** Offset of the first line that was not read. */
  readonly offset: Bytes
  /** Of the beginning of the file: so many bytes, and their SHA-256 as hex. No bytes, for they hold addresses of clients. */
  readonly head: { readonly length: Bytes; readonly sha256: string }
  readonly at: EpochMilliseconds
}

/** Something that was learned, as its owner wrote it. */
export interface Snapshot {
  /** Such as `baselines`, `calibration`, `population` or `known-sources`. */
  readonly name: string
  /** Of the owner's own format. */
  readonly version: number
  readonly at: EpochMilliseconds
  /** JSON text. */
  readonly json: string
}
