import type { ByteText, RecordBatch } from '../../domain/record-batch.ts'
import * as reason from '../../domain/reject-reason.ts'
import type { CidrSet } from '../../lib/cidr-set.ts'
import { readAddress } from './address-field.ts'
import { ClientAddress } from './client-address.ts'
import { moveToEnd } from './event-time.ts'
import type { LineParser } from './line-parser.ts'
import { FIELDS, type Field } from './log-format-variables.ts'
import { readDecimal, readStatus } from './number-field.ts'
import { findByte, findQuote } from './quote-scan.ts'
import { hashEndpoint, OTHER_METHOD, readMethod, readRequest } from './request-field.ts'
import { FieldSpans } from './text-chain.ts'
import type { TextPiece } from './text-piece.ts'
import { TimeField } from './time-field.ts'

const slot = (field: Field) => FIELDS.indexOf(field)
const ADDRESS = slot('address')
const TIME_LOCAL = slot('time-local')
const TIME_ISO = slot('time-iso')
const MSEC = slot('msec')
const STATUS = slot('status')
const BYTES = slot('bytes')
const DURATION = slot('duration')
const METHOD = slot('method')
const REQUEST = slot('request')
const TARGET = slot('target')
const FORWARDED = slot('forwarded')

const QUOTE = 0x22

export interface TextOptions {
  /** Milliseconds of one unit of the duration: 1000, seconds, when left out. */
  readonly durationUnit?: number
  /** The time is that of the request's start. */
  readonly startsAt?: boolean
  /** The operator's own proxies, whose forwarded field is believed. */
  readonly trusted?: CidrSet | undefined
}

/** Parses lines of any log_format that is plain text. Not for two threads, nor for two lines at a time. */
export class TextParser implements LineParser {
  readonly name: string
  readonly #pieces: readonly TextPiece[]
  readonly #spans = new FieldSpans()
  readonly #time = new TimeField()
  readonly #durationUnit: number
  readonly #startsAt: boolean
  readonly #client: ClientAddress | null

  constructor(
    name: string,
    pieces: readonly TextPiece[],
    { durationUnit = 1_000, startsAt = false, trusted }: TextOptions = {},
  ) {
    this.name = name
    this.#pieces = pieces
    this.#durationUnit = durationUnit
    this.#startsAt = startsAt
    this.#client = trusted === undefined || trusted.isEmpty ? null : new ClientAddress(trusted)
  }

  parse(text: ByteText, start: number, end: number, batch: RecordBatch, row: number): reason.RejectCode {
    const bytes = text.bytes
    const spans = this.#spans
    for (let i = 0; i < FIELDS.length; i++) spans.starts[i] = -1
    const pieces = this.#pieces
    let at = start
    for (let i = 0; i < pieces.length; i++) {
      const piece = pieces[i]!
      let stop = end
      if (piece.delimiter === QUOTE) stop = findQuote(text, at, end)
      else if (piece.delimiter >= 0) stop = findByte(text, piece.delimiter, at, end)
      if (stop < 0 || !piece.match(bytes, at, stop, spans, batch, row)) return reason.BAD_LAYOUT
      at = stop + 1
    }

    const address = spans.starts[ADDRESS]!
    if (address < 0) return reason.NO_ADDRESS
    if (!readAddress(bytes, address, spans.ends[ADDRESS]!, batch, row)) return reason.BAD_ADDRESS
    if (this.#client !== null && spans.starts[FORWARDED]! >= 0) {
      this.#client.find(bytes, spans.starts[FORWARDED]!, spans.ends[FORWARDED]!, batch, row)
    }
    if (spans.starts[STATUS]! < 0) return reason.NO_STATUS
    const status = readStatus(bytes, spans.starts[STATUS]!, spans.ends[STATUS]!)
    if (status < 0) return reason.BAD_STATUS
    batch.status[row] = status
    const time = this.#readTime(text, batch, row)
    if (time !== reason.VALID) return time
    batch.bytes[row] = Math.max(0, this.#decimal(bytes, BYTES))
    const duration = this.#decimal(bytes, DURATION)
    batch.duration[row] = duration < 0 ? -1 : Math.round(duration * this.#durationUnit)
    if (this.#startsAt) moveToEnd(batch, row)
    this.#readRequest(bytes, batch, row)
    return reason.VALID
  }

  #readTime(text: ByteText, batch: RecordBatch, row: number): reason.RejectCode {
    const { starts, ends } = this.#spans
    const msec = starts[MSEC]!
    const local = starts[TIME_LOCAL]!
    const iso = starts[TIME_ISO]!
    let valid: boolean
    if (local >= 0) valid = this.#time.clf(text, local, ends[TIME_LOCAL]!, batch, row)
    else if (iso >= 0) valid = this.#time.iso(text, iso, ends[TIME_ISO]!, batch, row)
    else if (msec < 0) return reason.NO_TIME
    else return this.#time.epoch(text, msec, ends[MSEC]!, batch, row) ? reason.VALID : reason.BAD_TIME
    if (!valid) return reason.BAD_TIME
    if (msec >= 0) this.#time.refine(text, msec, ends[MSEC]!, batch, row)
    return reason.VALID
  }

  #readRequest(bytes: Buffer, batch: RecordBatch, row: number): void {
    const { starts, ends } = this.#spans
    if (starts[REQUEST]! >= 0) {
      readRequest(bytes, starts[REQUEST]!, ends[REQUEST]!, batch, row)
      return
    }
    const method = starts[METHOD]!
    const target = starts[TARGET]!
    batch.method[row] = method < 0 ? OTHER_METHOD : readMethod(bytes, method, ends[METHOD]!)
    batch.endpoint[row] = target < 0 ? 0 : hashEndpoint(bytes, target, ends[TARGET]!)
  }

  /** -1: not in the line, or no number. */
  #decimal(bytes: Buffer, field: number): number {
    const start = this.#spans.starts[field]!
    return start < 0 ? -1 : readDecimal(bytes, start, this.#spans.ends[field]!)
  }
}
