import { renameSync, writeFileSync } from 'node:fs'
import { UsageError } from '../domain/errors.ts'
import type { FileTally } from '../domain/file-tally.ts'
import { IPV6, type RecordBatch } from '../domain/record-batch.ts'
import { formatAddress } from '../lib/ip-address.ts'

interface FileCounts {
  valid: number
  rejected: number
  skewed: number
  /** Requests by canonical text of all 128 bits (RFC 5952); the sum is `valid`. */
  per_ip: Record<string, number>
}

/** Requests by address for each input file, kept only when asked for: memory grows with the number of addresses. */
export class AddressCounts {
  readonly #files = new Map<FileTally, Map<string, number>>()
  readonly #path: string

  /** Throws UsageError when the file cannot be written. */
  constructor(path: string) {
    this.#path = path
    try {
      this.write()
    } catch (cause) {
      throw new UsageError(
        `the counts cannot be written to ${path}: ${(cause as Error).message}`,
        'Give --counts a file in a folder that you may write to.',
        { cause },
      )
    }
  }

  addFile(tally: FileTally): void {
    this.#files.set(tally, new Map())
  }

  add(batch: RecordBatch, from: number, to: number): void {
    const counts = this.#files.get(batch.tally)
    if (counts === undefined) return
    for (let row = from; row < to; row++) {
      const kind = batch.flags[row]! & IPV6 ? 6 : 4
      const text = formatAddress(
        kind,
        batch.keyHigh[row]!,
        batch.keyLow[row]!,
        batch.hostHigh[row]!,
        batch.hostLow[row]!,
      )
      counts.set(text, (counts.get(text) ?? 0) + 1)
    }
  }

  /** Replaces the file in one step, so that a reader never sees half of it. */
  write(): void {
    const files: Record<string, FileCounts> = {}
    for (const [tally, counts] of this.#files) {
      const before = files[tally.name]
      const perIp: Record<string, number> = before?.per_ip ?? {}
      for (const [address, count] of counts) perIp[address] = (perIp[address] ?? 0) + count
      files[tally.name] = {
        valid: (before?.valid ?? 0) + tally.valid,
        rejected: (before?.rejected ?? 0) + tally.rejected,
        skewed: (before?.skewed ?? 0) + tally.skewed,
        per_ip: perIp,
      }
    }
    const temporary = `${this.#path}.${process.pid}.tmp`
    writeFileSync(temporary, `${JSON.stringify(files)}\n`)
    renameSync(temporary, this.#path)
  }
}
