import { ByteText, type RecordBatch } from '../../domain/record-batch.ts'
import { TimeField } from './time-field.ts'

/** Of `dd/Mon/yyyy:hh:mm:ss`. */
const WALL_LENGTH = 20
/** Seconds. Zones change at no other moments. */
const QUARTER_HOUR = 900

/** Seconds east of Greenwich at a wall time, given as epoch seconds as if it were UTC. */
export type ZoneOffset = (wall: number) => number

/** Reads `dd/Mon/yyyy:hh:mm:ss.mmm` of a zone that the text does not tell. */
export class WallTimeField {
  readonly #zone: ZoneOffset
  readonly #time = new TimeField()
  readonly #text = new ByteText(Buffer.from('dd/Mon/yyyy:hh:mm:ss +0000'))
  #quarter = Number.NaN
  #offset = 0

  constructor(zone: ZoneOffset) {
    this.#zone = zone
  }

  /** The text of WALL_LENGTH bytes, a dot and three digits from `start` on. */
  read(bytes: Buffer, start: number, batch: RecordBatch, row: number): boolean {
    const copy = this.#text.bytes
    for (let i = 0; i < WALL_LENGTH; i++) copy[i] = bytes[start + i]!
    if (!this.#time.clf(this.#text, 0, copy.length, batch, row)) return false
    let millisecond = 0
    for (let at = start + WALL_LENGTH + 1; at < start + WALL_LENGTH + 4; at++) {
      const digit = bytes[at]! - 0x30
      if (digit < 0 || digit > 9) return false
      millisecond = millisecond * 10 + digit
    }
    const wall = batch.second[row]!
    const quarter = Math.floor(wall / QUARTER_HOUR)
    if (quarter !== this.#quarter) {
      this.#offset = this.#zone(wall)
      this.#quarter = quarter
    }
    batch.second[row] = wall - this.#offset
    batch.millisecond[row] = millisecond
    return true
  }
}
