import type { SourceKey } from '../../domain/source.ts'
import type { TableMemory } from './table-memory.ts'

/** Words of an entry: 32 bytes, half a cache line, never across two. */
export const ENTRY_WORDS = 8
export const HIGH = 0
export const LOW = 1
/** Flags, the number of seconds in the ring (four bits) and their error bits (eight). */
export const META = 2
/** Engine second of the last request, prevented ones included. */
export const LAST_SEEN = 3
/** Eight seconds of 12 bits in three words; when BUSY the first word is the busy slot. */
export const RING = 4
/** Requests ever, prevented ones included. */
export const TOTAL = 7

/** Flags in META. Bit 0 is the kind, the same bit as IPV6 in a batch. */
export const KIND = 1
/** STRICT and SPARED together are the offset of the source's row in the limits: see `LimitRows`. */
export const STRICT = 4
export const SPARED = 8
export const LIMIT_ROW = STRICT | SPARED
export const BANNED = 16
export const WATCHED = 32
export const BUSY = 64
export const COUNT_SHIFT = 8
export const ERRORS_SHIFT = 16
/** All of META but the ring's count and error bits. */
export const NO_RING = ~((15 << COUNT_SHIFT) | (255 << ERRORS_SHIFT))

export const SEGMENT_BITS = 15
export const SEGMENT_MASK = (1 << SEGMENT_BITS) - 1

/** Entries in the order of their creation, in segments of 32 Ki (1 MiB): a slot id stays valid and no entry ever moves. */
export class SourceEntries {
  readonly segments: Uint32Array[] = []
  count = 0
  readonly #memory: TableMemory

  constructor(memory: TableMemory) {
    this.#memory = memory
  }

  /** The id of a fresh entry, all zero. */
  append(): number {
    const id = this.count++
    if (id >>> SEGMENT_BITS === this.segments.length) {
      const words = this.#memory.take(ENTRY_WORDS << SEGMENT_BITS)
      if (this.#memory.kernel !== null) this.#memory.kernel.segments[this.segments.length] = words.byteOffset
      this.segments.push(words)
    }
    return id
  }

  words(id: number): Uint32Array {
    return this.segments[id >>> SEGMENT_BITS]!
  }

  base(id: number): number {
    return (id & SEGMENT_MASK) * ENTRY_WORDS
  }

  meta(id: number): number {
    return this.words(id)[this.base(id) + META]!
  }

  setMeta(id: number, meta: number): void {
    this.words(id)[this.base(id) + META] = meta
  }

  setFlag(id: number, flag: number, on: boolean): void {
    const meta = this.meta(id)
    this.setMeta(id, on ? meta | flag : meta & ~flag)
  }

  is(id: number, high: number, low: number, kind: number): boolean {
    const words = this.words(id)
    const base = this.base(id)
    return words[base + HIGH] === high && words[base + LOW] === low && (words[base + META]! & KIND) === kind
  }

  keyOf(id: number): SourceKey {
    const words = this.words(id)
    const base = this.base(id)
    return { kind: words[base + META]! & KIND ? 6 : 4, high: words[base + HIGH]!, low: words[base + LOW]! }
  }
}
