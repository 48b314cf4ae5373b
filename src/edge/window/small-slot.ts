import { COUNT_SHIFT, ERRORS_SHIFT, LAST_SEEN, META, NO_RING, RING } from './source-entries.ts'

/** Requests a small slot holds; the next one within 60 s needs a busy slot. */
export const SMALL_LIMIT = 8
const SPAN = 60
/** Bits of a second, and all of them. */
const BITS = 12
const ALL = 0xfff

/*
 * A quiet source keeps the seconds of its last eight requests, 12 bits each, relative to the engine's own count of seconds:
 * places 0 … 7, the newest at 7, with an error bit each; `count` of them are in use. The ring starts afresh when the source
 * returns after 60 s, so none of its seconds is ever older than nine minutes and 12 bits, 68 minutes, are not ambiguous. Written without
 * branches on data: mispredicted ones cost more than all of it (bench/micro/source-table.ts).
 */

/** Adds one request of `second`; false when eight are within 60 s of `now` already. Does not touch LAST_SEEN. */
export function addSmall(words: Uint32Array, base: number, now: number, second: number, error: number): boolean {
  // All ones while the last request is less than 60 s ago, else zero.
  const fresh = (now - words[base + LAST_SEEN]! - SPAN) >> 31
  const meta = words[base + META]! & (NO_RING | fresh)
  const first = words[base + RING]!
  const count = (meta >>> COUNT_SHIFT) & 15
  if (count === SMALL_LIMIT && ((now - first) & ALL) < SPAN) return false
  const middle = words[base + RING + 1]!
  const last = words[base + RING + 2]!
  words[base + RING] = (first >>> BITS) | (middle << (32 - BITS))
  words[base + RING + 1] = (middle >>> BITS) | (last << (32 - BITS))
  words[base + RING + 2] = (last >>> BITS) | (second << (32 - BITS))
  const counted = count + ((count - SMALL_LIMIT) >>> 31)
  const errors = ((meta >>> (ERRORS_SHIFT + 1)) & 127) | (error << 7)
  words[base + META] = (meta & NO_RING) | (counted << COUNT_SHIFT) | (errors << ERRORS_SHIFT)
  return true
}

/** First place in use. */
export function firstPlace(meta: number): number {
  return SMALL_LIMIT - ((meta >>> COUNT_SHIFT) & 15)
}

/** Age in seconds of the request at a place; 60 and more are out of the window. */
export function ageAt(words: Uint32Array, base: number, place: number, now: number): number {
  const bit = BITS * place
  const at = base + RING + (bit >>> 5)
  const shift = bit & 31
  // A second may lie across two words.
  const above = shift > 32 - BITS ? words[at + 1]! << (32 - shift) : 0
  return (now - ((words[at]! >>> shift) | above)) & ALL
}

export function errorAt(meta: number, place: number): number {
  return (meta >>> (ERRORS_SHIFT + place)) & 1
}

/** Puts a request in front of those there are; the ring must not be full. */
export function addOlder(words: Uint32Array, base: number, second: number, error: number): void {
  const meta = words[base + META]!
  const place = firstPlace(meta) - 1
  const bit = BITS * place
  const at = base + RING + (bit >>> 5)
  const shift = bit & 31
  const value = second & ALL
  words[at] = (words[at]! & ~(ALL << shift)) | (value << shift)
  if (shift > 32 - BITS) words[at + 1] = (words[at + 1]! & ~(ALL >>> (32 - shift))) | (value >>> (32 - shift))
  words[base + META] = (meta + (1 << COUNT_SHIFT)) | (error << (ERRORS_SHIFT + place))
}
