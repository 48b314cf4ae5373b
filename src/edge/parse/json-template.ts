import type { ByteText } from '../../domain/record-batch.ts'
import { ESCAPED, type JsonFields, NUMBER, STRING, WORD } from './json-fields.ts'
import { NO_FIELD } from './json-keys.ts'
import { isDigit, stringEnd } from './json-scan.ts'

/**
 * The shape of a line: the exact bytes between its values. A line of the same shape is read without looking at keys; every
 * byte of every literal is compared, so another shape never yields a field.
 */
export class JsonTemplate {
  readonly #kinds: Uint8Array
  readonly #fields: Int8Array
  readonly #lengths: Int32Array
  /** Literals in turn, each padded to whole words. */
  readonly #words: Int32Array
  readonly #bytes: Uint8Array

  /** Learns from a line that the walker has read: `spans` as in JsonWalker. */
  constructor(text: ByteText, start: number, end: number, spans: Int32Array, count: number) {
    this.#kinds = new Uint8Array(count)
    this.#fields = new Int8Array(count)
    this.#lengths = new Int32Array(count + 1)
    const words: number[] = []
    let from = start
    for (let value = 0; value <= count; value++) {
      const to = value < count ? spans[4 * value]! : end
      this.#lengths[value] = to - from
      const literal = Buffer.alloc((to - from + 3) & ~3)
      text.bytes.copy(literal, 0, from, to)
      for (let at = 0; at < literal.length; at += 4) words.push(literal.readInt32LE(at))
      if (value === count) break
      from = spans[4 * value + 1]!
      const kind = spans[4 * value + 2]!
      this.#kinds[value] = kind === ESCAPED ? STRING : kind
      const field = spans[4 * value + 3]!
      // Of a key that comes twice the first value counts.
      this.#fields[value] = this.#fields.subarray(0, value).includes(field) ? NO_FIELD : field
    }
    this.#words = Int32Array.from(words)
    this.#bytes = new Uint8Array(this.#words.buffer)
  }

  /** Writes the shape as the kernel's plan (kernel/json-lines.ts) at `at`; false when it takes more than `room` bytes. */
  plan(memory: Buffer, at: number, room: number): boolean {
    const count = this.#kinds.length
    let entry = at
    let literal = at + 16 * (count + 1)
    // The kernel compares 16 bytes a step: so many must be there behind the last literal.
    if (literal + this.#bytes.length + 16 > at + room) return false
    let from = 0
    for (let value = 0; value <= count; value++, entry += 16) {
      const length = this.#lengths[value]!
      memory.set(this.#bytes.subarray(from, from + length), literal)
      memory.writeInt32LE(literal, entry)
      memory.writeInt32LE(length, entry + 4)
      memory.writeInt32LE(value < count ? this.#kinds[value]! : END_OF_PLAN, entry + 8)
      memory.writeInt32LE(value < count ? this.#fields[value]! : NO_FIELD, entry + 12)
      literal += length
      from += (length + 3) & ~3
    }
    return true
  }

  /** Notes the values of a line of this shape; false when it is of another, or leaves doubt. */
  match(text: ByteText, start: number, end: number, fields: JsonFields): boolean {
    const { bytes, view } = text
    const kinds = this.#kinds
    const lengths = this.#lengths
    const words = this.#words
    const count = kinds.length
    let at = start
    let word = 0
    for (let value = 0; ; value++) {
      const length = lengths[value]!
      if (at + length > end) return false
      const whole = length & ~3
      for (let i = 0; i < whole; i += 4) if (view.getInt32(at + i, true) !== words[word++]!) return false
      if (whole < length) {
        for (let i = whole; i < length; i++) if (bytes[at + i] !== this.#bytes[4 * word + i - whole]) return false
        word++
      }
      at += length
      if (value === count) return at === end
      let kind = kinds[value]!
      let stop: number
      if (kind === STRING) {
        const close = stringEnd(text, at, end)
        if (close < 0) return false
        stop = close >> 1
        if (close & 1) kind = ESCAPED
      } else if (kind === NUMBER) {
        stop = at
        while (stop < end && isDigit(bytes[stop]!)) stop++
        if (stop === at || (bytes[at] === 0x30 && stop > at + 1)) return false
        if (bytes[stop] === 0x2e) {
          const first = ++stop
          while (stop < end && isDigit(bytes[stop]!)) stop++
          if (stop === first) return false
        }
      } else if (kind === WORD) {
        if (at + 5 > end) return false
        const letters = view.getInt32(at, true)
        stop =
          letters === TRUE || letters === NULL ? at + 4 : letters === FALS && bytes[at + 4] === 0x65 ? at + 5 : end + 1
        if (stop > end) return false
      } else return false
      const field = this.#fields[value]!
      if (field !== NO_FIELD) {
        fields.kind[field] = kind
        fields.start[field] = at
        fields.end[field] = stop
      }
      at = stop
    }
  }
}

const END_OF_PLAN = 255
const TRUE = 0x65757274
const NULL = 0x6c6c756e
const FALS = 0x736c6166
