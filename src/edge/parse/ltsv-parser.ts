import type { ByteText, RecordBatch } from '../../domain/record-batch.ts'
import { BAD_LAYOUT, DUPLICATE_KEY, type RejectCode, TOO_LONG } from '../../domain/reject-reason.ts'
import type { CidrSet } from '../../lib/cidr-set.ts'
import { JsonFields, STRING } from './json-fields.ts'
import {
  ADDRESS,
  BYTES,
  DURATION,
  FORWARDED,
  type JsonMapping,
  METHOD,
  MSEC,
  PATH,
  REQUEST,
  STATUS,
  TIME,
} from './json-keys.ts'
import type { LineParser } from './line-parser.ts'
import { findByte } from './quote-scan.ts'

const TAB = 0x09
const COLON = 0x3a
const OPEN = 0x5b
const CLOSE = 0x5d
const LONGEST_LINE = 64 * 1_024

interface Label {
  readonly name: Buffer
  readonly field: number
}

/** `label:value` parts between tabs, in any order, by labels that were learned. Servers escape a tab in a value. */
export class LtsvParser implements LineParser {
  readonly name = 'ltsv'
  readonly #fields: JsonFields
  readonly #labels: readonly Label[]

  constructor(mapping: JsonMapping, trusted?: CidrSet) {
    this.#fields = new JsonFields(mapping, trusted)
    const labels: readonly (readonly [string | undefined, number])[] = [
      [mapping.address, ADDRESS],
      [mapping.time.path, TIME],
      [mapping.status, STATUS],
      [mapping.msec, MSEC],
      [mapping.method, METHOD],
      [mapping.path, PATH],
      [mapping.request, REQUEST],
      [mapping.bytes, BYTES],
      [mapping.duration?.path, DURATION],
      [this.#fields.readsForwarded ? mapping.forwarded : undefined, FORWARDED],
    ]
    this.#labels = labels.flatMap(([name, field]) => (name === undefined ? [] : [{ name: Buffer.from(name), field }]))
  }

  parse(text: ByteText, start: number, end: number, batch: RecordBatch, row: number): RejectCode {
    if (end - start > LONGEST_LINE) return TOO_LONG
    const fields = this.#fields
    fields.clear()
    for (let at = start; at <= end; ) {
      const tab = findByte(text, TAB, at, end)
      const stop = tab < 0 ? end : tab
      const colon = findByte(text, COLON, at, stop)
      if (colon < 0) return BAD_LAYOUT
      const field = this.#fieldOf(text.bytes, at, colon)
      if (field >= 0 && !this.#note(text, field, colon + 1, stop)) return DUPLICATE_KEY
      at = stop + 1
    }
    return fields.write(text, batch, row)
  }

  #note(text: ByteText, field: number, start: number, end: number): boolean {
    const isBracketed = field === TIME && text.bytes[start] === OPEN && text.bytes[end - 1] === CLOSE
    return isBracketed
      ? this.#fields.note(text, field, STRING, start + 1, end - 1)
      : this.#fields.note(text, field, STRING, start, end)
  }

  #fieldOf(bytes: Buffer, start: number, end: number): number {
    const length = end - start
    const labels = this.#labels
    for (let i = 0; i < labels.length; i++) {
      const { name, field } = labels[i]!
      if (name.length !== length || name[0] !== bytes[start]) continue
      let at = 1
      while (at < length && bytes[start + at] === name[at]) at++
      if (at === length) return field
    }
    return -1
  }
}
