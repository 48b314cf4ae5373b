import type { FileTally } from '../../domain/file-tally.ts'
import type { ByteText } from '../../domain/record-batch.ts'
import { RefusedLines } from '../../domain/refused-lines.ts'
import type { EpochSeconds } from '../../domain/units.ts'

const SPAN = 60
/** Lines in a minute that are enough to tell by. */
const ENOUGH = 20
/** Share of them that may be refused. */
export const MOST_UNREAD = 0.05

/** A minute of which too much could not be read. */
export interface UnreadMinute {
  /** Refused of all lines, 0 … 1. */
  readonly share: number
  /** The same of the newest second alone. */
  readonly shareNow: number
  /** Of the first refused line of the newest second. */
  readonly file: string
  /** As it stands in the log: hostile. */
  readonly sample: string
}

/** Counts lines that were read and refused by the engine's newest second: a refused line has no time of its own. */
export class UnreadLines {
  readonly #seconds = new Float64Array(SPAN).fill(Number.NaN)
  readonly #read = new Float64Array(SPAN)
  readonly #refused = new Float64Array(SPAN)
  readonly #now = new RefusedLines()
  #readNow = 0

  read(lines: number): void {
    this.#readNow += lines
  }

  refuse(lines: number, file: FileTally, text: ByteText, start: number, end: number): void {
    this.#now.add(lines, file, text, start, end)
  }

  /** The newest second is over; null while the minute that ends with it is in order or the second was. */
  close(second: EpochSeconds): UnreadMinute | null {
    const at = ((second % SPAN) + SPAN) % SPAN
    const refusedNow = this.#now.lines
    this.#seconds[at] = second
    this.#read[at] = this.#readNow
    this.#refused[at] = refusedNow
    const shareNow = refusedNow / (this.#readNow + refusedNow)
    this.#readNow = 0
    this.#now.lines = 0
    if (refusedNow === 0) return null
    let refused = 0
    let lines = 0
    for (let place = 0; place < SPAN; place++) {
      if (!(this.#seconds[place]! > second - SPAN)) continue
      refused += this.#refused[place]!
      lines += this.#read[place]! + this.#refused[place]!
    }
    if (lines < ENOUGH || refused <= MOST_UNREAD * lines) return null
    const { file, sample } = this.#now
    return { share: refused / lines, shareNow, file, sample }
  }

  /** Nothing is known of the last minute. */
  clear(): void {
    this.#seconds.fill(Number.NaN)
    this.#readNow = 0
    this.#now.lines = 0
  }
}
