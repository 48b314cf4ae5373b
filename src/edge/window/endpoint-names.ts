import type { RecordBatch } from '../../domain/record-batch.ts'
import { WIDTH } from '../../sketch/count-row.ts'

/** Names kept; and lines searched between two calls of `keep`. */
const MOST = 256
const LOOKS = 256
/** Places of one line that are tried, and bytes of a path that are shown. */
const TRIES = 16
const LONGEST = 120

const SLASH = 0x2f
const QUOTE = 0x22
const BLANK = 0x20
const QUESTION = 0x3f
const HASH = 0x23

/** Hash of the path in [start, end), ids collapsed. */
export type HashPath = (bytes: Buffer, start: number, end: number) => number

/** The text of endpoints, which are counted by hash: found in a line, and believed only when it has the hash of the row. */
export class EndpointNames {
  readonly #hash: HashPath
  readonly #names = new Map<number, string>()
  readonly #anyId: number
  #looks = 0

  constructor(hash: HashPath) {
    this.#hash = hash
    this.#anyId = hash(Buffer.from('/1'), 0, 2)
  }

  /** The path that a bucket was first seen with; undefined when none was. */
  of(bucket: number): string | undefined {
    return this.#names.get(bucket)
  }

  add(batch: RecordBatch, from: number, to: number): void {
    for (let row = from; row < to && this.#looks < LOOKS && this.#names.size < MOST; row++) {
      const hash = batch.endpoint[row]!
      const bucket = hash & (WIDTH - 1)
      if (hash === 0 || this.#names.has(bucket)) continue
      this.#looks++
      const name = this.#find(batch.text.bytes, batch.lineStart[row]!, batch.lineEnd[row]!, hash)
      if (name !== null) this.#names.set(bucket, name)
    }
  }

  /** Once a second: makes room for names when there is none, by forgetting all that are not among the busiest. */
  keep(buckets: ReadonlySet<number>): void {
    this.#looks = 0
    if (this.#names.size < MOST) return
    for (const bucket of this.#names.keys()) if (!buckets.has(bucket)) this.#names.delete(bucket)
  }

  #find(bytes: Buffer, from: number, to: number, hash: number): string | null {
    let tries = 0
    for (let at = from; at < to - 1 && tries < TRIES; at++) {
      if (bytes[at] !== BLANK && bytes[at] !== QUOTE) continue
      const start = at + 1
      if (bytes[start] !== SLASH) continue
      tries++
      let end = start
      while (end < to && !isEnd(bytes[end]!)) end++
      if (this.#hash(bytes, start, end) === hash) return this.#collapsed(bytes, start, end)
    }
    return null
  }

  /** A segment is an id when it hashes as a number does. */
  #collapsed(bytes: Buffer, start: number, end: number): string {
    const path = bytes.toString('latin1', start, Math.min(end, start + LONGEST))
    const isId = (segment: string) => {
      const text = Buffer.from(`/${segment}`, 'latin1')
      return this.#hash(text, 0, text.length) === this.#anyId
    }
    const segments = path.split('/').map((segment) => (segment !== '' && isId(segment) ? ':n' : segment))
    return segments.join('/')
  }
}

/** Where a path ends; its query is not shown. */
function isEnd(byte: number): boolean {
  return byte === BLANK || byte === QUOTE || byte === QUESTION || byte === HASH
}
