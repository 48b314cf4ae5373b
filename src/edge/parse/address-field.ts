import { IPV6, type RecordBatch } from '../../domain/record-batch.ts'
import { scanAddress, scanned } from '../../lib/ip-address.ts'

/** Writes the address that [start, end) is exactly into row `row`; false when it is none: see `scanAddress`. */
export function readAddress(bytes: Buffer, start: number, end: number, batch: RecordBatch, row: number): boolean {
  if (!scanAddress(bytes, start, end)) return false
  writeScanned(batch, row)
  return true
}

/** Writes the address that was scanned last into row `row`. */
export function writeScanned(batch: RecordBatch, row: number): void {
  batch.keyHigh[row] = scanned.high
  batch.keyLow[row] = scanned.low
  batch.hostHigh[row] = scanned.hostHigh
  batch.hostLow[row] = scanned.hostLow
  batch.flags[row] = scanned.ipv6 ? IPV6 : 0
}
