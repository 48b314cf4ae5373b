import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import type { Config } from '../../config/schema.ts'
import { FileTally } from '../../domain/file-tally.ts'
import { IPV6, type RecordBatch } from '../../domain/record-batch.ts'
import type { SourceKey } from '../../domain/source.ts'
import type { Bytes, EpochMilliseconds } from '../../domain/units.ts'
import { FormatProbe, type FormatReport } from '../../edge/parse/format-probe.ts'
import { LineReader } from '../../edge/parse/line-reader.ts'
import { ChunkBuffer } from '../../edge/source/chunk-buffer.ts'
import { handHeaders } from '../../edge/source/file-headers.ts'
import { trustedNetworks, trustedProxies } from '../trusted-proxies.ts'

/** Bytes of the end of a log that are looked at: some thousand lines. */
const END: Bytes = 256 * 1_024

export interface SampledSource {
  readonly source: SourceKey
  readonly requests: number
}

/** The last lines of one log. */
export interface LogSample {
  readonly path: string
  readonly size: Bytes
  /** When it was written last. */
  readonly written: EpochMilliseconds
  readonly format: FormatReport
  /** The latest time in its lines; null when none was understood. */
  readonly lastTime: EpochMilliseconds | null
  /** Whom its requests come from, the busiest first. */
  readonly sources: readonly SampledSource[]
}

/** Reads the last 256 KiB of a log. Throws the error of the file system, and FormatError. */
export function sampleLog(path: string, format: string, config: Config): LogSample {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const { size, mtimeMs } = fstatSync(file)
    const from = Math.max(0, size - END)
    const bytes = Buffer.alloc(Math.min(size, END))
    const length = readSync(file, bytes, 0, bytes.length, from)
    // The first line is cut when it does not begin the file.
    const start = from === 0 ? 0 : bytes.indexOf(0x0a) + 1
    const counts = new SourceCounts()
    const trusted = trustedProxies(trustedNetworks(config))
    const probe = new FormatProbe(format, Number.POSITIVE_INFINITY, { trusted })
    const reader = new LineReader({ parser: probe, tally: new FileTally(path), sink: counts })
    handHeaders((into, at) => readSync(file, into, 0, into.length, at), from + start, reader)
    new ChunkBuffer(reader).push(bytes.subarray(start, length))
    const { lastTime, sources } = counts
    return { path, size, written: mtimeMs, format: probe.report(), lastTime, sources }
  } finally {
    closeSync(file)
  }
}

class SourceCounts {
  lastTime: EpochMilliseconds | null = null
  readonly #counts = new Map<string, { source: SourceKey; requests: number }>()

  get sources(): readonly SampledSource[] {
    return [...this.#counts.values()].sort((a, b) => b.requests - a.requests)
  }

  consume(batch: RecordBatch, from: number, to: number): void {
    for (let row = from; row < to; row++) {
      const time = batch.second[row]! * 1_000 + batch.millisecond[row]!
      if (this.lastTime === null || time > this.lastTime) this.lastTime = time
      const kind = (batch.flags[row]! & IPV6) !== 0 ? 6 : 4
      const source: SourceKey = { kind, high: batch.keyHigh[row]!, low: batch.keyLow[row]! }
      const key = `${kind} ${source.high} ${source.low}`
      const known = this.#counts.get(key)
      if (known === undefined) this.#counts.set(key, { source, requests: 1 })
      else known.requests++
    }
  }
}
