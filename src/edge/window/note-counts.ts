import { NOTE_COLUMNS as COLUMNS, type NoteKernel, type NoteRoom, NOTE_SECONDS as RING } from './note-room.ts'

const SPAN = 60

export const MISSING_ROWS = 0
export const REFUSED_ROWS = 1
export const REDIRECTED_ROWS = 2
export const LOGIN_ROWS = 3
/** Sources by the second of their last request of note, and those of them that were new; the same for logins. */
export const MISSING_SOURCES = 4
export const LOGIN_SOURCES = 6
/** New sources whose first request for an asset it was that was studied. */
export const NEW_VISITORS = 8

/**
 * Requests of note by second, and their sources of the last minute, exact: each source stands in the second of its last request alone and
 * moves on with the next one. One that was forgotten between two of them counts twice for up to a minute. The kernel does the same
 * (kernel/notes.ts).
 */
export class NoteCounts {
  readonly #counts: Uint32Array
  readonly #ticks: Uint32Array

  readonly #kernel: NoteKernel | null
  readonly #sums: Float64Array

  constructor({ counts, ticks, kernel, sums }: NoteRoom) {
    this.#kernel = kernel
    this.#sums = sums
    this.#counts = counts
    this.#ticks = ticks
  }

  add(column: number, tick: number): void {
    this.#counts[this.#open(tick) + column]! += 1
  }

  /** Counts a source whose last place was `before`; returns its place now: the second, doubled, and 1 when it is new. */
  move(column: number, tick: number, before: number, isNew: boolean): number {
    const last = before >>> 1
    if (last >= tick) return before
    if (this.#ticks[last % RING] === last) {
      const old = (last % RING) * COLUMNS + column
      this.#counts[old]! -= 1
      if (before & 1) this.#counts[old + 1]! -= 1
    }
    const at = this.#open(tick) + column
    this.#counts[at]! += 1
    if (isNew) this.#counts[at + 1]! += 1
    return tick * 2 + (isNew ? 1 : 0)
  }

  /** Of one second. */
  of(column: number, tick: number): number {
    return this.#ticks[tick % RING] === tick ? this.#counts[(tick % RING) * COLUMNS + column]! : 0
  }

  /** Sources of the 60 s that end with `tick`, and of the seconds up to `newest` that are still open; new ones behind each. */
  within60(tick: number, newest: number): { missing: number; newMissing: number; logins: number; newLogins: number } {
    const first = tick - SPAN + 1
    if (this.#kernel === null) this.#sum(first, newest)
    else this.#kernel.sumNotes(first, newest)
    const sums = this.#sums
    return { missing: sums[0]!, newMissing: sums[1]!, logins: sums[2]!, newLogins: sums[3]! }
  }

  clear(): void {
    this.#ticks.fill(0)
  }

  #sum(first: number, last: number): void {
    const sums = this.#sums.fill(0)
    for (let second = first; second <= last; second++) {
      if (this.#ticks[second % RING] !== second) continue
      const at = (second % RING) * COLUMNS + MISSING_SOURCES
      for (let column = 0; column < sums.length; column++) sums[column]! += this.#counts[at + column]!
    }
  }

  #open(tick: number): number {
    const at = tick % RING
    if (this.#ticks[at] !== tick) {
      this.#ticks[at] = tick
      this.#counts.fill(0, at * COLUMNS, (at + 1) * COLUMNS)
    }
    return at * COLUMNS
  }
}
