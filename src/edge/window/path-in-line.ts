/** Places of one line that are tried. */
const TRIES = 16
/** Bytes by which the text in front of the path differs from line to line, mostly. */
const SPREAD = 24

const TAB = 0x09
const COLON = 0x3a
const SLASH = 0x2f
const QUOTE = 0x22
const BLANK = 0x20
const QUESTION = 0x3f
const HASH = 0x23

/** Hash of the path in [start, end), ids collapsed. */
export type HashPath = (bytes: Buffer, start: number, end: number) => number

/**
 * Where the path of a request stands in its line, whatever the format: behind a blank, a
 * tab, a quote or the host of a URL, and it has the hash of the row.
 */
export class PathInLine {
  /** Of the path found last, its query left out. */
  start = 0
  end = 0
  readonly #hash: HashPath | null
  /** Bytes from the beginning of a line at which the search begins. */
  #near = 0

  /** Without a hash the first place is believed. */
  constructor(hash: HashPath | null) {
    this.#hash = hash
  }

  find(bytes: Buffer, from: number, to: number, hash: number): boolean {
    // Mostly it stands where it stood in the line before, or some bytes from there.
    const near = from + this.#near
    const found = (near < to && this.#findFrom(bytes, near, to, hash)) || this.#findFrom(bytes, from, to, hash)
    if (found) this.#near = Math.max(0, this.start - from - SPREAD)
    return found
  }

  #findFrom(bytes: Buffer, from: number, to: number, hash: number): boolean {
    let tries = 0
    for (let start = from + 1; start < to && tries < TRIES; start++) {
      if (bytes[start] !== SLASH) continue
      const before = bytes[start - 1]
      if (before === COLON && bytes[start + 1] === SLASH) {
        // Behind the host.
        start += 2
        while (start < to && bytes[start] !== SLASH && !isEnd(bytes[start]!)) start++
        if (bytes[start] !== SLASH || start >= to) continue
      } else if (before !== BLANK && before !== QUOTE && before !== TAB && before !== COLON) continue
      tries++
      let end = start + 1
      while (end < to && !isEnd(bytes[end]!)) end++
      if (this.#hash === null || this.#hash(bytes, start, end) === hash) {
        this.start = start
        this.end = end
        return true
      }
    }
    return false
  }
}

/** Where a path ends, without its query. */
function isEnd(byte: number): boolean {
  return byte === BLANK || byte === QUOTE || byte === TAB || byte === QUESTION || byte === HASH
}
