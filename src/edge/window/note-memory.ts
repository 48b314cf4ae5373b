/** Places by the lower bits of a source's id: sources that came one after the other never meet. */
const PLACES = 65_536
const HOUR = 3_600
/** Words of a place. */
const OWNER = 0
export const MISSING_AT = 1
export const LOGIN_AT = 2
const SINCE = 3
const WORDS = 4
const COUNT_BITS = 4
const MOST = (1 << COUNT_BITS) - 1
const HOURS = 0xffff >>> COUNT_BITS

/**
 * What is kept of sources that sent a request of note: how many in about the last hour, and when the last one came, by kind. In 18 bytes,
 * for most of them send hardly any. A source whose number is 65,536 further on takes the place of another.
 */
export class NoteMemory {
  /** At a place: MISSING_AT and LOGIN_AT are for the board. */
  readonly words = new Uint32Array(PLACES * WORDS)
  /** The hour, and the count in the lowest bits. */
  readonly #counts = new Uint16Array(PLACES)

  /** Where the place of a source begins in `words`; it is emptied when it was another's. */
  placeOf(id: number, tick: number): number {
    const at = (id % PLACES) * WORDS
    const { words } = this
    if (words[at + OWNER] !== id + 1) {
      words[at + OWNER] = id + 1
      words[at + MISSING_AT] = 0
      words[at + LOGIN_AT] = 0
      words[at + SINCE] = tick
      this.#counts[id % PLACES] = 0
    }
    return at
  }

  /** The engine's count of seconds at the first request of note that is remembered of the source at a place. */
  since(at: number): number {
    return this.words[at + SINCE]!
  }

  /** One more request of note, of the source at a place: how many there were, each hour that began between them halving the count. */
  count(at: number, tick: number): number {
    const place = at / WORDS
    const hour = Math.floor(tick / HOUR) & HOURS
    const before = this.#counts[place]!
    const passed = (hour - (before >>> COUNT_BITS)) & HOURS
    const count = Math.min(((before & MOST) >>> Math.min(passed, COUNT_BITS)) + 1, MOST)
    this.#counts[place] = (hour << COUNT_BITS) | count
    return count
  }

  forget(id: number): void {
    const at = (id % PLACES) * WORDS
    if (this.words[at + OWNER] === id + 1) this.words[at + OWNER] = 0
  }

  get bytes(): number {
    return this.words.byteLength + this.#counts.byteLength
  }
}
