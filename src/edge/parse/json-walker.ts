import type { ByteText } from '../../domain/record-batch.ts'
import { BAD_JSON, DUPLICATE_KEY, type RejectCode, TOO_DEEP, VALID } from '../../domain/reject-reason.ts'
import { ESCAPED, type JsonFields, NESTED, NUMBER, ODD, STRING, WORD } from './json-fields.ts'
import { FORWARDED, type KeyNode, LAST_REQUIRED, NO_FIELD } from './json-keys.ts'
import { decodeString, isDigit, numberEnd, QUOTE, stringEnd } from './json-scan.ts'

const DEEPEST = 64
const MOST_SPANS = 256
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const OPEN_ARRAY = 0x5b
const CLOSE_ARRAY = 0x5d
const COMMA = 0x2c
const COLON = 0x3a

/** Reads one JSON object of any keys in any order, strictly but for what nginx leaves of unquoted variables. */
export class JsonWalker {
  readonly #root: KeyNode
  readonly #fields: JsonFields
  readonly #nodes: (KeyNode | null)[] = new Array(DEEPEST).fill(null)
  readonly #isObject = new Uint8Array(DEEPEST)
  readonly #key = Buffer.alloc(1_024)
  /** Start, end, kind and field of each scalar value of the last line, for a template to be learned from. */
  readonly spans = new Int32Array(4 * MOST_SPANS)
  spanCount = 0
  /** The last line had something that no template should be learned from. */
  odd = false

  constructor(root: KeyNode, fields: JsonFields) {
    this.#root = root
    this.#fields = fields
  }

  walk(text: ByteText, start: number, end: number): RejectCode {
    const { bytes } = text
    this.spanCount = 0
    this.odd = false
    let at = skipBlanks(bytes, start, end)
    if (at >= end || bytes[at] !== OPEN_OBJECT) return BAD_JSON
    let depth = 0
    /** Depth of the list whose texts are one value; 0: in none. */
    let list = 0
    this.#nodes[0] = this.#root
    this.#isObject[0] = 1
    at++
    let first = true
    for (;;) {
      at = skipBlanks(bytes, at, end)
      if (at >= end) return BAD_JSON
      const inObject = this.#isObject[depth] === 1
      if (bytes[at] === (inObject ? CLOSE_OBJECT : CLOSE_ARRAY)) {
        at++
        first = false
        if (depth === list) list = 0
        if (depth === 0) return skipBlanks(bytes, at, end) === end ? VALID : BAD_JSON
        depth--
        continue
      }
      if (!first) {
        if (bytes[at] !== COMMA) return BAD_JSON
        at = skipBlanks(bytes, at + 1, end)
      }
      first = false
      let field = NO_FIELD
      let inner: KeyNode | null = null
      if (inObject) {
        if (at >= end || bytes[at] !== QUOTE) return BAD_JSON
        const close = stringEnd(text, at + 1, end)
        if (close < 0) return BAD_JSON
        const node = this.#nodes[depth]!
        if (node !== null) {
          const index = this.#find(node, bytes, at + 1, close >> 1, (close & 1) === 1)
          if (index >= 0) {
            field = node.fields[index]!
            inner = node.inner[index]!
          }
        }
        at = skipBlanks(bytes, (close >> 1) + 1, end)
        if (at >= end || bytes[at] !== COLON) return BAD_JSON
        at = skipBlanks(bytes, at + 1, end)
      }
      if (at >= end) return BAD_JSON
      const byte = bytes[at]!
      if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        // A template knows scalars only.
        if (field !== NO_FIELD) this.odd = true
        if (field === FORWARDED && byte === OPEN_ARRAY) list = depth + 1
        else if (field !== NO_FIELD && !this.#fields.note(text, field, NESTED, at, at)) return DUPLICATE_KEY
        if (++depth === DEEPEST) return TOO_DEEP
        this.#isObject[depth] = byte === OPEN_OBJECT ? 1 : 0
        this.#nodes[depth] = byte === OPEN_OBJECT ? inner : null
        first = true
        at++
        continue
      }
      if (byte === QUOTE && !inObject && depth === list) {
        const close = stringEnd(text, at + 1, end)
        if (close < 0) return BAD_JSON
        this.#fields.noteText(FORWARDED, at + 1, close >> 1)
        at = (close >> 1) + 1
        continue
      }
      const next = this.#scalar(text, at, end, byte, field, inObject)
      if (next < 0) return next === SAME_KEY ? DUPLICATE_KEY : BAD_JSON
      at = next
    }
  }

  /** Reads a value that is no container; returns where it ends, or a negative code. */
  #scalar(text: ByteText, at: number, end: number, byte: number, field: number, inObject: boolean): number {
    const { bytes } = text
    if (byte === QUOTE) {
      const close = stringEnd(text, at + 1, end)
      if (close < 0) return BROKEN
      return this.#note(text, field, close & 1 ? ESCAPED : STRING, at + 1, close >> 1) ? (close >> 1) + 1 : SAME_KEY
    }
    if (byte >= 0x61 && byte <= 0x7a) {
      const length = wordLength(bytes, at, end)
      return length === 0 ? BROKEN : this.#note(text, field, WORD, at, at + length) ? at + length : SAME_KEY
    }
    const stop = numberEnd(bytes, at, end)
    if (stop >= 0 && endsValue(bytes, stop, end, inObject))
      return this.#note(text, field, NUMBER, at, stop) ? stop : SAME_KEY
    if (!inObject || (field !== NO_FIELD && field <= LAST_REQUIRED)) return BROKEN
    const odd = oddEnd(bytes, at, end)
    if (odd < 0) return BROKEN
    this.odd = true
    this.#note(text, field, ODD, at, odd)
    return odd
  }

  #note(text: ByteText, field: number, kind: number, start: number, end: number): boolean {
    if (this.spanCount === MOST_SPANS) this.odd = true
    else {
      const at = 4 * this.spanCount++
      this.spans[at] = start
      this.spans[at + 1] = end
      this.spans[at + 2] = kind
      this.spans[at + 3] = field
    }
    return field === NO_FIELD || this.#fields.note(text, field, kind, start, end)
  }

  /** Position of a key at a place, -1 if it leads nowhere. */
  #find(node: KeyNode, bytes: Buffer, start: number, end: number, escaped: boolean): number {
    const length = escaped ? decodeString(bytes, start, end, this.#key) : end - start
    const from = escaped ? this.#key : bytes
    const offset = escaped ? 0 : start
    const { keys } = node
    search: for (let index = 0; index < keys.length; index++) {
      const key = keys[index]!
      if (key.length !== length) continue
      for (let i = 0; i < length; i++) if (key[i] !== from[offset + i]) continue search
      return index
    }
    return -1
  }
}

const BROKEN = -1
const SAME_KEY = -2

function skipBlanks(bytes: Buffer, from: number, end: number): number {
  let at = from
  while (at < end && (bytes[at] === 0x20 || bytes[at] === 0x09 || bytes[at] === 0x0d || bytes[at] === 0x0a)) at++
  return at
}

/** Whether a number that ends at `at` is followed as JSON wants it, and not by the rest of a list. */
function endsValue(bytes: Buffer, from: number, end: number, inObject: boolean): boolean {
  let at = skipBlanks(bytes, from, end)
  if (at >= end) return false
  if (bytes[at] === (inObject ? CLOSE_OBJECT : CLOSE_ARRAY)) return true
  if (bytes[at] !== COMMA) return false
  at = skipBlanks(bytes, at + 1, end)
  return !inObject || (at < end && bytes[at] === QUOTE)
}

/** Where nothing, a `-`, or nginx's list of numbers for several upstreams ends: at the comma before a key, or at `}`. */
function oddEnd(bytes: Buffer, from: number, end: number): number {
  let at = from
  let last = from
  while (at < end) {
    const byte = bytes[at]!
    if (isDigit(byte)) at = numberEnd(bytes, at, end)
    else if (byte === 0x2d || byte === 0x20 || byte === COMMA || byte === COLON) at++
    else break
    if (at < 0) return -1
    if (isDigit(byte) || byte === 0x2d) last = at
  }
  if (at >= end) return -1
  if (bytes[at] === CLOSE_OBJECT) return onlyBlanks(bytes, last, at) ? last : -1
  if (bytes[at] !== QUOTE) return -1
  let comma = last
  while (bytes[comma] === 0x20) comma++
  return bytes[comma] === COMMA && onlyBlanks(bytes, comma + 1, at) ? comma : -1
}

function onlyBlanks(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at] !== 0x20) return false
  return true
}

/** Length of `true`, `false` or `null`, 0 if it is none of them. */
function wordLength(bytes: Buffer, at: number, end: number): number {
  const word = bytes[at] === 0x74 ? 'true' : bytes[at] === 0x66 ? 'false' : bytes[at] === 0x6e ? 'null' : ''
  if (word === '' || at + word.length > end) return 0
  for (let i = 1; i < word.length; i++) if (bytes[at + i] !== word.charCodeAt(i)) return 0
  return word.length
}
