import { NOTE_PLACES as PLACES, NOTE_WORDS as WORDS } from './note-room.ts'

const HOUR = 3_600
/** Words of a place. Of the first: one more than the id in 24 bits, then the count and its hour, four bits each. */
const OWNER = 0
const ID_MASK = 0xffffff
const COUNT_SHIFT = 24
const HOUR_SHIFT = 28
export const MISSING_AT = 1
export const LOGIN_AT = 2
const SINCE = 3
const MOST = 15

/**
 * What is kept of sources that sent a request of note: how many in about the last hour, and when the last one came, by kind. In 16 bytes,
 * for most of them send hardly any. A source whose number is 65,536 further on takes the place of another.
 */
export class NoteMemory {
  /** At a place: MISSING_AT and LOGIN_AT are for the board. */
  readonly words: Uint32Array

  constructor(words: Uint32Array) {
    this.words = words
  }

  /** Where the place of a source begins in `words`; it is emptied when it was another's. */
  placeOf(id: number, tick: number): number {
    const at = (id % PLACES) * WORDS
    const { words } = this
    if ((words[at + OWNER]! & ID_MASK) !== id + 1) {
      words[at + OWNER] = id + 1
      words[at + MISSING_AT] = 0
      words[at + LOGIN_AT] = 0
      words[at + SINCE] = tick
    }
    return at
  }

  /** The engine's count of seconds at the first request of note that is remembered of the source at a place. */
  since(at: number): number {
    return this.words[at + SINCE]!
  }

  /**
   * One more request of note, of the source at a place: how many there were, each hour that began between them halving the count. Of
   * whoever was away for 16 hours none of them passed.
   */
  count(at: number, tick: number): number {
    const word = this.words[at + OWNER]!
    const hour = Math.floor(tick / HOUR) & MOST
    const passed = (hour - (word >>> HOUR_SHIFT)) & MOST
    const count = Math.min((((word >>> COUNT_SHIFT) & MOST) >>> passed) + 1, MOST)
    this.words[at + OWNER] = (word & ID_MASK) | (count << COUNT_SHIFT) | (hour << HOUR_SHIFT)
    return count
  }

  forget(id: number): void {
    const at = (id % PLACES) * WORDS
    if ((this.words[at + OWNER]! & ID_MASK) === id + 1) this.words[at + OWNER] = 0
  }

  get bytes(): number {
    return this.words.byteLength
  }
}
