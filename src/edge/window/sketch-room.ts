import { BATCH_BYTES, BATCH_CAPACITY, RecordBatch } from '../../domain/record-batch.ts'
import type { EpochSeconds } from '../../domain/units.ts'
import { openKernel } from '../../lib/web-assembly.ts'
import { busiest, WIDTH } from '../../sketch/count-row.ts'
import { BUCKETS, bucketBelow, COARSE_BUCKETS, quantileOf } from '../../sketch/dd-sketch.ts'
import { countOf, mergeRegisters, REGISTERS, sumOfUnion } from '../../sketch/hyper-log-log.ts'
import { COLUMNS, countAssets, countRows, type SecondPlaces, type SiteArrays } from './site-rows.ts'
import { placeOf, RING, SHORT_SPAN, type SiteSums, SPAN, sumSeconds } from './site-sums.ts'

const PAGE = 65_536
/** Bytes at the front: a copy of a batch, `skip`, hashes, and what `busiest` found, if it was asked for as many at most. */
const FRONT = 0x4000
const MOST_BUSIEST = 64
const BUSIEST = FRONT - 4 * MOST_BUSIEST

interface Exports {
  readonly empty: { readonly value: number }
  countRows(
    from: number,
    to: number,
    counts: number,
    clients: number,
    latencies: number,
    endpoints: number,
    slow: number,
    marks: number,
    counters: number,
  ): number
  countAssets(from: number, to: number, counts: number, kinds: number, stops: boolean): number
  addCounts(into: number, from: number, bytes: number): void
  takeCounts(into: number, from: number, bytes: number): void
  sumSeconds(
    counts: number,
    seconds: number,
    sums: number,
    last: number,
    at: number,
    ring: number,
    columns: number,
    length: number,
    short: number,
  ): void
  mergeRegisters(into: number, from: number, bytes: number): void
  unionSum(a: number, b: number, bytes: number): number
  topCounts(counts: number, length: number, top: number, most: number): number
  bucketBelow(counts: number, length: number, above: number): number
}

/** Memory of sketches, and what is done with whole ones: by the kernel (kernel/sketch.ts) where there is one, else by loops. */
export class SketchRoom {
  readonly #memory: ArrayBuffer
  readonly #exports: Exports | null
  readonly #batch: RecordBatch
  readonly #busiest: Uint32Array
  readonly #bucketBelow: typeof bucketBelow
  #top = FRONT
  /** 1 for a row of a batch that `countRows` counts as prevented. */
  readonly skip: Uint8Array

  /** Room for `bytes`; `plain`: without the kernel. */
  constructor(bytes: number, plain = false) {
    const pages = Math.ceil((FRONT + bytes) / PAGE)
    const opened = plain ? null : openKernel('sketch', { initial: pages, maximum: pages })
    this.#memory = opened?.memory.buffer ?? new ArrayBuffer(pages * PAGE)
    this.#exports = (opened?.exports as Exports | undefined) ?? null
    this.#batch = new RecordBatch(this.#memory)
    this.skip = new Uint8Array(this.#memory, BATCH_BYTES, BATCH_CAPACITY)
    this.#busiest = new Uint32Array(this.#memory, BUSIEST, MOST_BUSIEST)
    const exports = this.#exports
    this.#bucketBelow =
      exports === null ? bucketBelow : (counts, above) => exports.bucketBelow(counts.byteOffset, counts.length, above)
  }

  get hasKernel(): boolean {
    return this.#exports !== null
  }

  /** So many registers, all zero. */
  registers(count: number): Uint8Array {
    const at = this.#take(count)
    return new Uint8Array(this.#memory, at, count)
  }

  /** So many counts, all zero. */
  counts(count: number): Uint32Array {
    const at = this.#take(4 * count)
    return new Uint32Array(this.#memory, at, count)
  }

  /** So many numbers, all zero. */
  numbers(count: number): Float64Array {
    const at = this.#take(8 * count)
    return new Float64Array(this.#memory, at, count)
  }

  /** Counts rows in the second at `place`: see site-rows.ts. The arrays are of this room. */
  countRows(
    batch: RecordBatch,
    from: number,
    to: number,
    into: SiteArrays,
    place: number,
    places: SecondPlaces,
  ): number {
    if (this.#exports === null) return countRows(batch, from, to, this.skip, into, place, places)
    this.#batch.counted.set(batch.counted)
    const counts = into.counts.byteOffset + 8 * COLUMNS * place
    const clients = into.clients.byteOffset + REGISTERS * place
    const latencies = into.latencies.byteOffset + 4 * BUCKETS * place
    const endpoints = into.endpoints.byteOffset + 4 * WIDTH * place
    const slow = into.slow.byteOffset + 4 * COARSE_BUCKETS * place
    const marks = into.marks.byteOffset + places.marks
    const counters = into.counters.byteOffset + places.counters
    return this.#exports.countRows(from, to, counts, clients, latencies, endpoints, slow, marks, counters)
  }

  /** Adds the `length` counts that begin at `from` of `counts` to those of `into`; `sign` -1 takes them away. */
  addCounts(into: Uint32Array, counts: Uint32Array, from: number, length: number, sign: 1 | -1): void {
    if (this.#exports === null) {
      for (let i = 0; i < length; i++) into[i]! += sign * counts[from + i]!
      return
    }
    const add = sign === 1 ? this.#exports.addCounts : this.#exports.takeCounts
    add(into.byteOffset, counts.byteOffset + 4 * from, 4 * length)
  }

  /** After `countRows` on the same rows: see site-assets.ts. Both arrays are of this room. */
  countAssets(
    batch: RecordBatch,
    from: number,
    to: number,
    counts: Float64Array,
    place: number,
    kinds: Uint32Array,
    stops: boolean,
  ): number {
    if (this.#exports === null) return countAssets(batch, from, to, this.skip, counts, place, kinds, stops)
    return this.#exports.countAssets(from, to, counts.byteOffset + 8 * COLUMNS * place, kinds.byteOffset, stops)
  }

  /** See site-sums.ts. All arrays are of this room. */
  sumSeconds(into: SiteSums, last: EpochSeconds): void {
    if (this.#exports === null) {
      sumSeconds(into, last)
      return
    }
    const { counts, seconds, sums } = into
    const [a, b, c] = [counts.byteOffset, seconds.byteOffset, sums.byteOffset]
    this.#exports.sumSeconds(a, b, c, last, placeOf(last), RING, COLUMNS, SPAN, SHORT_SPAN)
  }

  merge(into: Uint8Array, from: Uint8Array): void {
    if (this.#exports === null) mergeRegisters(into, from)
    else this.#exports.mergeRegisters(into.byteOffset, from.byteOffset, REGISTERS)
  }

  /** Distinct things behind the union of both. */
  countUnion(a: Uint8Array, b: Uint8Array): number {
    if (this.#exports === null) {
      const { sum, empty } = sumOfUnion(a, b)
      return countOf(sum, empty)
    }
    const sum = this.#exports.unionSum(a.byteOffset, b.byteOffset, REGISTERS)
    return countOf(sum, this.#exports.empty.value)
  }

  /** Of counts of this room, a multiple of four: see count-row.ts. */
  busiest(counts: Uint32Array, most: number): ArrayLike<number> {
    if (this.#exports === null || most > MOST_BUSIEST) return busiest(counts, most)
    return this.#busiest.subarray(0, this.#exports.topCounts(counts.byteOffset, counts.length, BUSIEST, most))
  }

  /** The q-quantile of `total` values in counts of this room: see dd-sketch.ts. */
  quantile(counts: Uint32Array, total: number, q: number): number {
    return quantileOf(counts, total, q, this.#bucketBelow)
  }

  #take(bytes: number): number {
    const at = this.#top
    this.#top += (bytes + 63) & ~63
    return at
  }
}
