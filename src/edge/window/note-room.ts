import { NOTED_PLACES } from './noted-rows.ts'

/** Seconds kept: 60 sealed, the open ones, and room to the next power of two; columns of each, see note-counts.ts. */
export const NOTE_SECONDS = 128
export const NOTE_COLUMNS = 9
/** Values whose requests are counted, and bins of each, see shared-counts.ts. */
export const SHARED_VALUES = 512
export const SHARED_BINS = 8
/** Places by the lower bits of a source's id: sources that came one after the other never meet. */
export const NOTE_PLACES = 65_536
/** Words of a place. */
export const NOTE_WORDS = 4

// Places in bytes, as in kernel/notes.ts; what is of the table alone lies before the first.
const NOTED = 0x6000
const PLAIN_POSTS = 0x7000
const KIND_HASHES = 0xb000
const KINDS = 0xf000
const PREFIXES = 0x10000
const TOTALS = 0x1a008
const SUMS = 0x1a040
const COUNTS = 0x1b000
const TICKS = 0x1c200
const STUDIED = 0x20000
const MEMORY = 0x40000
/** Bytes of memory that it reaches to. Only what is used is ever resident. */
export const NOTE_ROOM_BYTES = 0x140000

/** Values that are told of at most. */
export const SHARED_TOLD = 8

/** What the kernel of the table does with the whole of it; what it found lies in `top` and `sums`. */
export interface NoteKernel {
  topPrefixes(): number
  sumNotes(first: number, last: number): void
}

/** Memory of a table of counts of shared values: see SharedCounts. */
export class SharedRoom {
  static readonly BYTES = 0xa040
  readonly values: Float64Array
  readonly newest: Uint32Array
  readonly totals: Uint32Array
  readonly requests: Uint32Array
  readonly sources: Uint32Array
  readonly bin: Uint32Array
  readonly top: Uint32Array
  /** Null where the host finds the commonest by itself. */
  readonly kernel: NoteKernel | null

  constructor(memory = new ArrayBuffer(SharedRoom.BYTES), at = 0, kernel: NoteKernel | null = null) {
    this.kernel = kernel
    this.values = new Float64Array(memory, at, SHARED_VALUES)
    this.newest = new Uint32Array(memory, at + 0x1000, SHARED_VALUES)
    this.totals = new Uint32Array(memory, at + 0x1800, SHARED_VALUES)
    this.requests = new Uint32Array(memory, at + 0x2000, SHARED_VALUES * SHARED_BINS)
    this.sources = new Uint32Array(memory, at + 0x6000, SHARED_VALUES * SHARED_BINS)
    this.bin = new Uint32Array(memory, at + 0xa000, 1)
    this.top = new Uint32Array(memory, at + 0xa020, SHARED_TOLD)
  }
}

/** Memory of what is counted of requests of note: the host and the kernel (kernel/notes.ts) count in the same. */
export class NoteRoom {
  /** See NotedRows. */
  readonly noted: Uint8Array
  readonly plainPosts: Uint32Array
  /** See EndpointKinds: as many places as NotedRows has. */
  readonly kindHashes: Uint32Array
  readonly kinds: Uint8Array
  readonly prefixes: SharedRoom
  /** Rows of all, and of note. */
  readonly rows: Float64Array
  readonly counts: Uint32Array
  readonly ticks: Uint32Array
  readonly sums: Float64Array
  readonly kernel: NoteKernel | null
  /** How many studied sources have their place here: not zero, and the host asks whether it is this one. */
  readonly studied: Uint16Array
  readonly memory: Uint32Array

  constructor(memory = new ArrayBuffer(NOTE_ROOM_BYTES), kernel: NoteKernel | null = null) {
    this.kernel = kernel
    this.sums = new Float64Array(memory, SUMS, 4)
    this.noted = new Uint8Array(memory, NOTED, NOTED_PLACES)
    this.plainPosts = new Uint32Array(memory, PLAIN_POSTS, NOTED_PLACES)
    this.kindHashes = new Uint32Array(memory, KIND_HASHES, NOTED_PLACES)
    this.kinds = new Uint8Array(memory, KINDS, NOTED_PLACES)
    this.prefixes = new SharedRoom(memory, PREFIXES, kernel)
    this.rows = new Float64Array(memory, TOTALS, 2)
    this.counts = new Uint32Array(memory, COUNTS, NOTE_SECONDS * NOTE_COLUMNS)
    this.ticks = new Uint32Array(memory, TICKS, NOTE_SECONDS)
    this.studied = new Uint16Array(memory, STUDIED, NOTE_PLACES)
    this.memory = new Uint32Array(memory, MEMORY, NOTE_PLACES * NOTE_WORDS)
  }
}
