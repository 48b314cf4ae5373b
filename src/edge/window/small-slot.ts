import { COUNT_ONE, COUNT_SHIFT, ERRORS_SHIFT, LAST_SEEN, META, NO_RING, RING } from './source-entries.ts'

/** Requests a small slot holds; the next one within 60 s needs a busy slot. */
export const SMALL_LIMIT = 6
const SPAN = 60

/*
 * A quiet source keeps the seconds of its last requests, 16 bits each, relative to the engine's own count of seconds. A
 * second is dropped once it is 60 s old, at the latest when the ring is full or the source returns after 60 s, so none is
 * ever older than some minutes and 16 bits are not ambiguous.
 */

export function ringCount(meta: number): number {
  return (meta >>> COUNT_SHIFT) & 7
}

export function ringSecond(words: Uint32Array, base: number, index: number): number {
  return (words[base + RING + (index >>> 1)]! >>> ((index & 1) << 4)) & 0xffff
}

export function ringError(meta: number, index: number): number {
  return (meta >>> (ERRORS_SHIFT + index)) & 1
}

/** Adds one request of `second` (16 bits); false when six are within 60 s of `now` already. Does not touch LAST_SEEN. */
export function addSmall(words: Uint32Array, base: number, now: number, second: number, error: number): boolean {
  let meta = words[base + META]!
  if (now - words[base + LAST_SEEN]! >= SPAN) meta &= NO_RING
  let count = (meta >>> COUNT_SHIFT) & 7
  if (count === SMALL_LIMIT) {
    dropOld(words, base, now)
    meta = words[base + META]!
    count = ringCount(meta)
    if (count === SMALL_LIMIT) return false
  }
  const at = base + RING + (count >>> 1)
  // Seconds are filled in pairs, low half first, so that the low half starts a fresh word.
  words[at] = (count & 1) === 0 ? second : (words[at]! & 0xffff) | (second << 16)
  words[base + META] = (meta + COUNT_ONE) | (error << (ERRORS_SHIFT + count))
  return true
}

/** Drops what is 60 s old or older; keeps the order. */
export function dropOld(words: Uint32Array, base: number, now: number): void {
  const before = words[base + META]!
  const count = ringCount(before)
  let kept = 0
  let errors = 0
  for (let index = 0; index < count; index++) {
    const second = ringSecond(words, base, index)
    if (((now - second) & 0xffff) >= SPAN) continue
    const at = base + RING + (kept >>> 1)
    const shift = (kept & 1) << 4
    words[at] = (words[at]! & ~(0xffff << shift)) | (second << shift)
    errors |= ringError(before, index) << kept
    kept++
  }
  words[base + META] = (before & NO_RING) | (kept << COUNT_SHIFT) | (errors << ERRORS_SHIFT)
}
