import type { RecordBatch } from '../../domain/record-batch.ts'
import { WIDTH } from '../../sketch/count-row.ts'
import { EndpointText } from './endpoint-text.ts'
import type { HashPath } from './path-in-line.ts'

/** Names kept; and lines searched between two calls of `keep`. */
const MOST = 256
const LOOKS = 256

/** The text of endpoints, which are counted by hash. */
export class EndpointNames {
  readonly #text: EndpointText
  readonly #names = new Map<number, { readonly hash: number; readonly text: string }>()
  #looks = 0

  constructor(hash: HashPath) {
    this.#text = new EndpointText(hash)
  }

  /** The path that a bucket was first seen with; undefined when none was. */
  of(bucket: number): string | undefined {
    return this.#names.get(bucket)?.text
  }

  /** The same, with the hash of all 32 bits. */
  find(bucket: number): { readonly hash: number; readonly text: string } | undefined {
    return this.#names.get(bucket)
  }

  add(batch: RecordBatch, from: number, to: number): void {
    for (let row = from; row < to && this.#looks < LOOKS && this.#names.size < MOST; row++) {
      const hash = batch.endpoint[row]!
      const bucket = hash & (WIDTH - 1)
      if (hash === 0 || this.#names.has(bucket)) continue
      this.#looks++
      const text = this.#text.find(batch.text.bytes, batch.lineStart[row]!, batch.lineEnd[row]!, hash)
      if (text !== null) this.#names.set(bucket, { hash, text })
    }
  }

  /** Once a second: makes room for names when there is none, by forgetting all that are not among the busiest. */
  keep(buckets: ReadonlySet<number>): void {
    this.#looks = 0
    if (this.#names.size < MOST) return
    for (const bucket of this.#names.keys()) if (!buckets.has(bucket)) this.#names.delete(bucket)
  }
}
