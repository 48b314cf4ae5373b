import { BATCH_BYTES, BATCH_CAPACITY, RecordBatch } from '../../domain/record-batch.ts'
import { openKernel, type WasmMemory } from '../../lib/web-assembly.ts'
import { NOTE_ROOM_BYTES, type NoteKernel, NoteRoom } from './note-room.ts'

const PAGE = 65_536
const SEGMENT_ADDRESSES = 0x5000
/** Segments of 32 Ki entries that 16 Mi sources need. */
const SEGMENTS = 512
const LIMIT_ROWS = 0x4b00
const ERROR_SHARE = 0x4b40
const BUSY_ADDRESSES = 0x5800
/** Segments of busy slots that the kernel finds. */
export const BUSY_SEGMENTS = 512
/** Bytes at the front that the kernel uses itself. */
const FRONT = NOTE_ROOM_BYTES

interface Exports extends NoteKernel {
  locate(from: number, to: number, index: number, mask: number, first: number, second: number): number
  countRoutine(
    from: number,
    to: number,
    now: number,
    second: number,
    mark: number,
    note: number,
    newFrom: number,
  ): number
}

/** The places through which the table and the kernel (kernel/locate.ts) talk: a copy of a batch in, hashes and slots out. */
export class TableKernel {
  readonly batch: RecordBatch
  readonly hash: Int32Array
  /** -1 for a key that was not found at the first place that could be its own. */
  readonly slot: Int32Array
  /** Requests of known sources answered below 400 that `countRoutine` counted: whoever reads it sets it to zero. */
  readonly known: Uint32Array
  /** Where in the memory each segment of entries begins. */
  readonly segments: Uint32Array
  /** The same of busy slots. */
  readonly busySegments: Uint32Array
  /** See LimitRows, and BusySlots. */
  readonly limits: Int32Array
  readonly errorShare: Float64Array
  readonly notes: NoteRoom
  readonly exports: Exports

  constructor(memory: ArrayBuffer, exports: Exports) {
    this.batch = new RecordBatch(memory)
    this.hash = new Int32Array(memory, BATCH_BYTES, BATCH_CAPACITY)
    this.slot = new Int32Array(memory, BATCH_BYTES + 4 * BATCH_CAPACITY, BATCH_CAPACITY)
    this.known = new Uint32Array(memory, BATCH_BYTES + 8 * BATCH_CAPACITY, 1)
    this.segments = new Uint32Array(memory, SEGMENT_ADDRESSES, SEGMENTS)
    this.busySegments = new Uint32Array(memory, BUSY_ADDRESSES, BUSY_SEGMENTS)
    this.limits = new Int32Array(memory, LIMIT_ROWS, 16)
    this.errorShare = new Float64Array(memory, ERROR_SHARE, 1)
    this.notes = new NoteRoom(memory, exports)
    this.exports = exports
  }
}

/**
 * Memory of a source table. With the kernel it is one WebAssembly memory that both read, of which only what was taken is
 * ever resident; without, ordinary arrays.
 */
export class TableMemory {
  /** Null when the table must search by itself. */
  readonly kernel: TableKernel | null
  /** Bytes taken so far and not given back to the system. */
  bytes = 0
  readonly #memory: WasmMemory | null
  #top = FRONT
  readonly #free: Uint32Array[] = []

  private constructor(memory: WasmMemory | null, exports: Exports | null) {
    this.#memory = memory
    this.kernel = memory !== null && exports !== null ? new TableKernel(memory.buffer, exports) : null
  }

  /** Room for at most `bytes`, which are reserved, not used. */
  static open(bytes: number): TableMemory {
    const maximum = Math.ceil((FRONT + bytes) / PAGE) + 1
    const opened = openKernel('locate', { initial: FRONT / PAGE, maximum, shared: true })
    return opened === null ? TableMemory.plain() : new TableMemory(opened.memory, opened.exports as Exports)
  }

  /** Without the kernel. */
  static plain(): TableMemory {
    return new TableMemory(null, null)
  }

  /** So many words, all zero. */
  take(words: number): Uint32Array {
    const length = 4 * words
    if (this.#memory === null) {
      this.bytes += length
      return new Uint32Array(words)
    }
    const used = this.#free.findIndex((block) => block.length >= words)
    if (used >= 0) {
      const block = this.#free[used]!
      this.#free[used] = block.subarray(words)
      return block.subarray(0, words).fill(0)
    }
    const at = this.#top
    this.#top = at + ((length + 63) & ~63)
    const missing = this.#top - this.#memory.buffer.byteLength
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE))
    this.bytes += this.#top - at
    return new Uint32Array(this.#memory.buffer, at, words)
  }

  /** Takes back what `take` gave and nobody uses any more. */
  give(words: Uint32Array): void {
    if (this.#memory === null) this.bytes -= words.byteLength
    else this.#free.push(words)
  }
}
