// AssemblyScript. What a batch adds to the counts and sketches of the site: as in src/edge/window/site-rows.ts.
import { BYTES, DURATION, END, ENDPOINT, METHOD, ROWS, STATUS } from './columns'
import { hashOfFour } from './hash'

/** 1 for a row that is not counted. */
const SKIP: usize = END
const HASH: usize = SKIP + ROWS

// Columns of a second, 8 bytes each, as in site-columns.ts.
const REQUESTS: usize = 0
const ERRORS: usize = 8
const CLIENT_ERRORS: usize = 16
const SERVER_ERRORS: usize = 24
const NOT_FOUND: usize = 32
const BYTES_SENT: usize = 40
const PREVENTED: usize = 48
const FIRST_METHOD: usize = 56
const SPREAD: usize = 128
const MISSED_BY: usize = 136
const REFUSED_BY: usize = 144
const ASSETS: usize = 160
const REDIRECTS: usize = 168
/** Places of the table of endpoints, as in site-assets.ts. */
const PLACES_MASK: u32 = 4095
const MOST_SPREAD: u8 = 8
const SPREAD_SHIFT: u32 = 18
const MISSED_MARK: u32 = 24
const REFUSED_MARK: u32 = 25

const CLIENT_FIRST: u32 = 0x243f6a88
const CLIENT_SECOND: u32 = 0x85a308d3
const PRECISION: u32 = 11
const REGISTERS: u32 = 1 << PRECISION
const WIDTH: u32 = 1024
const BUCKETS: i32 = 1536
const BASE: i32 = (1023 - 4) << 6

// @ts-ignore: decorator
@inline
function add(column: usize, value: f64): void {
  store<f64>(column, load<f64>(column) + value)
}

/** 1 when a source has not been marked for this yet; marks it. */
// @ts-ignore: decorator
@inline
function isFirst(marks: usize, hash: u32, what: u32): i32 {
  const bit = (hash ^ (what * 0x9e3779b1)) >>> 16
  const at = marks + (bit >>> 3)
  const mark = <u32>1 << (bit & 7)
  const marked = <u32>load<u8>(at)
  store<u8>(at, <u8>(marked | mark))
  return i32((marked & mark) == 0)
}

/** Counts the rows [from, to) of the batch at address 0; returns how many of them say how long they took. */
export function countRows(
  from: i32,
  to: i32,
  counts: usize,
  clients: usize,
  latencies: usize,
  endpoints: usize,
  slow: usize,
  marks: usize,
  counters: usize,
): i32 {
  for (let row = from & ~3; row < to; row += 4) {
    v128.store(HASH + (<usize>row << 2), hashOfFour(row, CLIENT_FIRST, CLIENT_SECOND))
  }
  let skipped: i32 = 0
  let redirects: i32 = 0
  let clientErrors: i32 = 0
  let serverErrors: i32 = 0
  let notFound: i32 = 0
  let timed: i32 = 0
  let spread: i32 = 0
  let missedBy: i32 = 0
  let refusedBy: i32 = 0
  let sent: f64 = 0
  for (let row: usize = from; row < <usize>to; row++) {
    if (load<u8>(SKIP + row) != 0) {
      skipped++
      continue
    }
    const status = <i32>load<u16>(STATUS + (row << 1))
    redirects += i32(<u32>(status - 300) < 100)
    clientErrors += i32(status >= 400) & i32(status < 500)
    serverErrors += i32(status >= 500)
    notFound += i32(status == 404)
    sent += load<f64>(BYTES + (row << 3))
    add(counts + FIRST_METHOD + (<usize>load<u8>(METHOD + row) << 3), 1)
    const hash = load<u32>(HASH + (row << 2))
    const place = clients + (hash & (REGISTERS - 1))
    const rank = <u32>clz(hash >>> PRECISION) - PRECISION + 1
    const before = <u32>load<u8>(place)
    store<u8>(place, select(rank, before, rank > before))
    const counter = counters + (hash >>> SPREAD_SHIFT)
    const own = load<u8>(counter)
    if (own < MOST_SPREAD) {
      store<u8>(counter, own + 1)
      spread++
    }
    if (status >= 400 && status < 500 && status != 401) {
      if (status == 404) missedBy += isFirst(marks, hash, MISSED_MARK)
      else refusedBy += isFirst(marks, hash, REFUSED_MARK)
    }
    const endpoint = endpoints + ((load<u32>(ENDPOINT + (row << 2)) & (WIDTH - 1)) << 2)
    store<u32>(endpoint, load<u32>(endpoint) + 1)
    // The sign of -1, a duration that the log does not say, is in the upper word.
    const took = load<i32>(DURATION + (row << 3), 4)
    if (took >= 0) {
      const bucket = max(0, min(BUCKETS - 1, (took >> 14) - BASE))
      const count = latencies + (<usize>bucket << 2)
      store<u32>(count, load<u32>(count) + 1)
      timed++
      if (isFirst(marks, hash, <u32>(bucket >> 6))) {
        const coarse = slow + (<usize>(bucket >> 4) << 2)
        store<u32>(coarse, load<u32>(coarse) + 1)
      }
    }
  }
  add(counts + REQUESTS, <f64>(to - from - skipped))
  add(counts + ERRORS, <f64>(clientErrors + serverErrors))
  add(counts + REDIRECTS, <f64>redirects)
  add(counts + CLIENT_ERRORS, <f64>clientErrors)
  add(counts + SERVER_ERRORS, <f64>serverErrors)
  add(counts + NOT_FOUND, <f64>notFound)
  add(counts + SPREAD, <f64>spread)
  add(counts + MISSED_BY, <f64>missedBy)
  add(counts + REFUSED_BY, <f64>refusedBy)
  add(counts + BYTES_SENT, sent)
  add(counts + PREVENTED, <f64>skipped)
  return timed
}

/**
 * Counts the rows [from, to) that are for assets, by a table of endpoints in which the lowest bit tells it; returns the first row whose
 * endpoint is not in it, if `stops`.
 */
export function countAssets(from: i32, to: i32, counts: usize, kinds: usize, stops: bool): i32 {
  let assets: i32 = 0
  let row = from
  for (; row < to; row++) {
    const endpoint = load<u32>(ENDPOINT + (<usize>row << 2))
    const kind = load<u32>(kinds + (((endpoint >>> 1) & PLACES_MASK) << 2))
    const isCounted = load<u8>(SKIP + row) == 0
    const isKnown = (kind ^ endpoint) >>> 1 == 0
    if (stops && !isKnown && isCounted) break
    assets += i32(isKnown && isCounted) & kind
  }
  add(counts + ASSETS, <f64>assets)
  return row
}
