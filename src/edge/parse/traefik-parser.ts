import type { ByteText, RecordBatch } from '../../domain/record-batch.ts'
import { BAD_ADDRESS, BAD_LAYOUT, BAD_STATUS, BAD_TIME, type RejectCode, VALID } from '../../domain/reject-reason.ts'
import type { CidrSet } from '../../lib/cidr-set.ts'
import { readAddress } from './address-field.ts'
import { ClientAddress } from './client-address.ts'
import { moveToEnd } from './event-time.ts'
import type { LineParser } from './line-parser.ts'
import { readDecimal, readStatus } from './number-field.ts'
import { findByte } from './quote-scan.ts'
import { readRequest } from './request-field.ts'
import { TimeField } from './time-field.ts'

const BLANK = 0x20
const QUOTE = 0x22
const COMMA = 0x2c
const DASH = 0x2d
const SLASH = 0x2f
const ZERO = 0x30
const OPEN = 0x5b
const CLOSE = 0x5d
/** `dd/Mon/yyyy:hh:mm:ss ±zzzz` */
const TIME_LENGTH = 26

/**
 * `ADDR - USER [start] "METHOD URI PROTOCOL" STATUS BYTES "REFERER" "AGENT" COUNT "ROUTER" "SERVER" 12ms`. Traefik escapes nothing,
 * and ADDR may be a list that it copied from X-Forwarded-For, whose left end a client wrote. So a line with two places where the
 * address or the time could end is refused. Method, path and protocol hold no blanks; the duration ends the line.
 */
export class TraefikParser implements LineParser {
  readonly name = 'traefik-clf'
  readonly #time = new TimeField()
  readonly #client: ClientAddress | null

  constructor(trusted?: CidrSet) {
    this.#client = trusted === undefined || trusted.isEmpty ? null : new ClientAddress(trusted)
  }

  parse(text: ByteText, start: number, end: number, batch: RecordBatch, row: number): RejectCode {
    const bytes = text.bytes
    const digits = durationStart(bytes, start, end)
    const time = findTime(text, start, end)
    if (digits < 0 || time < 0 || findTime(text, time, end) >= 0) return BAD_LAYOUT
    const dash = findDash(bytes, start, time - 2)
    if (dash < 0 || findDash(bytes, dash + 1, time - 2) >= 0) return BAD_LAYOUT
    // The last of a list is whom Traefik's own peer saw.
    if (!readAddress(bytes, lastOfList(bytes, start, dash), dash, batch, row)) return BAD_ADDRESS
    this.#client?.find(bytes, start, dash, batch, row)
    if (!this.#time.clf(text, time, time + TIME_LENGTH, batch, row)) return BAD_TIME

    const request = time + TIME_LENGTH + 3
    const target = findByte(text, BLANK, request, digits)
    const protocol = target < 0 ? -1 : findByte(text, BLANK, target + 1, digits)
    const close = protocol < 0 ? -1 : findByte(text, QUOTE, protocol + 1, digits)
    if (close < 0 || close + 6 >= digits || bytes[close + 1] !== BLANK || bytes[close + 5] !== BLANK) return BAD_LAYOUT
    const status = readStatus(bytes, close + 2, close + 5)
    if (status < 0) return BAD_STATUS
    const sizeEnd = findByte(text, BLANK, close + 6, digits)
    if (sizeEnd < 0 || bytes[sizeEnd + 1] !== QUOTE) return BAD_LAYOUT
    batch.status[row] = status
    batch.bytes[row] = Math.max(0, readDecimal(bytes, close + 6, sizeEnd))
    batch.duration[row] = readDecimal(bytes, digits, end - 2)
    moveToEnd(batch, row)
    readRequest(bytes, request, close, batch, row)
    return VALID
  }
}

/** Whether a line ends as Traefik's do, by which it is told from `combined`. */
export function endsAsTraefik(bytes: Buffer, start: number, end: number): boolean {
  return durationStart(bytes, start, end) >= 0
}

/** Where the first ` - ` in [from, end) stands, -1 if there is none. */
function findDash(bytes: Buffer, from: number, end: number): number {
  for (let at = from; at + 2 < end; at++) {
    if (bytes[at] === BLANK && bytes[at + 1] === DASH && bytes[at + 2] === BLANK) return at
  }
  return -1
}

function lastOfList(bytes: Buffer, start: number, end: number): number {
  let at = end
  while (at > start && bytes[at - 1] !== COMMA) at--
  return at > start && bytes[at] === BLANK ? at + 1 : at
}

/** Where the digits of `" 12ms` at the end begin, -1 if the line does not end so. */
function durationStart(bytes: Buffer, from: number, end: number): number {
  if (bytes[end - 1] !== 0x73 || bytes[end - 2] !== 0x6d) return -1
  let at = end - 2
  while (at > from && bytes[at - 1]! >= ZERO && bytes[at - 1]! <= ZERO + 9) at--
  return at < end - 2 && at - 2 > from && bytes[at - 1] === BLANK && bytes[at - 2] === QUOTE ? at : -1
}

/** Where the first text begins that looks like a time in brackets before a quote, -1 if there is none. */
function findTime(text: ByteText, from: number, end: number): number {
  const bytes = text.bytes
  let open = findByte(text, OPEN, from, end)
  while (open >= 0 && open + TIME_LENGTH + 4 < end) {
    const close = open + TIME_LENGTH + 1
    if (bytes[open + 3] === SLASH && bytes[close] === CLOSE && bytes[close + 1] === BLANK && bytes[close + 2] === QUOTE)
      return open + 1
    open = findByte(text, OPEN, open + 1, end)
  }
  return -1
}
