import type { ByteText, RecordBatch } from '../../domain/record-batch.ts'
import { type RejectCode, TOO_LONG, VALID } from '../../domain/reject-reason.ts'
import { JsonFields } from './json-fields.ts'
import { type JsonMapping, keyTree } from './json-keys.ts'
import { JsonTemplate } from './json-template.ts'
import { JsonWalker } from './json-walker.ts'
import type { KernelRoom } from './kernel-room.ts'
import type { ParserOptions } from './line-format.ts'
import type { LineParser } from './line-parser.ts'

/** Bytes. A longer line is refused. */
const LONGEST_LINE = 64 * 1_024
/** A template that misses more than 10 of so many lines is learned anew. */
const TRIAL = 1_000
const MOST_MISSES = 10

/** Reads JSON lines by a mapping: by the shape of the line it learned, else key by key. Both give the same rows. */
export class JsonParser implements LineParser {
  readonly name = 'json'
  readonly mapping: JsonMapping
  readonly #fields: JsonFields
  readonly #walker: JsonWalker
  #template: JsonTemplate | null = null
  #lines = 0
  #misses = 0
  #walked = true

  constructor(mapping: JsonMapping, { trusted }: ParserOptions = {}) {
    this.mapping = mapping
    this.#fields = new JsonFields(mapping, trusted)
    this.#walker = new JsonWalker(keyTree(mapping, this.#fields.readsForwarded), this.#fields)
  }

  parse(text: ByteText, start: number, end: number, batch: RecordBatch, row: number): RejectCode {
    if (end - start > LONGEST_LINE) return TOO_LONG
    if (++this.#lines >= TRIAL) {
      if (this.#misses > MOST_MISSES) this.#template = null
      this.#lines = 0
      this.#misses = 0
    }
    const fields = this.#fields
    if (this.#template !== null) {
      // The template sets the same fields each time: they need clearing only after the walker has had them.
      if (this.#walked) {
        fields.clear()
        this.#walked = false
      }
      if (this.#template.match(text, start, end, fields)) return fields.write(text, batch, row)
      this.#misses++
    }
    return this.#walk(text, start, end, batch, row)
  }

  run(room: KernelRoom, from: number, to: number, row: number): number {
    const template = this.#template
    if (
      template === null ||
      !this.#fields.isPlain ||
      this.#fields.readsForwarded ||
      !room.setTime(this.#fields.time) ||
      !room.setPlan(template, this.#fields.toMilliseconds)
    ) {
      return row
    }
    const end = room.exports.readJsonLines(from, to, row)
    this.#lines += end - row
    return end
  }

  #walk(text: ByteText, start: number, end: number, batch: RecordBatch, row: number): RejectCode {
    const fields = this.#fields
    const walker = this.#walker
    fields.clear()
    this.#walked = true
    const code = walker.walk(text, start, end)
    if (code !== VALID) return code
    const written = fields.write(text, batch, row)
    if (written === VALID && this.#template === null && !walker.odd && !fields.doubled) {
      this.#template = new JsonTemplate(text, start, end, walker.spans, walker.spanCount)
    }
    return written
  }
}
