import type { RecordBatch } from '../../domain/record-batch.ts'
import { WIDTH } from '../../sketch/count-row.ts'
import { type HashPath, PathInLine } from './path-in-line.ts'

/** Names kept; and lines searched between two calls of `keep`. */
const MOST = 256
const LOOKS = 256
/** Bytes of a path that are shown. */
const LONGEST = 120

/** The text of endpoints, which are counted by hash: found in a line, and believed only when it has the hash of the row. */
export class EndpointNames {
  readonly #hash: HashPath
  readonly #path: PathInLine
  readonly #names = new Map<number, { readonly hash: number; readonly text: string }>()
  #looks = 0

  constructor(hash: HashPath) {
    this.#hash = hash
    this.#path = new PathInLine(hash)
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
      const text = this.#find(batch.text.bytes, batch.lineStart[row]!, batch.lineEnd[row]!, hash)
      if (text !== null) this.#names.set(bucket, { hash, text })
    }
  }

  /** Once a second: makes room for names when there is none, by forgetting all that are not among the busiest. */
  keep(buckets: ReadonlySet<number>): void {
    this.#looks = 0
    if (this.#names.size < MOST) return
    for (const bucket of this.#names.keys()) if (!buckets.has(bucket)) this.#names.delete(bucket)
  }

  #find(bytes: Buffer, from: number, to: number, hash: number): string | null {
    const path = this.#path
    return path.find(bytes, from, to, hash) ? collapsedPath(bytes, path.start, path.end, this.#hash) : null
  }
}

/** The path in [start, end) with its ids as `:n`: a segment is one when it hashes as a number does. */
export function collapsedPath(bytes: Buffer, start: number, end: number, hash: HashPath): string {
  const path = bytes.toString('latin1', start, Math.min(end, start + LONGEST))
  const anyId = hash(Buffer.from('/1'), 0, 2)
  const isId = (segment: string) => {
    const text = Buffer.from(`/${segment}`, 'latin1')
    return hash(text, 0, text.length) === anyId
  }
  const segments = path.split('/').map((segment) => (segment !== '' && isId(segment) ? ':n' : segment))
  return segments.join('/')
}
