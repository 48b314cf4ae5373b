import { WIDTH } from '../../sketch/count-row.ts'

/** Rows looked at of a bucket, from which on both counts are halved. */
const MANY = 1_024

/** Which share of the requests of each bucket of endpoints is for assets: learned from a sample of the rows. */
export class AssetShare {
  readonly #rows = new Uint16Array(WIDTH)
  readonly #assets = new Uint16Array(WIDTH)

  add(endpoint: number, isAsset: boolean): void {
    const bucket = endpoint & (WIDTH - 1)
    if (this.#rows[bucket] === MANY) {
      this.#rows[bucket]! >>= 1
      this.#assets[bucket]! >>= 1
    }
    this.#rows[bucket]! += 1
    if (isAsset) this.#assets[bucket]! += 1
  }

  /** Requests for assets among so many by bucket; buckets that no row was looked at of are taken for none. */
  of(requests: Uint32Array): number {
    let assets = 0
    for (let bucket = 0; bucket < WIDTH; bucket++) {
      const seen = this.#assets[bucket]!
      if (seen > 0) assets += (requests[bucket]! * seen) / this.#rows[bucket]!
    }
    return Math.round(assets)
  }
}
