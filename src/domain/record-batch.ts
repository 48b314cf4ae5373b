import { FileTally } from './file-tally.ts'

export const BATCH_CAPACITY = 256

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

/** Bytes of all columns of a batch. */
export const BATCH_BYTES = BATCH_CAPACITY * (3 * 8 + 7 * 4 + 2 * 2 + 2)

/**
 * Columns of up to BATCH_CAPACITY parsed requests of one file, in the order of the file. Reused: valid only during the
 * call that hands it over, and so are the byte ranges, which point into `text`. The columns lie one behind the other in the
 * order of their declaration, BATCH_BYTES in all, so that a kernel can write them.
 */
export class RecordBatch {
  count = 0
  /** The file the records come from, and where their fate is counted. */
  tally: FileTally = new FileTally('')
  text: ByteText = new ByteText(Buffer.alloc(0))
  /** The columns from `bytes` to `flags` as they lie in memory: all that is counted. */
  readonly counted: Uint8Array
  /** Of these those from `keyHigh` on: all that a source is counted by. */
  readonly keyed: Uint8Array
  /** Epoch seconds, whole. */
  readonly second: Float64Array
  /** Response bytes, 0 … 2^53; 0 when the log does not say. */
  readonly bytes: Float64Array
  /** Request duration in milliseconds; -1 when the log does not say. */
  readonly duration: Float64Array
  /** The words of `duration`, the lower one of each row first. */
  readonly durationWords: Uint32Array
  /** Source key: IPv4 is (0, address); IPv6 is the upper 64 bits of the address, the /64. Kinds are told apart by `flags`. */
  readonly keyHigh: Uint32Array
  readonly keyLow: Uint32Array
  /** Unseeded 32-bit hash of the endpoint (path without query, ids collapsed); 0 when there is no path. */
  readonly endpoint: Uint32Array
  /** 100–599. */
  readonly status: Uint16Array
  /** An index into METHODS. */
  readonly method: Uint8Array
  readonly flags: Uint8Array
  /** The lower 64 bits of an IPv6 address; 0 for IPv4. */
  readonly hostHigh: Uint32Array
  readonly hostLow: Uint32Array
  /** The line in `text.bytes`, without its line end. */
  readonly lineStart: Uint32Array
  readonly lineEnd: Uint32Array
  /** 0–999, the part of the second. */
  readonly millisecond: Uint16Array

  /** The columns lie in `memory` from `offset` on, which is a multiple of 8. */
  constructor(memory: ArrayBuffer = new ArrayBuffer(BATCH_BYTES), offset = 0) {
    let at = offset
    const next = (width: number): number => {
      const start = at
      at += width * BATCH_CAPACITY
      return start
    }
    const float64 = () => new Float64Array(memory, next(8), BATCH_CAPACITY)
    const uint32 = () => new Uint32Array(memory, next(4), BATCH_CAPACITY)
    this.second = float64()
    this.bytes = float64()
    this.duration = float64()
    this.durationWords = new Uint32Array(memory, this.duration.byteOffset, 2 * BATCH_CAPACITY)
    this.keyHigh = uint32()
    this.keyLow = uint32()
    this.endpoint = uint32()
    this.status = new Uint16Array(memory, next(2), BATCH_CAPACITY)
    this.method = new Uint8Array(memory, next(1), BATCH_CAPACITY)
    this.flags = new Uint8Array(memory, next(1), BATCH_CAPACITY)
    this.counted = new Uint8Array(memory, this.bytes.byteOffset, at - this.bytes.byteOffset)
    this.keyed = new Uint8Array(memory, this.keyHigh.byteOffset, at - this.keyHigh.byteOffset)
    this.hostHigh = uint32()
    this.hostLow = uint32()
    this.lineStart = uint32()
    this.lineEnd = uint32()
    this.millisecond = new Uint16Array(memory, next(2), BATCH_CAPACITY)
  }
}
