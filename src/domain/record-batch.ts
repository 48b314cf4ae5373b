import { FileTally } from './file-tally.ts'

export const BATCH_CAPACITY = 128

/** Bit of `flags`: the source is an IPv6 /64; else an IPv4 address. */
export const IPV6 = 1

/** Method classes of the column `method`, in the order of their codes. */
export const METHODS = ['GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'WebDAV', 'other'] as const

/** Bytes with a view on the same memory for unaligned 32-bit reads. Fresh bytes overwrite old ones: see RecordBatch. */
export class ByteText {
  readonly bytes: Buffer
  readonly view: DataView
  constructor(bytes: Buffer) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }
}

/**
 * Columns of up to BATCH_CAPACITY parsed requests of one file, in the order of the file. Reused: valid only during the
 * call that hands it over, and so are the byte ranges, which point into `text`.
 */
export class RecordBatch {
  count = 0
  /** The file the records come from, and where their fate is counted. */
  tally: FileTally = new FileTally('')
  text: ByteText = new ByteText(Buffer.alloc(0))
  /** Epoch seconds, whole. */
  readonly second = new Float64Array(BATCH_CAPACITY)
  /** 0–999, the part of the second. */
  readonly millisecond = new Uint16Array(BATCH_CAPACITY)
  /** Source key: IPv4 is (0, address); IPv6 is the upper 64 bits of the address, the /64. Kinds are told apart by `flags`. */
  readonly keyHigh = new Uint32Array(BATCH_CAPACITY)
  readonly keyLow = new Uint32Array(BATCH_CAPACITY)
  /** The lower 64 bits of an IPv6 address; 0 for IPv4. */
  readonly hostHigh = new Uint32Array(BATCH_CAPACITY)
  readonly hostLow = new Uint32Array(BATCH_CAPACITY)
  /** An index into METHODS. */
  readonly method = new Uint8Array(BATCH_CAPACITY)
  /** 100–599. */
  readonly status = new Uint16Array(BATCH_CAPACITY)
  /** Response bytes, 0 … 2^53; 0 when the log does not say. */
  readonly bytes = new Float64Array(BATCH_CAPACITY)
  /** Request duration in milliseconds; -1 when the log does not say. */
  readonly duration = new Float64Array(BATCH_CAPACITY)
  /** Unseeded 32-bit hash of the endpoint (path without query, ids collapsed); 0 when there is no path. */
  readonly endpoint = new Uint32Array(BATCH_CAPACITY)
  readonly flags = new Uint8Array(BATCH_CAPACITY)
  /** The line in `text.bytes`, without its line end. */
  readonly lineStart = new Uint32Array(BATCH_CAPACITY)
  readonly lineEnd = new Uint32Array(BATCH_CAPACITY)
}
