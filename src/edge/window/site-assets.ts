import type { RecordBatch } from '../../domain/record-batch.ts'
import { KINDS, kindPlace } from './site-rows.ts'
import type { SketchRoom } from './sketch-room.ts'

/** Of so many rows, so many may have an endpoint looked at that is not known: sites have far fewer endpoints than places. */
const ROWS = 1_024
const LOOKS = 64

/** Bytes of a sketch room that it takes. */
export const ASSETS_BYTES = 4 * KINDS

/** Whether a row is for an asset, by its line. */
export type IsAsset = (batch: RecordBatch, row: number) => boolean

/**
 * Counts requests for assets, whoever sends them: by a table of endpoints, each looked at when it is met. What a row is does not depend
 * on the batch it is in. One whose endpoint could not be looked at is taken for none.
 */
export class SiteAssets {
  readonly #room: SketchRoom
  /** An endpoint with a lowest bit of 1 for assets. */
  readonly #kinds: Uint32Array
  #rows = 0
  #looks = 0

  constructor(room: SketchRoom) {
    this.#room = room
    this.#kinds = room.counts(KINDS)
  }

  /** Counts the rows [from, to) in the second at `place`, after `countRows` of the same rows. */
  count(batch: RecordBatch, from: number, to: number, counts: Float64Array, place: number, isAsset: IsAsset): void {
    for (let row = from; row < to; ) {
      const rest = this.#rows % ROWS
      if (rest === 0) this.#looks = LOOKS
      const end = Math.min(to, row + ROWS - rest)
      const next = this.#room.countAssets(batch, row, end, counts, place, this.#kinds, this.#looks > 0)
      this.#rows += next - row
      row = next
      if (next === end) continue
      const endpoint = batch.endpoint[row]!
      this.#looks--
      this.#kinds[kindPlace(endpoint)] = isAsset(batch, row) ? endpoint | 1 : endpoint & ~1
    }
  }
}
