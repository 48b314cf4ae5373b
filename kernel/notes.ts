// AssemblyScript. Requests of note of quiet sources, counted as src/edge/window does it (study.ts, note-board.ts, note-counts.ts,
// note-memory.ts, shared-counts.ts). Whatever is rare is left to the host.
import { ENDPOINT, FLAGS, KEY_HIGH, KEY_LOW, METHOD, STATUS } from './columns'
import { topCounts } from './top'

// Places in the memory of the table, in bytes: as in note-room.ts.
const NOTED: usize = 0x6000
const PLAIN_POSTS: usize = 0x7000
const KIND_HASHES: usize = 0xb000
const KINDS: usize = 0xf000
const VALUES: usize = 0x10000
const NEWEST: usize = 0x11000
const TOTALS: usize = 0x11800
const REQUESTS: usize = 0x12000
const SOURCES: usize = 0x16000
const NEWEST_BIN: usize = 0x1a000
/** What `topPrefixes` and `sumNotes` found: eight entries, and four sums. */
const TOP: usize = 0x1a020
const SUMS: usize = 0x1a040
const ALL_ROWS: usize = 0x1a008
const NOTED_ROWS: usize = 0x1a010
const COUNTS: usize = 0x1b000
const TICKS: usize = 0x1c200
const STUDIED: usize = 0x20000
const MEMORY: usize = 0x40000

const PLACES_MASK: u32 = 4095
const POST: u32 = 1
const ASSET: u32 = 1
const LOGIN: u32 = 2
/** Bits of the code of noted-rows.ts. */
const ENDPOINTS: u32 = 2
const OFFENDERS: u32 = 4
const HOST: u32 = 8

// A place of the note memory: as in note-memory.ts.
const MISSING_AT: usize = 4
const SINCE: usize = 12
const ID_MASK: u32 = 0xffffff
const HOUR: u32 = 3_600
const MOST: u32 = 15

const STUDIED_FROM: u32 = 3
const RING: u32 = 128
const COLUMNS: u32 = 9
const MISSING_SOURCES: u32 = 4
const BIN: u32 = 10
const BINS: u32 = 8
const TOLD: u32 = 6
const WAYS: u32 = 8
const ENTRIES: u32 = 512
const TOP_ENTRIES: u32 = 8

/** What a row is: nothing of note, of note in a way that is counted here, or for the host. */
export const PLAIN: u32 = 0
export const COUNTED: u32 = 1
export const FOR_HOST: u32 = 2

/** Of the row that `kindOf` was asked for last: its column, -1 for none, and the entry of its prefix. */
let column: i32 = -1
let found: u32 = 0

/** `total`: requests of the source ever, this one included. */
// @ts-ignore: decorator
@inline
export function kindOf(row: i32, code: u32, id: u32, total: u32, now: u32, own: u32): u32 {
  const status: u32 = load<u16>(STATUS + (row << 1))
  const isPost = load<u8>(METHOD + row) == POST
  if (status - 300 < 200 && status != 304) {
    if ((code & HOST) != 0 || (isPost && isRefusal(status))) return FOR_HOST
    return isCountable(row, status, isPost, code, id, total, now, own) ? COUNTED : FOR_HOST
  }
  if (!isPost && (code & ENDPOINTS) == 0) return PLAIN
  const endpoint = load<u32>(ENDPOINT + (row << 2))
  const place = endpoint & PLACES_MASK
  const mayBeNoted = load<u8>(NOTED + place) != 0 || (isPost && load<u32>(PLAIN_POSTS + (place << 2)) != endpoint)
  return mayBeNoted ? FOR_HOST : PLAIN
}

// @ts-ignore: decorator
@inline
function isRefusal(status: u32): bool {
  return status == 401 || status == 402 || status == 403 || status == 429
}

/** Whether a source may be studied: not, when none of its place is. */
// @ts-ignore: decorator
@inline
export function isStudied(id: u32): bool {
  return load<u16>(STUDIED + ((id & 0xffff) << 1)) != 0
}

/** Whether it is one of few of a source that is not studied, in a second and of a prefix that are known. */
function isCountable(row: i32, status: u32, isPost: bool, code: u32, id: u32, total: u32, now: u32, own: u32): bool {
  const endpoint = load<u32>(ENDPOINT + (row << 2))
  if (load<u8>(NOTED + (endpoint & PLACES_MASK)) != 0 || isStudied(id)) return false
  column = -1
  if (endpoint != 0) {
    const at = (endpoint ^ (endpoint >>> 16)) & PLACES_MASK
    if (load<u32>(KIND_HASHES + (at << 2)) != endpoint) return false
    const kind = load<u8>(KINDS + at)
    if (isPost && (kind & LOGIN) != 0) return false
    if ((kind & ASSET) != 0) {
      column = -2
      return true
    }
  }
  if (status == 404 || status == 410 || status == 400 || status == 405) column = 0
  else if (status == 403) column = 1
  else if (status < 400) column = 2
  if (column >= 0 && (own / BIN > load<u32>(NEWEST_BIN) || !findPrefix(row))) return false
  const notes = notesOf(ownWord(id), now)
  if (notes < STUDIED_FROM) return true
  if ((code & OFFENDERS) != 0) return false
  const usual = (50 + load<f64>(NOTED_ROWS) + 1) / (10_000 + load<f64>(ALL_ROWS))
  return <f64>notes < Math.min(8, Math.min(4 * usual, 0.25) * <f64>total)
}

/** Counts the row that `kindOf` found to be COUNTED. Sources from `newFrom` on are new. */
// @ts-ignore: decorator
@inline
export function countNote(id: u32, now: u32, own: u32, newFrom: u32): void {
  if (column > -2) count(id, now, own, <u32>(id >= newFrom))
}

function count(id: u32, now: u32, own: u32, isNew: u32): void {
  store<f64>(NOTED_ROWS, load<f64>(NOTED_ROWS) + 1)
  const place = MEMORY + ((id & 0xffff) << 4)
  const word = ownWord(id)
  if (word == id + 1 && load<u32>(place) != word) {
    store<u64>(place, 0, MISSING_AT)
    store<u32>(place, now, SINCE)
  }
  store<u32>(place, (word & ID_MASK) | (notesOf(word, now) << 24) | (((now / HOUR) & MOST) << 28))
  if (column < 0) return
  const before = load<u32>(place, MISSING_AT)
  const second = open(own)
  add(second + (column << 2), 1)
  addPrefix(own / BIN, before >>> 1)
  const last = before >>> 1
  if (last >= own) return
  if (load<u32>(TICKS + ((last % RING) << 2)) == last) {
    const old = COUNTS + ((last % RING) * COLUMNS + MISSING_SOURCES << 2)
    add(old, -1)
    if ((before & 1) != 0) add(old + 4, -1)
  }
  add(second + (MISSING_SOURCES << 2), 1)
  add(second + (MISSING_SOURCES + 1 << 2), isNew)
  store<u32>(place, own * 2 + isNew, MISSING_AT)
}

// @ts-ignore: decorator
@inline
function add(at: usize, more: u32): void {
  store<u32>(at, load<u32>(at) + more)
}

/** The first word of the place of a source, as of one that was just emptied when it is another's. */
// @ts-ignore: decorator
@inline
function ownWord(id: u32): u32 {
  const word = load<u32>(MEMORY + ((id & 0xffff) << 4))
  return (word & ID_MASK) == id + 1 ? word : id + 1
}

/** How many there are in about an hour, with one more. */
// @ts-ignore: decorator
@inline
function notesOf(word: u32, now: u32): u32 {
  const passed = (now / HOUR - (word >>> 28)) & MOST
  return min((((word >>> 24) & MOST) >>> passed) + 1, MOST)
}

function open(tick: u32): usize {
  const at = tick % RING
  const counts = COUNTS + (at * COLUMNS << 2)
  if (load<u32>(TICKS + (at << 2)) != tick) {
    store<u32>(TICKS + (at << 2), tick)
    memory.fill(counts, 0, COLUMNS << 2)
  }
  return counts
}

// @ts-ignore: decorator
@inline
function mix(value: u32): u32 {
  let h = value
  h = (h ^ (h >>> 16)) * 0x7feb352d
  h = (h ^ (h >>> 15)) * 0x846ca68b
  return h ^ (h >>> 16)
}

/** Sets `found` to the entry of the /24 or /48 of a row; false when it has none. */
function findPrefix(row: i32): bool {
  const low = load<u32>(KEY_LOW + (row << 2))
  const prefix: u64 =
    (load<u8>(FLAGS + row) & 1) == 0 ? low >>> 8 : ((<u64>load<u32>(KEY_HIGH + (row << 2))) << 16) | (low >>> 16)
  const value = <f64>prefix
  const first = (mix(mix(<u32>prefix) ^ <u32>(prefix >> 32)) & 63) * WAYS
  for (let entry = first; entry < first + WAYS; entry++) {
    if (load<f64>(VALUES + (entry << 3)) != value || load<u32>(NEWEST + (entry << 2)) == 0) continue
    found = entry
    return true
  }
  return false
}

/** One more request of the entry `found`; `last`: when the same source was counted last, 0 when it was not. */
function addPrefix(bin: u32, last: u32): void {
  const newest = load<u32>(NEWEST + (found << 2))
  const bins = found * BINS
  if (bin > newest) {
    for (let next = max(<i32>newest + 1, <i32>bin - <i32>BINS + 1); next <= <i32>bin; next++) {
      store<u32>(REQUESTS + (bins + (<u32>next % BINS) << 2), 0)
      store<u32>(SOURCES + (bins + (<u32>next % BINS) << 2), 0)
    }
    store<u32>(NEWEST + (found << 2), bin)
  }
  if (load<u32>(NEWEST_BIN) - bin >= TOLD) return
  add(TOTALS + (found << 2), 1)
  add(REQUESTS + (bins + bin % BINS << 2), 1)
  const before = last / BIN
  if (before >= bin && last > 0) return
  add(SOURCES + (bins + bin % BINS << 2), 1)
  const old = SOURCES + (bins + before % BINS << 2)
  if (last > 0 && <i32>(max(newest, bin) - before) < <i32>BINS && load<u32>(old) > 0) add(old, -1)
}

/** Writes the entries with the most requests, the most first, to TOP; returns how many, at most eight. As `top` of shared-counts.ts. */
export function topPrefixes(): u32 {
  return topCounts(TOTALS, ENTRIES, TOP, TOP_ENTRIES)
}

/** Writes the sums of the four columns of sources over the seconds from `first` to `last` to SUMS. As `within60` of note-counts.ts. */
export function sumNotes(first: u32, last: u32): void {
  let missing: u64 = 0
  let newMissing: u64 = 0
  let logins: u64 = 0
  let newLogins: u64 = 0
  for (let second = first; second <= last; second++) {
    const at = second % RING
    if (load<u32>(TICKS + (at << 2)) != second) continue
    const counts = COUNTS + (at * COLUMNS + MISSING_SOURCES << 2)
    missing += load<u32>(counts)
    newMissing += load<u32>(counts, 4)
    logins += load<u32>(counts, 8)
    newLogins += load<u32>(counts, 12)
  }
  store<f64>(SUMS, <f64>missing)
  store<f64>(SUMS, <f64>newMissing, 8)
  store<f64>(SUMS, <f64>logins, 16)
  store<f64>(SUMS, <f64>newLogins, 24)
}
