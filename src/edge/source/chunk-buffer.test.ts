import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ByteText } from '../../domain/record-batch.ts'
import { CHUNK, ChunkBuffer, LONGEST_LINE } from './chunk-buffer.ts'
import type { ChunkSink } from './chunk-sink.ts'

class Lines implements ChunkSink {
  readonly lines: string[] = []
  long = 0
  read(text: ByteText, start: number, end: number): number {
    let at = start
    for (;;) {
      const feed = text.bytes.indexOf(0x0a, at)
      if (feed < 0 || feed >= end) return at
      this.lines.push(text.bytes.toString('latin1', at, feed))
      at = feed + 1
    }
  }
  finish(text: ByteText, start: number, end: number): void {
    this.lines.push(text.bytes.toString('latin1', start, end))
  }
  refuseLong(): void {
    this.long++
  }
  reset(): void {}
}

describe('ChunkBuffer', () => {
  it('gives the same lines however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z\r]{0,20}$/)),
        fc.boolean(),
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
        (lines, ended, cuts) => {
          const bytes = Buffer.from(lines.join('\n') + (ended ? '\n' : ''), 'latin1')
          const sink = new Lines()
          const buffer = new ChunkBuffer(sink)
          for (let at = 0, i = 0; at < bytes.length; i++) {
            const length = cuts[i % cuts.length]!
            buffer.push(bytes.subarray(at, at + length))
            at += length
          }
          buffer.finish()
          const wanted = bytes.toString('latin1').split('\n')
          if (wanted.at(-1) === '') wanted.pop()
          expect(sink.lines).toEqual(wanted)
        },
      ),
      { seed: 5, numRuns: 500 },
    )
  })

  it('drops a line of 9 MiB once, keeps little of it in memory, and reads the next one right', () => {
    const sink = new Lines()
    const buffer = new ChunkBuffer(sink)
    buffer.push(Buffer.from('before\n'))
    const before = process.memoryUsage().arrayBuffers
    let most = 0
    const part = Buffer.alloc(CHUNK, 'x')
    for (let sent = 0; sent < 9 * LONGEST_LINE; sent += CHUNK) {
      buffer.push(part)
      most = Math.max(most, buffer.carried)
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * LONGEST_LINE)
    buffer.push(Buffer.from('\nafter\n'))
    expect(sink.lines).toEqual(['before', 'after'])
    expect(sink.long).toBe(1)
    expect(most).toBeLessThanOrEqual(LONGEST_LINE)
  })

  it('hands on a line just below the limit', () => {
    const sink = new Lines()
    const buffer = new ChunkBuffer(sink)
    buffer.push(Buffer.concat([Buffer.alloc(LONGEST_LINE, 'y'), Buffer.from('\n')]))
    expect(sink.lines.map((line) => line.length)).toEqual([LONGEST_LINE])
    expect(sink.long).toBe(0)
  })
})
