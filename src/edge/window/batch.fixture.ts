import { FileTally } from '../../domain/file-tally.ts'
import { BATCH_CAPACITY, ByteText, IPV6, RecordBatch } from '../../domain/record-batch.ts'
import type { SourceKey } from '../../domain/source.ts'

export interface Row {
  readonly second: number
  readonly millisecond?: number
  readonly source?: SourceKey
  readonly status?: number
  readonly method?: number
  readonly bytes?: number
  readonly endpoint?: number
  /** Milliseconds; -1 when left out. */
  readonly duration?: number
  readonly line?: string
}

export const ipv4 = (low: number): SourceKey => ({ kind: 4, high: 0, low: (0xc6120000 + low) >>> 0 })
export const ipv6 = (low: number): SourceKey => ({ kind: 6, high: 0x20010db8, low })

/** A batch of these records, at most BATCH_CAPACITY. */
export function batchOf(rows: readonly Row[], tally = new FileTally('access.log')): RecordBatch {
  if (rows.length > BATCH_CAPACITY) throw new RangeError(`${rows.length} rows`)
  const batch = new RecordBatch()
  batch.tally = tally
  batch.count = rows.length
  const lines = rows.map((row) => Buffer.from(row.line ?? `line of ${row.second}`))
  batch.text = new ByteText(Buffer.concat(lines))
  let start = 0
  rows.forEach((row, at) => {
    const source = row.source ?? ipv4(1)
    batch.second[at] = row.second
    batch.millisecond[at] = row.millisecond ?? 0
    batch.keyHigh[at] = source.high
    batch.keyLow[at] = source.low
    batch.flags[at] = source.kind === 6 ? IPV6 : 0
    batch.status[at] = row.status ?? 200
    batch.method[at] = row.method ?? 0
    batch.bytes[at] = row.bytes ?? 0
    batch.endpoint[at] = row.endpoint ?? 0
    batch.duration[at] = row.duration ?? -1
    batch.lineStart[at] = start
    start += lines[at]!.length
    batch.lineEnd[at] = start
  })
  return batch
}
