import type { ByteText, RecordBatch } from '../../domain/record-batch.ts'
import {
  BAD_ADDRESS,
  BAD_LAYOUT,
  BAD_STATUS,
  BAD_TIME,
  NOT_A_REQUEST,
  type RejectCode,
  VALID,
} from '../../domain/reject-reason.ts'
import { readAddress } from './address-field.ts'
import { moveToEnd } from './event-time.ts'
import type { LineParser } from './line-parser.ts'
import { readDecimal, readStatus } from './number-field.ts'
import { findByte } from './quote-scan.ts'
import { readRequest } from './request-field.ts'
import { WallTimeField, type ZoneOffset } from './wall-time-field.ts'

const BLANK = 0x20
const QUOTE = 0x22
const PLUS = 0x2b
const DASH = 0x2d
const DOT = 0x2e
const SLASH = 0x2f
const COLON = 0x3a
const LETTER_C = 0x43
const OPEN = 0x5b
const CLOSE = 0x5d
/** `[dd/Mon/yyyy:hh:mm:ss.mmm] ` */
const TIME_LENGTH = 27
const SLASHES_OF_TIMERS = 4
/** Behind the bytes: two cookies, the termination state, connections, queues. */
const WORDS_BEFORE_REQUEST = 5
/** The client left before there was an answer: as nginx says it. */
const CLIENT_LEFT = 499

/**
 * `IP:PORT [accept date] FRONTEND BACKEND/SERVER TR/Tw/Tc/Tr/Ta STATUS BYTES … "REQUEST"` of `option httplog`. All that a
 * client chooses stands behind the bytes. HAProxy cuts long lines off, so the request may lack its end, or be missing.
 */
export class HaproxyParser implements LineParser {
  readonly name = 'haproxy'
  readonly #time: WallTimeField

  constructor(zone: ZoneOffset) {
    this.#time = new WallTimeField(zone)
  }

  parse(text: ByteText, start: number, end: number, batch: RecordBatch, row: number): RejectCode {
    const bytes = text.bytes
    const date = findByte(text, BLANK, start, end) + 1
    if (date === 0 || !isDate(bytes, date, end)) return BAD_LAYOUT
    let port = date - 2
    while (port > start && bytes[port] !== COLON) port--
    if (!readAddress(bytes, start, port, batch, row)) return BAD_ADDRESS
    if (!this.#time.read(bytes, date + 1, batch, row)) return BAD_TIME

    const frontend = findByte(text, BLANK, date + TIME_LENGTH, end)
    // `front/1: SSL handshake failure` and its like.
    if (frontend > 0 && bytes[frontend - 1] === COLON) return NOT_A_REQUEST
    const backend = frontend < 0 ? -1 : findByte(text, BLANK, frontend + 1, end)
    const timers = backend < 0 ? -1 : findByte(text, BLANK, backend + 1, end)
    const status = timers < 0 ? -1 : findByte(text, BLANK, timers + 1, end)
    const size = status < 0 ? -1 : findByte(text, BLANK, status + 1, end)
    if (size < 0) return BAD_LAYOUT
    const total = lastTimer(bytes, backend + 1, timers)
    if (total < 0) return BAD_LAYOUT
    const duration = readDecimal(bytes, bytes[total] === PLUS ? total + 1 : total, timers)
    batch.duration[row] = duration
    const code = this.#readStatus(text, timers + 1, status, size, end)
    if (code < 0) return BAD_STATUS
    batch.status[row] = code
    const sent = readDecimal(bytes, bytes[status + 1] === PLUS ? status + 2 : status + 1, size)
    if (sent < 0) return BAD_LAYOUT
    batch.bytes[row] = sent
    moveToEnd(batch, row)
    readQuoted(text, size, end, batch, row)
    return VALID
  }

  /** -1 stands for no answer; whether the client is to blame, the first letter of the termination state tells. */
  #readStatus(text: ByteText, start: number, end: number, size: number, lineEnd: number): number {
    const bytes = text.bytes
    if (end - start !== 2 || bytes[start] !== DASH || bytes[start + 1] !== 0x31) return readStatus(bytes, start, end)
    const cookie = findByte(text, BLANK, size + 1, lineEnd)
    const state = cookie < 0 ? -1 : findByte(text, BLANK, cookie + 1, lineEnd)
    return state >= 0 && bytes[state + 1] === LETTER_C ? CLIENT_LEFT : -1
  }
}

/** Whether `[dd/Mon/yyyy:hh:mm:ss.mmm] ` may begin at `at`. */
function isDate(bytes: Buffer, at: number, end: number): boolean {
  return (
    at + TIME_LENGTH < end &&
    bytes[at] === OPEN &&
    bytes[at + 3] === SLASH &&
    bytes[at + 12] === COLON &&
    bytes[at + 21] === DOT &&
    bytes[at + 25] === CLOSE &&
    bytes[at + 26] === BLANK
  )
}

/** Where the last of five timers begins, -1 if there are not as many: a line of `option tcplog` has three. */
function lastTimer(bytes: Buffer, start: number, end: number): number {
  let slashes = 0
  let last = -1
  for (let at = start; at < end; at++) {
    if (bytes[at] !== SLASH) continue
    slashes++
    last = at + 1
  }
  return slashes === SLASHES_OF_TIMERS ? last : -1
}

/**
 * The request: the last quoted text of a line that ends with a quote, else what the first quote opens behind the captured cookies,
 * which may hold quotes.
 */
function readQuoted(text: ByteText, from: number, end: number, batch: RecordBatch, row: number): void {
  const bytes = text.bytes
  let open = -1
  let close = end
  if (bytes[end - 1] === QUOTE) {
    close = end - 1
    open = close - 1
    while (open >= from && bytes[open] !== QUOTE) open--
  }
  if (open < from) {
    let at = from
    for (let word = 0; word < WORDS_BEFORE_REQUEST && at >= 0; word++) at = findByte(text, BLANK, at + 1, end)
    open = at < 0 ? -1 : findByte(text, QUOTE, at, end)
    const next = open < 0 ? -1 : findByte(text, QUOTE, open + 1, end)
    close = next < 0 ? end : next
  }
  if (open < from) readRequest(bytes, end, end, batch, row)
  else readRequest(bytes, open + 1, close, batch, row)
}
