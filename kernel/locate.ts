// AssemblyScript. Finds the entries of a batch of keys and counts requests of sources that do nothing unusual: the tables and the rules are
// those of src/edge/window (source-table.ts, small-slot.ts, busy-slots.ts).

import { countBusy, isRoutine, slotAt, touch } from './busy'
import { END, FLAGS, KEY_HIGH, KEY_LOW, ROWS, STATUS } from './columns'
import { hashOfFour } from './hash'
import { COUNTED, countNote, FOR_HOST, isStudied, kindOf, PLAIN } from './notes'

export { sumNotes, topPrefixes } from './notes'

// Places in the memory, in bytes: a copy of the batch at 0, columns of ROWS, then one address for each segment of entries.
const HASH: usize = END
const SLOT: usize = HASH + 4 * ROWS
/** Requests of known sources answered below 400 that `countQuiet` counted. */
const KNOWN: usize = SLOT + 4 * ROWS
/** Written so that the loads of `locate` are not optimized away. */
const TOUCHED: usize = KNOWN + 4
/** What the index says of each row, and where it has its entry; of the rows before and behind a part of a batch, where it had one before. */
const FOUND: usize = KNOWN + 16
const ENTRY: usize = FOUND + 4 * ROWS
/** Of a key that has no entry. */
const NO_ENTRY: u32 = 0
const SEGMENTS: usize = 0x5000

const SEGMENT_BITS: u32 = 15
const SEGMENT_MASK: u32 = 0x7fff
// An entry: 32 bytes, as in source-entries.ts.
const LOW: usize = 4
const META: usize = 8
const LAST_SEEN: usize = 12
const RING: usize = 16
/** The last third of the ring, and the total behind it. */
const RING_END: usize = 24
const TOTAL: usize = 28
const TOTAL_WORD: u64 = 0xffffffff00000000
const ONE_MORE: u64 = 1 << 32
const BANNED: u32 = 16
const WATCHED: u32 = 32
const BUSY: u32 = 64
const LIMIT_ROW: u32 = 12
/** As in study-desk.ts: with so many requests in 60 s all that a source does is studied, by the host. */
const LIVELY: u32 = 16
const NEVER: u32 = 0xffffffff
const COUNT_SHIFT: u32 = 8
const ERRORS_SHIFT: u32 = 16
const NO_RING: u32 = ~((15 << COUNT_SHIFT) | (255 << ERRORS_SHIFT))
const SMALL_LIMIT: u32 = 8
const SPAN: u32 = 60

// @ts-ignore: decorator
@inline
function entryOf(slot: u32): usize {
  return load<u32>(SEGMENTS + (slot >>> SEGMENT_BITS << 2)) + ((slot & SEGMENT_MASK) << 5)
}

/** Fills the rows [from, to) of SLOT and ENTRY; returns how many keys were not found at their first candidate: SLOT is -1. */
export function locate(from: usize, to: usize, index: usize, mask: u32, first: u32, second: u32): i32 {
  const begin = (from & ~3) << 2
  const end = to << 2
  const places = i32x4.splat(<i32>index)
  for (let row = begin; row < end; row += 16) {
    const hashes = hashOfFour(row >> 2, first, second)
    v128.store(HASH + row, hashes)
    v128.store(ENTRY + row, i32x4.add(places, i32x4.shl(v128.and(hashes, i32x4.splat(mask)), 2)))
  }
  // Loads alone, so that as many as possible are under way at once: here of the index, below of the entries.
  for (let row = begin; row < end; row += 16) {
    const a = load<u32>(load<u32>(ENTRY + row))
    const b = load<u32>(load<u32>(ENTRY + row, 4))
    const c = load<u32>(load<u32>(ENTRY + row, 8))
    const d = load<u32>(load<u32>(ENTRY + row, 12))
    store<u32>(FOUND + row, a)
    store<u32>(FOUND + row, b, 4)
    store<u32>(FOUND + row, c, 8)
    store<u32>(FOUND + row, d, 12)
  }
  for (let row = from << 2; row < end; row += 4) {
    const hash = load<u32>(HASH + row)
    let word = load<u32>(FOUND + row)
    if (word != 0 && (word ^ hash) >>> 24 != 0) {
      let at = hash & mask
      do {
        at = (at + 1) & mask
        word = load<u32>(index + (at << 2))
      } while (word != 0 && (word ^ hash) >>> 24 != 0)
    }
    const slot = (word & 0xffffff) - 1
    store<u32>(SLOT + row, slot)
    store<u32>(ENTRY + row, slot == -1 ? NO_ENTRY : <u32>entryOf(slot))
  }
  let touched: u32 = 0
  for (let row = begin; row < end; row += 16) {
    touched ^=
      load<u32>(load<u32>(ENTRY + row)) ^
      load<u32>(load<u32>(ENTRY + row, 4)) ^
      load<u32>(load<u32>(ENTRY + row, 8)) ^
      load<u32>(load<u32>(ENTRY + row, 12))
  }
  let missing: i32 = 0
  for (let row = from << 2; row < end; row += 4) {
    const entry = load<u32>(ENTRY + row)
    const meta = load<u32>(entry, META)
    const other =
      (load<u32>(entry) ^ load<u32>(KEY_HIGH + row)) |
      (load<u32>(entry, LOW) ^ load<u32>(KEY_LOW + row)) |
      ((meta ^ load<u8>(FLAGS + (row >> 2))) & 1)
    if ((meta & BUSY) != 0) touched ^= touch(slotAt(load<u32>(entry, RING)))
    if (other != 0 || entry == NO_ENTRY) {
      store<u32>(SLOT + row, -1)
      missing++
    }
  }
  store<u32>(TOUCHED, touched)
  return missing
}

/**
 * Counts the rows [from, to), all of `second`, while they are of sources that do nothing unusual; returns the first row that must be
 * judged or studied, or whose source needs a busy slot, or that is of note in a way that the host must see, unless `note` is 0. As `addSmall`
 * and BusySlots do, with the last request and the total of the source besides. Sources below `mark` are known, those from `newFrom` on are new.
 */
export function countRoutine(from: i32, to: i32, now: u32, second: u32, mark: u32, note: u32, newFrom: u32): i32 {
  let known: u32 = 0
  let row = from
  for (; row < to; row++) {
    const slot = load<u32>(SLOT + (row << 2))
    const entry = entryOf(slot)
    let meta = load<u32>(entry, META)
    if ((meta & (BANNED | WATCHED)) != 0) break
    const error = <u32>(load<u16>(STATUS + (row << 1)) >= 400)
    let kind = PLAIN
    if ((meta & BUSY) != 0) {
      const busy = slotAt(load<u32>(entry, RING))
      if (busy == 0 || (note != 0 && isStudied(slot))) break
      if (!isRoutine(busy, now, second, error, meta & LIMIT_ROW, note == 0 ? NEVER : LIVELY)) break
      if (note != 0) kind = kindOf(row, note, slot, load<u32>(entry, TOTAL) + 1, now, second)
      if (kind == FOR_HOST) break
      countBusy(busy, now, second, error)
      store<u32>(entry, now, LAST_SEEN)
      store<u32>(entry, load<u32>(entry, TOTAL) + 1, TOTAL)
    } else {
      const fresh = <i32>(now - load<u32>(entry, LAST_SEEN) - SPAN) >> 31
      meta &= NO_RING | <u32>fresh
      const count = (meta >>> COUNT_SHIFT) & 15
      if (count == SMALL_LIMIT && ((now - load<u16>(entry, RING)) & 0xfff) < SPAN) break
      if (note != 0) kind = kindOf(row, note, slot, load<u32>(entry, TOTAL) + 1, now, second)
      if (kind == FOR_HOST) break
      // The ring moves down by one place, the second goes to its end; one more behind it, in the total.
      const end = load<u64>(entry, RING_END)
      store<u64>(entry, (load<u64>(entry, RING) >> 12) | (end << 52), RING)
      store<u64>(entry, ((<u32>end) >>> 12 | (second << 20)) | ((end & TOTAL_WORD) + ONE_MORE), RING_END)
      const errors = ((meta >>> (ERRORS_SHIFT + 1)) & 127) | (error << 7)
      const counted = count + <u32>(count < SMALL_LIMIT)
      const after = (meta & NO_RING) | (counted << COUNT_SHIFT) | (errors << ERRORS_SHIFT)
      store<u64>(entry, <u64>after | (<u64>now << 32), META)
    }
    known += <u32>(slot < mark) & (error ^ 1)
    if (kind == COUNTED) countNote(slot, now, second, newFrom)
  }
  store<u32>(KNOWN, load<u32>(KNOWN) + known)
  return row
}
