// AssemblyScript. Windows of busy sources, as src/edge/window/busy-slots.ts counts them.

// Places in the memory, in bytes: rows of limits, the share of errors of a surge, then one address for each segment of slots.
const LIMITS: usize = 0x4b00
const ERROR_SHARE: usize = 0x4b40
const SEGMENTS: usize = 0x5800
const SEGMENT_BITS: u32 = 10
const SEGMENT_MASK: u32 = 1023
/** Slots from here on have no segment here: they are the host's. */
const SLOTS: u32 = 512 << 10

// A slot: 288 bytes.
const SLOT_BYTES: usize = 288
const REQUESTS_10: usize = 4
const ERRORS_10: usize = 8
const REQUESTS_60: usize = 12
const ERRORS_60: usize = 16
const NEWEST: usize = 20
const BUCKETS: usize = 32
const EPOCH: usize = 272
const GOOD: usize = 276
const GOOD_BEFORE: usize = 280

const SPAN: u32 = 60
const SHORT_SPAN: u32 = 10
const EPOCH_SPAN: u32 = 600
const FULL: u32 = 0xffff
const SURGE_REQUESTS: u32 = 10

/** Where a slot begins, 0 when it is the host's. */
// @ts-ignore: decorator
@inline
export function slotAt(slot: u32): usize {
  if (slot >= SLOTS) return 0
  return <usize>load<u32>(SEGMENTS + (slot >>> SEGMENT_BITS << 2)) + <usize>(slot & SEGMENT_MASK) * SLOT_BYTES
}

/** Brings all of a slot near; what it returns has no meaning. */
// @ts-ignore: decorator
@inline
export function touch(slot: usize): u32 {
  return load<u32>(slot) ^ load<u32>(slot, 64) ^ load<u32>(slot, 128) ^ load<u32>(slot, 192) ^ load<u32>(slot, 256)
}

/**
 * Whether one more request of `second` exceeds nothing: neither a limit of the row, nor `most` requests in 60 s. The windows are moved on to
 * `now`, nothing is counted.
 */
export function isRoutine(slot: usize, now: u32, second: u32, error: u32, row: u32, most: u32): bool {
  if (load<u32>(slot, NEWEST) != now) move(slot, now)
  const requests: u32 = load<u32>(slot, REQUESTS_60) + 1
  if (requests >= most) return false
  const counts: u32 = load<u32>(slot + BUCKETS + (second % SPAN << 2)) & FULL
  const limits = LIMITS + (row << 2)
  if (counts >= FULL || counts >= load<u32>(limits) || requests > load<u32>(limits, 8)) return false
  if (load<u32>(slot, REQUESTS_10) + u32(now - second < SHORT_SPAN) > load<u32>(limits, 4)) return false
  if (error == 0 || row != 0 || requests < SURGE_REQUESTS) return true
  return <f64>(load<u32>(slot, ERRORS_60) + 1) <= load<f64>(ERROR_SHARE) * <f64>requests
}

/** Counts a request that `isRoutine` was asked about. */
export function countBusy(slot: usize, now: u32, second: u32, error: u32): void {
  const short = u32(now - second < SHORT_SPAN)
  add(slot + BUCKETS + (second % SPAN << 2), 1 | (error << 16))
  add(slot + REQUESTS_10, short)
  add(slot + REQUESTS_60, 1)
  if (error != 0) {
    add(slot + ERRORS_10, short)
    add(slot + ERRORS_60, 1)
    return
  }
  const epoch = now / EPOCH_SPAN
  const last = load<u32>(slot, EPOCH)
  if (epoch != last) {
    store<u32>(slot, epoch == last + 1 ? load<u32>(slot, GOOD) : 0, GOOD_BEFORE)
    store<u32>(slot, 0, GOOD)
    store<u32>(slot, epoch, EPOCH)
  }
  add(slot + GOOD, 1)
}

// @ts-ignore: decorator
@inline
function add(at: usize, more: u32): void {
  store<u32>(at, load<u32>(at) + more)
}

function move(slot: usize, now: u32): void {
  const newest = load<u32>(slot, NEWEST)
  const passed = now - newest
  store<u32>(slot, now, NEWEST)
  if (passed >= SPAN) {
    memory.fill(slot + REQUESTS_10, 0, 16)
    memory.fill(slot + BUCKETS, 0, SPAN << 2)
    return
  }
  // Of the ten seconds before, those that leave the short window; behind them is nothing yet.
  let requests: u32 = 0
  let errors: u32 = 0
  for (let age: u32 = 0; age < min(passed, SHORT_SPAN); age++) {
    const counts = load<u32>(slot + BUCKETS + ((newest + 1 - SHORT_SPAN + age) % SPAN << 2))
    requests += counts & FULL
    errors += counts >>> 16
  }
  add(slot + REQUESTS_10, 0 - requests)
  add(slot + ERRORS_10, 0 - errors)
  const from = (newest + 1) % SPAN
  const end = from + passed
  let left = leave(slot + BUCKETS + (from << 2), slot + BUCKETS + (min(end, SPAN) << 2))
  if (end > SPAN) left += leave(slot + BUCKETS, slot + BUCKETS + (end - SPAN << 2))
  add(slot + REQUESTS_60, 0 - <u32>left)
  add(slot + ERRORS_60, 0 - <u32>(left >> 32))
}

/** Empties buckets; returns the requests that were in them, and the errors above. */
function leave(from: usize, end: usize): u64 {
  let left: u64 = 0
  let at = from
  for (; at + 16 <= end; at += 16) {
    const four = v128.load(at)
    if (!v128.any_true(four)) continue
    for (let one = at; one < at + 16; one += 4) left += spread(load<u32>(one))
    v128.store(at, i32x4.splat(0))
  }
  for (; at < end; at += 4) {
    left += spread(load<u32>(at))
    store<u32>(at, 0)
  }
  return left
}

// @ts-ignore: decorator
@inline
function spread(counts: u32): u64 {
  return (<u64>counts & FULL) | (<u64>(counts >>> 16) << 32)
}
