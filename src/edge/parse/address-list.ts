import type { RecordBatch } from '../../domain/record-batch.ts'
import { parseAddress } from '../../lib/ip-address.ts'
import { readAddress } from './address-field.ts'

const BLANK = 0x20
const COMMA = 0x2c
const COLON = 0x3a
const OPEN = 0x5b
const CLOSE = 0x5d

/**
 * How an address key is written: `plain`; `peer`: behind the address a port may stand (`192.0.2.1:80`, `[2001:db8::1]:80`), and of a
 * list the last entry counts, as only that one was written by a machine that the server knows.
 */
export type AddressForm = 'plain' | 'peer'

/** The form of a text that holds an address; null when it holds none. */
export function addressForm(text: string): AddressForm | null {
  if (parseAddress(text) !== null) return 'plain'
  const bytes = Buffer.from(text)
  return scanPeer(bytes, 0, bytes.length) && parseAddress(text.slice(peer.start, peer.end)) !== null ? 'peer' : null
}

const peer = { start: 0, end: 0 }

/** Writes the address of a peer, or of the last one of a list, into row `row`; false when there is none. */
export function readPeer(bytes: Buffer, start: number, end: number, batch: RecordBatch, row: number): boolean {
  return scanPeer(bytes, start, end) && readAddress(bytes, peer.start, peer.end, batch, row)
}

/** Cuts all before the last comma, brackets and a port off. False when brackets or a port are broken. */
function scanPeer(bytes: Buffer, from: number, to: number): boolean {
  let start = from
  let end = to
  for (let at = from; at < to; at++) if (bytes[at] === COMMA) start = at + 1
  while (start < end && bytes[start] === BLANK) start++
  let colons = 0
  let colon = -1
  for (let at = start; at < end; at++) {
    if (bytes[at] !== COLON) continue
    colons++
    colon = at
  }
  if (bytes[start] === OPEN) {
    const close = bytes.indexOf(CLOSE, start)
    if (close < 0 || close >= end || (close + 1 !== end && !isPort(bytes, close + 1, end))) return false
    start++
    end = close
  } else if (colons === 1) {
    if (!isPort(bytes, colon, end)) return false
    end = colon
  }
  peer.start = start
  peer.end = end
  return start < end
}

/** A colon and up to five digits. */
function isPort(bytes: Buffer, start: number, end: number): boolean {
  if (bytes[start] !== COLON || end - start < 2 || end - start > 6) return false
  for (let at = start + 1; at < end; at++) if (bytes[at]! < 0x30 || bytes[at]! > 0x39) return false
  return true
}
