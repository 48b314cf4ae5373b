import { type HashPath, PathInLine } from './path-in-line.ts'

/** Bytes of a path that are shown. */
const LONGEST = 120

/** The text of an endpoint, found in a line and believed only when it has the hash of the row. */
export class EndpointText {
  readonly #hash: HashPath
  readonly #path: PathInLine
  readonly #anyId: number

  constructor(hash: HashPath) {
    this.#hash = hash
    this.#path = new PathInLine(hash)
    this.#anyId = hash(Buffer.from('/1'), 0, 2)
  }

  /** At most 120 characters, ids as `:n`; null when it is not found. Raw text of the log. */
  find(bytes: Buffer, from: number, to: number, hash: number): string | null {
    const path = this.#path
    return path.find(bytes, from, to, hash) ? this.#collapsed(bytes, path.start, path.end) : null
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
