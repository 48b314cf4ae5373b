import type { ByteText, RecordBatch } from '../../domain/record-batch.ts'
import { BAD_ADDRESS, BAD_LAYOUT, BAD_STATUS, BAD_TIME, type RejectCode, VALID } from '../../domain/reject-reason.ts'
import { readAddress } from './address-field.ts'
import { moveToEnd } from './event-time.ts'
import type { LineParser } from './line-parser.ts'
import { readDecimal, readStatus } from './number-field.ts'
import { findByte } from './quote-scan.ts'
import { readRequest } from './request-field.ts'
import { TimeField } from './time-field.ts'

const BLANK = 0x20
const QUOTE = 0x22
const COLON = 0x3a
const OPEN = 0x5b
const CLOSE = 0x5d
/** Words between `client:port` and the quote: target, three durations, two statuses, bytes received and sent. */
const DURATIONS = 1
const STATUS = 4
const SENT = 7
const WORDS = 8

export interface AlbOptions {
  readonly name: string
  /** Words before the time: the type of an Application Load Balancer. */
  readonly head: 0 | 1
  /** The time is that of the request's start. */
  readonly startsAt: boolean
}

/**
 * `[TYPE] TIME BALANCER CLIENT:PORT TARGET:PORT REQUEST_S TARGET_S RESPONSE_S STATUS TARGET_STATUS RECEIVED SENT "REQUEST" …` of AWS. All
 * that a client writes stands behind the bytes, and nothing behind the request is read.
 */
export class AlbParser implements LineParser {
  readonly name: string
  readonly #head: number
  readonly #startsAt: boolean
  readonly #time = new TimeField()
  readonly #starts = new Int32Array(WORDS)
  readonly #ends = new Int32Array(WORDS)

  constructor({ name, head, startsAt }: AlbOptions) {
    this.name = name
    this.#head = head
    this.#startsAt = startsAt
  }

  parse(text: ByteText, start: number, end: number, batch: RecordBatch, row: number): RejectCode {
    const { bytes } = text
    let time = start
    if (this.#head > 0) time = findByte(text, BLANK, start, end) + 1
    const timeEnd = findByte(text, BLANK, time, end)
    if (timeEnd < 0 || (this.#head > 0 && time === 0)) return BAD_LAYOUT
    const balancer = findByte(text, BLANK, timeEnd + 1, end)
    const client = balancer + 1
    const clientEnd = balancer < 0 ? -1 : findByte(text, BLANK, client, end)
    if (clientEnd < 0) return BAD_LAYOUT
    const quote = this.#findWords(text, clientEnd + 1, end)
    if (quote < 0) return BAD_LAYOUT
    if (!readClient(bytes, client, clientEnd, batch, row)) return BAD_ADDRESS
    if (!this.#time.iso(text, time, timeEnd, batch, row)) return BAD_TIME
    const status = readStatus(bytes, this.#starts[STATUS]!, this.#ends[STATUS]!)
    if (status < 0) return BAD_STATUS
    batch.status[row] = status
    batch.bytes[row] = Math.max(0, readDecimal(bytes, this.#starts[SENT]!, this.#ends[SENT]!))
    batch.duration[row] = this.#duration(bytes)
    if (this.#startsAt) moveToEnd(batch, row)
    readRequest(bytes, quote + 1, requestEnd(bytes, quote + 1, end), batch, row)
    return VALID
  }

  /** Finds the words before the request; returns where its quote stands, -1 if the line is another. */
  #findWords(text: ByteText, from: number, end: number): number {
    let at = from
    for (let word = 0; word < WORDS; word++) {
      const stop = findByte(text, BLANK, at, end)
      if (stop < 0) return -1
      this.#starts[word] = at
      this.#ends[word] = stop
      at = stop + 1
    }
    return at < end && text.bytes[at] === QUOTE ? at : -1
  }

  /** Milliseconds of the three parts; -1 when one of them is: a part that nobody measured may be the longest. */
  #duration(bytes: Buffer): number {
    let seconds = 0
    for (let part = DURATIONS; part < DURATIONS + 3; part++) {
      const value = readDecimal(bytes, this.#starts[part]!, this.#ends[part]!)
      if (value < 0) return -1
      seconds += value
    }
    return Math.round(seconds * 1_000_000) / 1_000
  }
}

/** `192.0.2.1:2817`, and an IPv6 address with or without brackets before the port. */
function readClient(bytes: Buffer, start: number, end: number, batch: RecordBatch, row: number): boolean {
  let port = end - 1
  while (port > start && bytes[port]! >= 0x30 && bytes[port]! <= 0x39) port--
  if (port === end - 1 || bytes[port] !== COLON) return false
  const isBracketed = bytes[start] === OPEN && bytes[port - 1] === CLOSE
  return readAddress(bytes, isBracketed ? start + 1 : start, isBracketed ? port - 1 : port, batch, row)
}

/** A quote that a blank or the end follows: a target may hold others, as it is logged as it came. */
function requestEnd(bytes: Buffer, from: number, end: number): number {
  for (let at = from; at < end; at++) if (bytes[at] === QUOTE && (at + 1 === end || bytes[at + 1] === BLANK)) return at
  return end
}
