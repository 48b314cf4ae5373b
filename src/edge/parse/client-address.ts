import { IPV6, type RecordBatch } from '../../domain/record-batch.ts'
import type { CidrSet } from '../../lib/cidr-set.ts'
import { scanned } from '../../lib/ip-address.ts'
import { writeScanned } from './address-field.ts'
import { isBlank, scanHop } from './hop-address.ts'
import { BACKSLASH, decodeString, QUOTE } from './json-scan.ts'

const COMMA = 0x2c
/** Bytes of a value with escapes. A longer one is not read: cut off, a client's own words would stand at its end. */
const LONGEST_ESCAPED = 4_096

/**
 * Who the client is when the peer is a proxy of the operator's: what X-Forwarded-For, Forwarded, or a field with a single
 * address says. Each proxy adds the address it was called from at the right, so the list is walked from there, over trusted
 * hops only; what stands to the left of the first other address is what that one claims.
 */
export class ClientAddress {
  readonly #trusted: CidrSet
  readonly #decoded = Buffer.alloc(LONGEST_ESCAPED + 4)

  constructor(trusted: CidrSet) {
    this.#trusted = trusted
  }

  /**
   * The row holds the peer. When that is trusted, the source becomes the first address from the right of [start, end) that is
   * not, else the leftmost; anything that is no address ends the walk, and the hop before it stays.
   */
  find(bytes: Buffer, start: number, end: number, batch: RecordBatch, row: number): void {
    const { keyHigh, keyLow, hostHigh, hostLow, flags } = batch
    const isIpv6 = (flags[row]! & IPV6) !== 0
    if (!this.#trusted.holds(isIpv6, keyHigh[row]!, keyLow[row]!, hostHigh[row]!, hostLow[row]!)) return
    if (!hasBackslash(bytes, start, end)) this.#walk(bytes, start, end, batch, row)
    else if (end - start <= LONGEST_ESCAPED) {
      this.#walk(this.#decoded, 0, decodeString(bytes, start, end, this.#decoded), batch, row)
    }
  }

  #walk(bytes: Buffer, start: number, end: number, batch: RecordBatch, row: number): void {
    let stop = end
    for (;;) {
      const from = elementStart(bytes, start, stop)
      if (!isEmpty(bytes, from, stop)) {
        if (!scanHop(bytes, from, stop)) return
        writeScanned(batch, row)
        const { ipv6, high, low, hostHigh, hostLow } = scanned
        if (!this.#trusted.holds(ipv6, high, low, hostHigh, hostLow)) return
      }
      if (from === start) return
      stop = from - 1
    }
  }
}

function hasBackslash(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] === BACKSLASH) return true
  return false
}

/** Where the last element of a list begins: behind its last comma that stands in no quotes. */
function elementStart(bytes: Buffer, start: number, stop: number): number {
  let isQuoted = false
  for (let at = stop - 1; at >= start; at--) {
    if (bytes[at] === QUOTE && !isEscaped(bytes, start, at)) isQuoted = !isQuoted
    else if (bytes[at] === COMMA && !isQuoted) return at + 1
  }
  return start
}

/** Whether an odd number of backslashes stands before `at`. */
function isEscaped(bytes: Buffer, start: number, at: number): boolean {
  let before = at - 1
  while (before >= start && bytes[before] === BACKSLASH) before--
  return (at - before) % 2 === 0
}

function isEmpty(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (!isBlank(bytes[at]!)) return false
  return true
}
