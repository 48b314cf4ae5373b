import { ByteText, type RecordBatch } from '../../domain/record-batch.ts'
import * as reason from '../../domain/reject-reason.ts'
import type { CidrSet } from '../../lib/cidr-set.ts'
import { readAddress } from './address-field.ts'
import { ClientAddress } from './client-address.ts'
import type { LineParser } from './line-parser.ts'
import { readDecimal, readStatus } from './number-field.ts'
import { hashEndpoint, OTHER_METHOD, readMethod } from './request-field.ts'
import { TimeField } from './time-field.ts'
import { decodeUrl } from './url-decode.ts'
import { splitColumns, splitQuoted, TAB, W3cColumns } from './w3c-columns.ts'
import { W3C_ROLES, W3cFields, type W3cRole } from './w3c-fields.ts'

const role = (name: W3cRole) => W3C_ROLES.indexOf(name)
const ADDRESS = role('address')
const DATE = role('date')
const TIME = role('time')
const STATUS = role('status')
const METHOD = role('method')
const PATH = role('path')
const BYTES = role('bytes')
const DURATION = role('duration')
const FORWARDED = role('forwarded')

const BLANK = 0x20
const HASH = 0x23
const DOT = 0x2e
const COLON = 0x3a
const ZERO = 0x30
/** `hh:mm:ss` and a fraction. */
const LONGEST_TIME = 18
/** Bytes of a list of proxies. A longer one is not read: cut off, a client's own words would stand at its end. */
const LONGEST_FORWARDED = 4_096
/** CloudFront's 000: the client left before there was an answer; as nginx says it. */
const CLIENT_LEFT = 499
const FIELDS = /^#fields:(.*)$/is

/** Where the lines come from: CloudFront separates by tabs and tells the duration in seconds. */
export type W3cOrigin = 'cloudfront' | 'w3c'

export interface W3cParserOptions {
  readonly name: string
  readonly origin: W3cOrigin
  readonly trusted?: CidrSet | undefined
  /** Told of the columns before the first line that is read by them. */
  readonly onFields: (fields: W3cFields) => void
}

/**
 * Lines whose columns a `#Fields:` line names, which may change in mid-file. Each separator counts, so that a line has as many columns as
 * were named or is refused: a client cannot shift them, as blanks are written as `+` or `%20`, or within quotes.
 */
export class W3cParser implements LineParser {
  readonly name: string
  readonly #origin: W3cOrigin
  readonly #onFields: (fields: W3cFields) => void
  readonly #client: ClientAddress | null
  readonly #decoded = Buffer.alloc(LONGEST_FORWARDED)
  readonly #columns = new W3cColumns()
  readonly #time = new TimeField()
  readonly #moment = new ByteText(Buffer.from('YYYY-MM-DDThh:mm:ss.fffffffffZ'))
  #fields: W3cFields | null = null
  #isTold = false
  #told = ''

  constructor({ name, origin, trusted, onFields }: W3cParserOptions) {
    this.name = name
    this.#origin = origin
    this.#onFields = onFields
    this.#client = trusted === undefined || trusted.isEmpty ? null : new ClientAddress(trusted)
  }

  parse(text: ByteText, start: number, end: number, batch: RecordBatch, row: number): reason.RejectCode {
    const { bytes } = text
    if (bytes[start] === HASH) return this.#readDirective(bytes, start, end)
    const fields = this.#fields
    if (fields === null) return reason.NO_HEADER
    const columns = this.#columns
    if (!this.#split(text, start, end, fields)) return reason.BAD_LAYOUT
    const { starts, ends } = columns
    if (starts[ADDRESS]! < 0) return reason.NO_ADDRESS
    if (!readAddress(bytes, starts[ADDRESS]!, ends[ADDRESS]!, batch, row)) return reason.BAD_ADDRESS
    if (this.#client !== null && starts[FORWARDED]! >= 0) this.#findClient(this.#client, bytes, batch, row)
    if (starts[DATE]! < 0 || starts[TIME]! < 0) return reason.NO_TIME
    if (!this.#readTime(bytes, batch, row)) return reason.BAD_TIME
    if (starts[STATUS]! < 0) return reason.NO_STATUS
    const status = statusOf(bytes, starts[STATUS]!, ends[STATUS]!)
    if (status < 0) return reason.BAD_STATUS
    batch.status[row] = status
    batch.bytes[row] = starts[BYTES]! < 0 ? 0 : Math.max(0, readDecimal(bytes, starts[BYTES]!, ends[BYTES]!))
    batch.duration[row] = starts[DURATION]! < 0 ? -1 : this.#duration(bytes, starts[DURATION]!, ends[DURATION]!)
    batch.method[row] = starts[METHOD]! < 0 ? OTHER_METHOD : readMethod(bytes, starts[METHOD]!, ends[METHOD]!)
    batch.endpoint[row] = starts[PATH]! < 0 ? 0 : hashEndpoint(bytes, starts[PATH]!, ends[PATH]!)
    if (!this.#isTold) {
      this.#isTold = true
      this.#told = fields.words
      this.#onFields(fields)
    }
    return reason.VALID
  }

  #readDirective(bytes: Buffer, start: number, end: number): reason.RejectCode {
    let at = start + 1
    while (at < end && ((bytes[at]! | BLANK) >= 0x61 || bytes[at] === 0x2d) && (bytes[at]! | BLANK) <= 0x7a) at++
    if (at === start + 1 || bytes[at] !== COLON) return reason.BAD_LAYOUT
    const named = FIELDS.exec(bytes.toString('latin1', start, end))
    if (named === null) return reason.BLANK
    const fields = W3cFields.read(named[1]!)
    // What cannot be read is no reason to go by the columns of before.
    if (fields === null || fields.isOfCloudFront !== (this.#origin === 'cloudfront')) {
      this.#fields = null
      return reason.BAD_LAYOUT
    }
    // A header that says the same again is that of a new file.
    if (this.#told !== fields.words) this.#isTold = false
    this.#fields = fields
    return reason.BLANK
  }

  #split(text: ByteText, start: number, end: number, fields: W3cFields): boolean {
    const columns = this.#columns
    if (this.#origin === 'cloudfront') return splitColumns(text, start, end, TAB, fields, columns)
    return (
      splitColumns(text, start, end, BLANK, fields, columns) ||
      splitQuoted(text.bytes, start, end, fields, columns) ||
      splitColumns(text, start, end, TAB, fields, columns)
    )
  }

  #readTime(bytes: Buffer, batch: RecordBatch, row: number): boolean {
    const { starts, ends } = this.#columns
    const length = ends[TIME]! - starts[TIME]!
    if (ends[DATE]! - starts[DATE]! !== 10 || length < 8 || length > LONGEST_TIME) return false
    const moment = this.#moment.bytes
    for (let i = 0; i < 10; i++) moment[i] = bytes[starts[DATE]! + i]!
    for (let i = 0; i < length; i++) moment[11 + i] = bytes[starts[TIME]! + i]!
    moment[11 + length] = 0x5a
    return this.#time.iso(this.#moment, 0, 12 + length, batch, row)
  }

  /** Milliseconds: IIS writes whole ones; others seconds, with a fraction. */
  #duration(bytes: Buffer, start: number, end: number): number {
    const value = readDecimal(bytes, start, end)
    if (value < 0) return -1
    let isSeconds = this.#origin === 'cloudfront'
    for (let at = start; at < end; at++) if (bytes[at] === DOT) isSeconds = true
    return isSeconds ? Math.round(value * 1_000_000) / 1_000 : value
  }

  /** Lists are URL-encoded: `198.51.100.7,%20192.0.2.1` of CloudFront, `198.51.100.7,+192.0.2.1` of IIS. */
  #findClient(client: ClientAddress, bytes: Buffer, batch: RecordBatch, row: number): void {
    const start = this.#columns.starts[FORWARDED]!
    const end = this.#columns.ends[FORWARDED]!
    if (end - start > LONGEST_FORWARDED) return
    client.find(this.#decoded, 0, decodeUrl(bytes, start, end, this.#decoded), batch, row)
  }
}

function statusOf(bytes: Buffer, start: number, end: number): number {
  const isNone = end - start === 3 && bytes[start] === ZERO && bytes[start + 1] === ZERO && bytes[start + 2] === ZERO
  return isNone ? CLIENT_LEFT : readStatus(bytes, start, end)
}
