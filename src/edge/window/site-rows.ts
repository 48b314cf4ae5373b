import type { RecordBatch } from '../../domain/record-batch.ts'
import { hashKey } from '../../lib/hash.ts'
import { WIDTH } from '../../sketch/count-row.ts'
import { BUCKETS, bucketOf, COARSE_BUCKETS } from '../../sketch/dd-sketch.ts'
import { addHash, REGISTERS } from '../../sketch/hyper-log-log.ts'
import { KIND } from './source-entries.ts'

// Columns of a second of the site; the first ones as in kernel/site-rows.ts.
export const REQUESTS = 0
export const ERRORS = 1
export const CLIENT_ERRORS = 2
export const SERVER_ERRORS = 3
export const NOT_FOUND = 4
export const BYTES = 5
export const PREVENTED = 6
export const FIRST_METHOD = 7
/** Of the requests and errors above: those of sources that were banned afterwards, within a minute. */
export const CONDEMNED = 14
export const CONDEMNED_ERRORS = 15
/** Of the requests, and of those that were condemned: of each source at most MOST_SPREAD. */
export const SPREAD = 16
export const CONDEMNED_SPREAD = 19
/** Sources whose first 404 of the minute this was, and whose first 400–499 but 404 and 401. */
export const MISSED_BY = 17
export const REFUSED_BY = 18
/** Of the requests: those for assets, see site-assets.ts. */
export const ASSETS = 20
/** Status 300–399. */
export const REDIRECTS = 21
export const COLUMNS = 22
export const MOST_SPREAD = 8
/** Counters of one second, by the upper bits of the hash of a source. */
export const SPREAD_COUNTERS = 16_384
const SPREAD_SHIFT = 18
/** Places of endpoints whose kind is known. */
export const KINDS = 4_096
/** What a mark is for beside the powers of two of a duration, which are below 24. */
const MISSED_MARK = 24
const REFUSED_MARK = 25

/** The seed of the hashes that count clients: not the table's secret one, or a replay would count others. */
const CLIENT_FIRST = 0x243f6a88
const CLIENT_SECOND = 0x85a308d3

/** Where the counts of seconds lie, COLUMNS, REGISTERS, BUCKETS and WIDTH numbers each. */
export interface SiteArrays {
  readonly counts: Float64Array
  readonly clients: Uint8Array
  readonly latencies: Uint32Array
  readonly endpoints: Uint32Array
  /** COARSE_BUCKETS numbers a second, and bits for each span of seconds: see SiteSketches. */
  readonly slow: Uint32Array
  readonly marks: Uint8Array
  /** SPREAD_COUNTERS numbers for each open second. */
  readonly counters: Uint8Array
}

/** Where a second's part of an array begins that is not kept for all seconds. */
export interface SecondPlaces {
  readonly marks: number
  readonly counters: number
}

/**
 * Counts the rows [from, to) of a batch in the second at `place`, those with a 1 in `skip` as prevented; returns how many say
 * how long they took. The kernel does the same (kernel/site-rows.ts).
 */
export function countRows(
  batch: RecordBatch,
  from: number,
  to: number,
  skip: Uint8Array,
  into: SiteArrays,
  place: number,
  places: SecondPlaces,
) {
  const { status: statuses, bytes, method, keyHigh, keyLow, flags, endpoint, durationWords } = batch
  const { counts, clients, latencies, endpoints, slow, marks, counters } = into
  const columns = place * COLUMNS
  let timed = 0
  for (let row = from; row < to; row++) {
    if (skip[row] === 1) {
      counts[columns + PREVENTED]! += 1
      continue
    }
    const status = statuses[row]!
    if (status >= 400) {
      counts[columns + ERRORS]! += 1
      counts[columns + (status >= 500 ? SERVER_ERRORS : CLIENT_ERRORS)]! += 1
      if (status === 404) counts[columns + NOT_FOUND]! += 1
    } else if (status >= 300) counts[columns + REDIRECTS]! += 1
    counts[columns + REQUESTS]! += 1
    counts[columns + BYTES]! += bytes[row]!
    counts[columns + FIRST_METHOD + method[row]!]! += 1
    const hash = hashKey(keyHigh[row]!, keyLow[row]!, flags[row]! & KIND, CLIENT_FIRST, CLIENT_SECOND)
    addHash(clients, place * REGISTERS, hash)
    const counter = places.counters + (hash >>> SPREAD_SHIFT)
    if (counters[counter]! < MOST_SPREAD) {
      counters[counter]! += 1
      counts[columns + SPREAD]! += 1
    }
    if (status === 404) {
      if (isFirst(marks, places.marks, hash, MISSED_MARK)) counts[columns + MISSED_BY]! += 1
    } else if (status >= 400 && status < 500 && status !== 401) {
      if (isFirst(marks, places.marks, hash, REFUSED_MARK)) counts[columns + REFUSED_BY]! += 1
    }
    endpoints[place * WIDTH + (endpoint[row]! & (WIDTH - 1))]! += 1
    // The sign of -1, a duration that the log does not say, is in the upper word.
    const took = durationWords[2 * row + 1]!
    if (took >= 0x80000000) continue
    const bucket = bucketOf(took)
    latencies[place * BUCKETS + bucket]! += 1
    timed++
    if (isFirst(marks, places.marks, hash, bucket >>> 6)) slow[place * COARSE_BUCKETS + (bucket >>> 4)]! += 1
  }
  return timed
}

/**
 * Counts the rows [from, to) that are for assets in the second at `place`, by a table of endpoints in which the lowest bit tells it;
 * returns the first row whose endpoint is not in it, if `stops`.
 */
export function countAssets(
  { endpoint: endpoints }: RecordBatch,
  from: number,
  to: number,
  skip: Uint8Array,
  counts: Float64Array,
  place: number,
  kinds: Uint32Array,
  stops: boolean,
): number {
  let assets = 0
  let row = from
  for (; row < to; row++) {
    if (skip[row] === 1) continue
    const kind = kinds[kindPlace(endpoints[row]!)]!
    if ((kind ^ endpoints[row]!) >>> 1 === 0) assets += kind & 1
    else if (stops) break
  }
  counts[place * COLUMNS + ASSETS]! += assets
  return row
}

/** Where the kind of an endpoint has its place. */
export function kindPlace(endpoint: number): number {
  return (endpoint >>> 1) & (KINDS - 1)
}

/** Whether a source has not been marked for this yet; marks it. */
function isFirst(marks: Uint8Array, from: number, hash: number, what: number): boolean {
  const bit = (hash ^ Math.imul(what, 0x9e3779b1)) >>> 16
  const at = from + (bit >>> 3)
  const mark = 1 << (bit & 7)
  const marked = marks[at]!
  marks[at] = marked | mark
  return (marked & mark) === 0
}
