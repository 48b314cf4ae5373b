import { METHODS, type RecordBatch } from '../../domain/record-batch.ts'
import type { StudySummary, TickSummary } from '../../domain/tick-summary.ts'
import type { EpochSeconds } from '../../domain/units.ts'
import { ASSETS_BYTES, type IsAsset, SiteAssets } from './site-assets.ts'
import {
  ASSETS,
  BYTES,
  CLIENT_ERRORS,
  COLUMNS,
  CONDEMNED,
  CONDEMNED_ERRORS,
  CONDEMNED_SPREAD,
  ERRORS,
  FIRST_METHOD,
  MISSED_BY,
  MOST_SPREAD,
  NOT_FOUND,
  PREVENTED,
  REDIRECTS,
  REFUSED_BY,
  REQUESTS,
  SERVER_ERRORS,
  type SiteArrays,
  SPREAD,
} from './site-rows.ts'
import { SiteSketches, SKETCH_BYTES } from './site-sketches.ts'
import { placeOf, RING, type SiteSums } from './site-sums.ts'
import { SketchRoom } from './sketch-room.ts'

/** A 99th percentile of fewer values says nothing. */
const FEWEST_TIMED = 20
const BUSIEST_ENDPOINTS = 64

/** Requests for assets, and all by bucket of endpoints. */
export interface SeenEndpoints {
  readonly assets60: number
  readonly endpoints: Uint32Array
}

/** What the whole site did in each of the last seconds; a second never counted in reads as zero. */
export class SiteWindow {
  /** Set to 1 for the rows of a batch that are prevented, before they are counted; all zero afterwards. */
  readonly skip: Uint8Array
  readonly #room: SketchRoom
  /** COLUMNS numbers a second. */
  readonly #counts: Float64Array
  readonly #sketches: SiteSketches
  readonly #assets: SiteAssets
  readonly #arrays: SiteArrays
  readonly #seconds: Float64Array
  readonly #sums: SiteSums

  /** `plain`: without the kernel. */
  constructor(plain = false) {
    this.#room = new SketchRoom(SKETCH_BYTES + ASSETS_BYTES + 8 * (RING * (COLUMNS + 1) + 2 * COLUMNS + 16), plain)
    this.skip = this.#room.skip
    this.#counts = this.#room.numbers(RING * COLUMNS)
    this.#seconds = this.#room.numbers(RING).fill(Number.NaN)
    this.#sums = { counts: this.#counts, seconds: this.#seconds, sums: this.#room.numbers(2 * COLUMNS) }
    this.#sketches = new SiteSketches(this.#room)
    this.#assets = new SiteAssets(this.#room)
    const { clients, latencies, endpoints, slow, marks, counters } = this.#sketches
    this.#arrays = { counts: this.#counts, clients, latencies, endpoints, slow, marks, counters }
  }

  /** Makes room for a second and forgets the one 128 s before. */
  open(second: EpochSeconds): void {
    const at = placeOf(second)
    if (this.#seconds[at] === second) return
    this.#seconds[at] = second
    this.#counts.fill(0, at * COLUMNS, (at + 1) * COLUMNS)
  }

  /** Counts the rows [from, to), all of one second that is open; without `isAsset` no assets. */
  count(batch: RecordBatch, from: number, to: number, second: EpochSeconds, isAsset: IsAsset | null): void {
    const at = placeOf(second)
    const open = this.#sketches.open(second)
    this.#sketches.timed[open]! += this.#room.countRows(
      batch,
      from,
      to,
      this.#arrays,
      at,
      this.#sketches.placesOf(second),
    )
    if (isAsset !== null) this.#assets.count(batch, from, to, this.#counts, at, isAsset)
    this.skip.fill(0, from, to)
  }

  /** So many of a second's requests and errors were of a source that is banned now. */
  condemn(second: EpochSeconds, requests: number, errors: number): void {
    const at = placeOf(second)
    if (this.#seconds[at] !== second) return
    this.#counts[at * COLUMNS + CONDEMNED]! += requests
    this.#counts[at * COLUMNS + CONDEMNED_ERRORS]! += errors
    this.#counts[at * COLUMNS + CONDEMNED_SPREAD]! += Math.min(requests, MOST_SPREAD)
  }

  /** Adds to `sum`, by bucket of `bucketOf`, how many milliseconds the requests of a second took; within two minutes of it. */
  addDurations(second: EpochSeconds, sum: Float64Array): void {
    this.#sketches.addDurations(second, sum)
  }

  clear(): void {
    this.#seconds.fill(Number.NaN)
    this.#sketches.clear()
  }

  /** Seals a second: each is asked for once, in order. `study` is handed what was asked for in the last 60 s. */
  summary(second: EpochSeconds, sources: number, study?: (seen: SeenEndpoints) => StudySummary): TickSummary {
    const at = placeOf(second)
    const known = this.#seconds[at] === second
    const column = (index: number) => (known ? this.#counts[at * COLUMNS + index]! : 0)
    this.#sketches.seal(second)
    this.#room.sumSeconds(this.#sums, second)
    const { sums } = this.#sums
    return {
      second,
      requests: column(REQUESTS) - column(CONDEMNED),
      spread: Math.max(0, column(SPREAD) - column(CONDEMNED_SPREAD)),
      errors: column(ERRORS) - column(CONDEMNED_ERRORS),
      redirects: column(REDIRECTS),
      clientErrors: column(CLIENT_ERRORS),
      serverErrors: column(SERVER_ERRORS),
      notFound: column(NOT_FOUND),
      missedBy: column(MISSED_BY),
      refusedBy: column(REFUSED_BY),
      bytes: column(BYTES),
      methods: known ? methodsOf(this.#counts, at * COLUMNS) : METHODS.map(() => 0),
      prevented: column(PREVENTED),
      condemned: column(CONDEMNED),
      requests10: sums[COLUMNS + REQUESTS]! - sums[COLUMNS + CONDEMNED]!,
      errors10: sums[COLUMNS + ERRORS]! - sums[COLUMNS + CONDEMNED_ERRORS]!,
      requests60: sums[REQUESTS]! - sums[CONDEMNED]!,
      errors60: sums[ERRORS]! - sums[CONDEMNED_ERRORS]!,
      condemned60: sums[CONDEMNED]!,
      clientErrors60: sums[CLIENT_ERRORS]!,
      serverErrors60: sums[SERVER_ERRORS]!,
      notFound60: sums[NOT_FOUND]!,
      methods60: methodsOf(sums, 0),
      clients60: this.#sketches.distinct(second),
      latencyP99: this.#sketches.p99(FEWEST_TIMED),
      latencies: this.#sketches.coarseLatencies(second),
      endpoints: this.#sketches.busiest(BUSIEST_ENDPOINTS),
      sources,
      study: study?.({ assets60: sums[ASSETS]!, endpoints: this.#sketches.endpoints60 }) ?? null,
    }
  }
}

function methodsOf(counts: Float64Array, at: number): number[] {
  const methods: number[] = []
  for (let method = 0; method < METHODS.length; method++) methods.push(counts[at + FIRST_METHOD + method]!)
  return methods
}
