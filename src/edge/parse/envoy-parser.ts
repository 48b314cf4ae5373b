import type { ByteText, RecordBatch } from '../../domain/record-batch.ts'
import * as reason from '../../domain/reject-reason.ts'
import type { CidrSet } from '../../lib/cidr-set.ts'
import { scanAddress } from '../../lib/ip-address.ts'
import { readAddress } from './address-field.ts'
import { ClientAddress } from './client-address.ts'
import { moveToEnd } from './event-time.ts'
import type { LineParser } from './line-parser.ts'
import { ADDRESS_BYTE, BYTE_CLASSES } from './log-format-variables.ts'
import { readDecimal, readStatus } from './number-field.ts'
import { findByte } from './quote-scan.ts'
import { readRequest } from './request-field.ts'
import { TimeField } from './time-field.ts'

const BLANK = 0x20
const QUOTE = 0x22
const COMMA = 0x2c
const DASH = 0x2d
const ZERO = 0x30
const OPEN = 0x5b
const CLOSE = 0x5d
/** Behind the request: status, flags, bytes received and sent, duration, duration of the upstream. */
const WORDS = 6
const STATUS = 0
const FLAGS = 1
const RECEIVED = 2
const SENT = 3
const DURATION = 4
const UPSTREAM = 5
/** A comma, a blank and an address. */
const LONGEST_ENTRY = 48
/** Envoy's 0 with the flag DC: the client left before there was an answer; as nginx says it. */
const CLIENT_LEFT = 499

/**
 * `[START] "METHOD PATH PROTOCOL" STATUS FLAGS RECEIVED SENT MS UPSTREAM_MS "XFF" "AGENT" "ID" "AUTHORITY" "UPSTREAM"`, Envoy's default.
 * The peer is not in it: an Envoy with use_remote_address adds it to X-Forwarded-For at the right, so the last entry counts. Envoy escapes
 * nothing: a line with a second place where that list could end is refused. Method, path and protocol hold no blanks.
 */
export class EnvoyParser implements LineParser {
  readonly name = 'envoy'
  readonly #time = new TimeField()
  readonly #client: ClientAddress | null
  readonly #starts = new Int32Array(WORDS)
  readonly #ends = new Int32Array(WORDS)

  constructor(trusted?: CidrSet) {
    this.#client = trusted === undefined || trusted.isEmpty ? null : new ClientAddress(trusted)
  }

  parse(text: ByteText, start: number, end: number, batch: RecordBatch, row: number): reason.RejectCode {
    const { bytes } = text
    const close = bytes[start] === OPEN ? findByte(text, CLOSE, start, end) : -1
    if (close < 0 || bytes[close + 1] !== BLANK || bytes[close + 2] !== QUOTE || bytes[end - 1] !== QUOTE)
      return reason.BAD_LAYOUT
    const request = close + 3
    const path = findByte(text, BLANK, request, end)
    const protocol = path < 0 ? -1 : findByte(text, BLANK, path + 1, end)
    const quote = protocol < 0 ? -1 : findByte(text, QUOTE, protocol + 1, end)
    if (quote < 0 || bytes[quote + 1] !== BLANK || !isProtocol(bytes, protocol + 1, quote)) return reason.BAD_LAYOUT
    const list = this.#findWords(text, quote + 2, end)
    if (list < 0) return reason.BAD_LAYOUT
    if (bytes[protocol + 1] === DASH) return reason.NOT_A_REQUEST
    if (bytes[list] === DASH && bytes[list + 1] === QUOTE) return reason.NO_ADDRESS
    const listEnd = findListEnd(text, list, end)
    if (listEnd < 0) return reason.BAD_ADDRESS
    const peer = lastOfList(bytes, list, listEnd)
    if (!readAddress(bytes, peer, listEnd, batch, row)) return reason.BAD_ADDRESS
    this.#client?.find(bytes, list, listEnd, batch, row)
    if (!this.#time.iso(text, start + 1, close, batch, row)) return reason.BAD_TIME
    const status = this.#status(bytes)
    if (status < 0) return reason.BAD_STATUS
    batch.status[row] = status
    batch.bytes[row] = Math.max(0, this.#decimal(bytes, SENT))
    batch.duration[row] = this.#decimal(bytes, DURATION)
    moveToEnd(batch, row)
    readRequest(bytes, request, quote, batch, row)
    return reason.VALID
  }

  /** Finds the words behind the request; returns where the list of X-Forwarded-For begins, -1 if the line is another. */
  #findWords(text: ByteText, from: number, end: number): number {
    let at = from
    for (let word = 0; word < WORDS; word++) {
      const stop = findByte(text, BLANK, at, end)
      if (stop < 0) return -1
      this.#starts[word] = at
      this.#ends[word] = stop
      at = stop + 1
    }
    for (const word of [RECEIVED, SENT, DURATION, UPSTREAM]) if (!this.#isNumber(text.bytes, word)) return -1
    return at < end && text.bytes[at] === QUOTE ? at + 1 : -1
  }

  #isNumber(bytes: Buffer, word: number): boolean {
    const start = this.#starts[word]!
    return (this.#ends[word] === start + 1 && bytes[start] === DASH) || this.#decimal(bytes, word) >= 0
  }

  #decimal(bytes: Buffer, word: number): number {
    return readDecimal(bytes, this.#starts[word]!, this.#ends[word]!)
  }

  #status(bytes: Buffer): number {
    const start = this.#starts[STATUS]!
    const end = this.#ends[STATUS]!
    if (end - start !== 1 || bytes[start] !== ZERO) return readStatus(bytes, start, end)
    for (let at = this.#starts[FLAGS]!; at < this.#ends[FLAGS]! - 1; at++)
      if (bytes[at] === 0x44 && bytes[at + 1] === 0x43) return CLIENT_LEFT
    return -1
  }
}

/** `HTTP/1.1`, `HTTP/2`, or the dash of a connection without requests. */
function isProtocol(bytes: Buffer, start: number, end: number): boolean {
  if (end - start === 1) return bytes[start] === DASH
  return (
    end - start >= 6 &&
    end - start <= 8 &&
    bytes[start] === 0x48 &&
    bytes[start + 3] === 0x50 &&
    bytes[start + 4] === 0x2f
  )
}

/**
 * The quote that ends the list: right before it stands an address, behind a comma or the beginning. -1 when there is none, or a second
 * one, which a client can write into its own part of the list as well as into its agent.
 */
function findListEnd(text: ByteText, list: number, end: number): number {
  const { bytes } = text
  let found = -1
  for (let quote = findByte(text, QUOTE, list, end); quote >= 0; quote = findByte(text, QUOTE, quote + 1, end)) {
    if ((BYTE_CLASSES[bytes[quote - 1]!]! & ADDRESS_BYTE) === 0) continue
    const from = lastOfList(bytes, list, quote)
    const isBehind = from === list || bytes[from - 1] === COMMA || bytes[from - 1] === BLANK
    if (!isBehind || !scanAddress(bytes, from, quote)) continue
    if (found >= 0) return -1
    found = quote
  }
  return found
}

/** Where the entry before `end` begins: behind the last comma and a blank, else the beginning; no further back than an address reaches. */
function lastOfList(bytes: Buffer, start: number, end: number): number {
  let at = end
  const first = Math.max(start, end - LONGEST_ENTRY)
  while (at > first && bytes[at - 1] !== COMMA) at--
  return at > start && bytes[at - 1] === COMMA && bytes[at] === BLANK ? at + 1 : at
}
