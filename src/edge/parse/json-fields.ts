import { ByteText, type RecordBatch } from '../../domain/record-batch.ts'
import {
  BAD_ADDRESS,
  BAD_STATUS,
  BAD_TIME,
  NO_ADDRESS,
  NO_STATUS,
  NO_TIME,
  NOT_A_REQUEST,
  type RejectCode,
  VALID,
} from '../../domain/reject-reason.ts'
import type { CidrSet } from '../../lib/cidr-set.ts'
import { readAddress } from './address-field.ts'
import { readPeer } from './address-list.ts'
import { readAnyTime } from './any-time.ts'
import { ClientAddress } from './client-address.ts'
import { readDurationText } from './duration-field.ts'
import { moveToEnd } from './event-time.ts'
import {
  ADDRESS,
  BYTES,
  DURATION,
  FIELD_COUNT,
  FORWARDED,
  type JsonMapping,
  type JsonTimeKind,
  LAST_REQUIRED,
  METHOD,
  MSEC,
  ONLY,
  PATH,
  REQUEST,
  STATUS,
  TIME,
} from './json-keys.ts'
import { BACKSLASH, decodeString, QUOTE } from './json-scan.ts'
import { readDecimal, readStatus } from './number-field.ts'
import { hashEndpoint, readMethod, readRequest } from './request-field.ts'
import { TimeField } from './time-field.ts'

/**
 * Kinds of a value. ODD is what nginx leaves of an unquoted variable: nothing, `-`, or a list of numbers. TEXTS are the strings of
 * a list: from behind the first one's quote to before the last one's.
 */
export const MISSING = 0
export const STRING = 1
export const ESCAPED = 2
export const NUMBER = 3
export const WORD = 4
export const ODD = 5
export const NESTED = 6
export const TEXTS = 7

const OTHER_METHOD = 6
const LONGEST_DECODED = 4_096
const TO_MILLISECONDS = { s: 1_000, ms: 1, us: 0.001, ns: 0.000001, text: 1 }

/** Where the values of one line stand, and how they become a row. */
export class JsonFields {
  readonly kind = new Uint8Array(FIELD_COUNT)
  readonly start = new Int32Array(FIELD_COUNT)
  readonly end = new Int32Array(FIELD_COUNT)
  /** A required key came twice with the same value. */
  doubled = false
  readonly time = new TimeField()
  readonly #timeKind: JsonTimeKind
  /** Milliseconds of one unit of the duration. */
  readonly toMilliseconds: number
  /** The time is that of the request's start. */
  readonly startsAt: boolean
  /** The kernel can read it: it knows no start times, no units in values and no lines of other logs. */
  readonly isPlain: boolean
  readonly #isDurationText: boolean
  readonly #isPeer: boolean
  readonly #isMixed: boolean
  readonly #only: Buffer | null
  /** Null: the forwarded field is not read. */
  readonly #client: ClientAddress | null
  readonly #hasPath: boolean
  readonly #hasMethod: boolean
  readonly #scratch = new ByteText(Buffer.alloc(LONGEST_DECODED))
  readonly #other = Buffer.alloc(LONGEST_DECODED)

  constructor(mapping: JsonMapping, trusted?: CidrSet) {
    const isRead = mapping.forwarded !== undefined && trusted !== undefined && !trusted.isEmpty
    this.#client = isRead ? new ClientAddress(trusted) : null
    this.#timeKind = mapping.time.kind
    this.toMilliseconds = TO_MILLISECONDS[mapping.duration?.unit ?? 's']
    this.startsAt = mapping.startsAt === true
    this.#isDurationText = mapping.duration?.unit === 'text'
    this.#isPeer = mapping.addressForm === 'peer'
    this.#isMixed = mapping.isMixed === true
    this.#only = mapping.only === undefined ? null : Buffer.from(mapping.only.prefix)
    this.isPlain = !this.startsAt && !this.#isDurationText && this.#only === null
    this.#hasPath = mapping.path !== undefined
    this.#hasMethod = mapping.method !== undefined
  }

  /** Whether the client is looked for behind proxies. */
  get readsForwarded(): boolean {
    return this.#client !== null
  }

  clear(): void {
    this.kind.fill(MISSING)
    this.doubled = false
  }

  /** Notes a value. False when a required key comes again with another value; of other keys the first one counts. */
  note(text: ByteText, field: number, kind: number, start: number, end: number): boolean {
    if (this.kind[field] === MISSING) {
      this.kind[field] = kind
      this.start[field] = start
      this.end[field] = end
      return true
    }
    if (field > LAST_REQUIRED) return true
    this.doubled = true
    return this.#isSame(text.bytes, field, kind, start, end)
  }

  /** Notes a text of a list: all of them are one value. */
  noteText(field: number, start: number, end: number): void {
    if (this.kind[field] === MISSING) this.start[field] = start
    this.kind[field] = TEXTS
    this.end[field] = end
  }

  /** Fills the row, or says why the line is refused. */
  write(text: ByteText, batch: RecordBatch, row: number): RejectCode {
    const { kind, start, end } = this
    if (this.#only !== null && !this.#isWanted(text.bytes, this.#only)) return NOT_A_REQUEST
    const addressKind = kind[ADDRESS]!
    if (this.#isMixed && addressKind === MISSING && kind[STATUS] === MISSING) return NOT_A_REQUEST
    if (addressKind === STRING) {
      if (!this.#readAddress(text.bytes, start[ADDRESS]!, end[ADDRESS]!, batch, row)) return BAD_ADDRESS
    } else if (addressKind === ESCAPED) {
      const length = this.#decode(text, ADDRESS)
      if (!this.#readAddress(this.#scratch.bytes, 0, length, batch, row)) return BAD_ADDRESS
    } else return addressKind === MISSING ? NO_ADDRESS : BAD_ADDRESS
    if (this.#client !== null) this.#writeClient(this.#client, text.bytes, batch, row)
    if (kind[TIME] === MISSING) return NO_TIME
    if (!this.#writeTime(text, batch, row)) return BAD_TIME
    if (kind[STATUS] === MISSING) return NO_STATUS
    const status = this.#status(text)
    if (status < 0) return BAD_STATUS
    batch.status[row] = status
    if (kind[MSEC] === STRING || kind[MSEC] === NUMBER) this.time.refine(text, start[MSEC]!, end[MSEC]!, batch, row)
    const sent = this.#decimal(text, BYTES)
    batch.bytes[row] = sent < 0 ? 0 : Math.floor(sent)
    const duration = this.#isDurationText ? this.#durationText(text) : this.#decimal(text, DURATION)
    batch.duration[row] = duration < 0 ? -1 : duration * this.toMilliseconds
    if (this.startsAt) moveToEnd(batch, row)
    this.#writeRequest(text, batch, row)
    return VALID
  }

  #readAddress(bytes: Buffer, start: number, end: number, batch: RecordBatch, row: number): boolean {
    return readAddress(bytes, start, end, batch, row) || (this.#isPeer && readPeer(bytes, start, end, batch, row))
  }

  /** Whether the key that tells kinds of lines apart is not there, or begins as it should. */
  #isWanted(bytes: Buffer, prefix: Buffer): boolean {
    if (this.kind[ONLY] === MISSING) return true
    const from = this.start[ONLY]!
    if (this.kind[ONLY] !== STRING || this.end[ONLY]! - from < prefix.length) return false
    for (let i = 0; i < prefix.length; i++) if (bytes[from + i] !== prefix[i]) return false
    return true
  }

  #writeClient(client: ClientAddress, bytes: Buffer, batch: RecordBatch, row: number): void {
    const kind = this.kind[FORWARDED]!
    const start = this.start[FORWARDED]!
    const end = this.end[FORWARDED]!
    if (kind === STRING || kind === ESCAPED) client.find(bytes, start, end, batch, row)
    else if (kind === TEXTS && end - start <= LONGEST_DECODED) {
      // Header lines of one name are one list: the quotes between them become blanks beside the comma.
      const joined = this.#scratch.bytes
      for (let at = start; at < end; at++) {
        const byte = bytes[at]!
        joined[at - start] = byte === QUOTE ? 0x20 : byte
        if (byte === BACKSLASH) joined[++at - start] = bytes[at]!
      }
      client.find(joined, 0, end - start, batch, row)
    }
  }

  #writeTime(text: ByteText, batch: RecordBatch, row: number): boolean {
    const kind = this.kind[TIME]!
    let from = text
    let start = this.start[TIME]!
    let end = this.end[TIME]!
    if (kind === ESCAPED) {
      end = this.#decode(text, TIME)
      start = 0
      from = this.#scratch
    } else if (kind === NUMBER) {
      if (this.#timeKind === 'any') return readAnyTime(text, start, end, batch, row)
      return this.#timeKind !== 'iso' && this.#timeKind !== 'clf' && this.time.epoch(text, start, end, batch, row)
    } else if (kind !== STRING) return false
    switch (this.#timeKind) {
      case 'iso':
        return this.time.iso(from, start, end, batch, row)
      case 'clf':
        return this.time.clf(from, start, end, batch, row)
      case 'epoch':
        return this.time.epoch(from, start, end, batch, row)
      case 'any':
        return readAnyTime(from, start, end, batch, row)
      case 'iso-or-epoch':
        return from.bytes[start + 4] === 0x2d
          ? this.time.iso(from, start, end, batch, row)
          : this.time.epoch(from, start, end, batch, row)
    }
  }

  #status(text: ByteText): number {
    const kind = this.kind[STATUS]!
    if (kind === STRING || kind === NUMBER) return readStatus(text.bytes, this.start[STATUS]!, this.end[STATUS]!)
    return kind === ESCAPED ? readStatus(this.#scratch.bytes, 0, this.#decode(text, STATUS)) : -1
  }

  #decimal(text: ByteText, field: number): number {
    const kind = this.kind[field]!
    return kind === STRING || kind === NUMBER ? readDecimal(text.bytes, this.start[field]!, this.end[field]!) : -1
  }

  #durationText(text: ByteText): number {
    if (this.kind[DURATION] === ESCAPED) return readDurationText(this.#scratch.bytes, 0, this.#decode(text, DURATION))
    return this.kind[DURATION] === STRING
      ? readDurationText(text.bytes, this.start[DURATION]!, this.end[DURATION]!)
      : -1
  }

  #writeRequest(text: ByteText, batch: RecordBatch, row: number): void {
    const request = this.kind[REQUEST]!
    if (request === STRING) readRequest(text.bytes, this.start[REQUEST]!, this.end[REQUEST]!, batch, row)
    else if (request === ESCAPED) readRequest(this.#scratch.bytes, 0, this.#decode(text, REQUEST), batch, row)
    else {
      batch.method[row] = OTHER_METHOD
      batch.endpoint[row] = 0
    }
    if (this.#hasMethod && this.kind[METHOD] === STRING) {
      batch.method[row] = readMethod(text.bytes, this.start[METHOD]!, this.end[METHOD]!)
    }
    if (!this.#hasPath) return
    const path = this.kind[PATH]!
    if (path === STRING) batch.endpoint[row] = hashEndpoint(text.bytes, this.start[PATH]!, this.end[PATH]!)
    else if (path === ESCAPED) batch.endpoint[row] = hashEndpoint(this.#scratch.bytes, 0, this.#decode(text, PATH))
  }

  /** Decodes a string into the scratch text and returns its length. */
  #decode(text: ByteText, field: number): number {
    return decodeString(text.bytes, this.start[field]!, this.end[field]!, this.#scratch.bytes)
  }

  #isSame(bytes: Buffer, field: number, kind: number, start: number, end: number): boolean {
    const before = this.kind[field]!
    if (before === kind && bytes.compare(bytes, start, end, this.start[field]!, this.end[field]!) === 0) return true
    if ((before !== STRING && before !== ESCAPED) || (kind !== STRING && kind !== ESCAPED)) return false
    const first = decodeString(bytes, this.start[field]!, this.end[field]!, this.#scratch.bytes)
    const second = decodeString(bytes, start, end, this.#other)
    return this.#scratch.bytes.compare(this.#other, 0, second, 0, first) === 0
  }
}
