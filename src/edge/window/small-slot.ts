import { COUNT_SHIFT, ERRORS_SHIFT, LAST_SEEN, META, NO_RING, RING } from './source-entries.ts'

/** Requests a small slot holds; the next one within 60 s needs a busy slot. */
export const SMALL_LIMIT = 6
const SPAN = 60

/*
 * A quiet source keeps the seconds of its last six requests, 16 bits each, relative to the engine's own count of seconds:
 * places 0 … 5, the newest at 5, with an error bit each; `count` of them are in use. The ring starts afresh when the source
 * returns after 60 s, so none of its seconds is ever older than six minutes and 16 bits are not ambiguous. Written without
 * branches on data: mispredicted ones cost more than all of it (bench/micro/source-table.ts).
 */

/** Adds one request of `second` (16 bits); false when six are within 60 s of `now` already. Does not touch LAST_SEEN. */
export function addSmall(words: Uint32Array, base: number, now: number, second: number, error: number): boolean {
  // All ones while the last request is less than 60 s ago, else zero.
  const fresh = (now - words[base + LAST_SEEN]! - SPAN) >> 31
  const meta = words[base + META]! & (NO_RING | fresh)
  const first = words[base + RING]!
  const count = (meta >>> COUNT_SHIFT) & 7
  if (count === SMALL_LIMIT && ((now - first) & 0xffff) < SPAN) return false
  const middle = words[base + RING + 1]!
  const last = words[base + RING + 2]!
  words[base + RING] = (first >>> 16) | (middle << 16)
  words[base + RING + 1] = (middle >>> 16) | (last << 16)
  words[base + RING + 2] = (last >>> 16) | (second << 16)
  const counted = count + ((count - SMALL_LIMIT) >>> 31)
  const errors = ((meta >>> (ERRORS_SHIFT + 1)) & 31) | (error << 5)
  words[base + META] = (meta & NO_RING) | (counted << COUNT_SHIFT) | (errors << ERRORS_SHIFT)
  return true
}

/** First place in use. */
export function firstPlace(meta: number): number {
  return SMALL_LIMIT - ((meta >>> COUNT_SHIFT) & 7)
}

/** Age in seconds of the request at a place; 60 and more are out of the window. */
export function ageAt(words: Uint32Array, base: number, place: number, now: number): number {
  return (now - (words[base + RING + (place >>> 1)]! >>> ((place & 1) << 4))) & 0xffff
}

export function errorAt(meta: number, place: number): number {
  return (meta >>> (ERRORS_SHIFT + place)) & 1
}

/** Puts a request in front of those there are; the ring must not be full. */
export function addOlder(words: Uint32Array, base: number, second: number, error: number): void {
  const meta = words[base + META]!
  const place = firstPlace(meta) - 1
  const at = base + RING + (place >>> 1)
  const shift = (place & 1) << 4
  words[at] = (words[at]! & ~(0xffff << shift)) | ((second & 0xffff) << shift)
  words[base + META] = (meta + (1 << COUNT_SHIFT)) | (error << (ERRORS_SHIFT + place))
}
