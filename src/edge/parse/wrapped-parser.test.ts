import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ByteText, RecordBatch } from '../../domain/record-batch.ts'
import { REJECT_REASONS, VALID } from '../../domain/reject-reason.ts'
import type { FoundFormat } from './line-format.ts'
import type { LineParser } from './line-parser.ts'
import { InnerLine } from './line-wrapper.ts'
import { createParser, FORMATS, WRAPPERS } from './registry.ts'

const WRAPS: Readonly<Record<string, (line: string) => string>> = {
  'docker json-file': (line) => JSON.stringify({ log: `${line}\n`, stream: 'stdout', time: '2026-03-02T09:15:01Z' }),
  'kubernetes cri': (line) => `2026-03-02T09:15:01.123456789Z stdout F ${line}`,
  syslog: (line) => `<190>Mar  2 09:15:01 web1 nginx: ${line}`,
  'syslog rfc5424': (line) => `<190>1 2026-03-02T09:15:01Z web1 nginx - - - ${line}`,
}

const batch = new RecordBatch()

function read(parser: LineParser, line: string): string {
  const bytes = Buffer.from(line)
  const code = parser.parse(new ByteText(bytes), 0, bytes.length, batch, 0)
  if (code !== VALID) return REJECT_REASONS[code]!
  const columns = [batch.keyHigh, batch.keyLow, batch.hostHigh, batch.hostLow, batch.second, batch.millisecond]
  return [...columns, batch.status, batch.method, batch.endpoint, batch.bytes, batch.duration]
    .map((c) => c[0])
    .join(' ')
}

describe.each(WRAPPERS.map(({ name }) => [name] as const))('%s', (wrapper) => {
  it.each(FORMATS.map(({ name }) => [name] as const))('gives the same rows of %s as the bare lines', (name) => {
    const text = readFileSync(new URL(`../../../testdata/formats/${name}.lines`, import.meta.url), 'utf8')
    const lines = text.replace(/\n$/, '').split('\n')
    const found: FoundFormat[] = []
    const bare = createParser('auto')
    const wrapped = createParser('auto', { onFormat: (format) => found.push(format) })
    const named = createParser(`${name} in ${wrapper}`)
    for (const line of lines) {
      const expected = read(bare, line)
      expect([line, read(wrapped, WRAPS[wrapper]!(line))]).toEqual([line, expected])
      expect([line, read(named, WRAPS[wrapper]!(line))]).toEqual([line, expected])
    }
    expect([...new Set(found.map((format) => format.name))]).toEqual([`${name} in ${wrapper}`])
  })

  it('takes the text of a log_format inside', () => {
    const parser = createParser(`$remote_addr [$time_local] $status in ${wrapper}`)
    expect(read(parser, WRAPS[wrapper]!('198.51.100.7 [02/Mar/2026:10:15:01 +0100] 200'))).toContain(' 1772442901 ')
    expect(() => createParser(`combind in ${wrapper}`)).toThrow('combind')
  })

  it('never throws and stays within the line, whatever the bytes', () => {
    const peeler = WRAPPERS.find(({ name }) => name === wrapper)!.create()
    const inner = new InnerLine()
    const whole = Buffer.from(WRAPS[wrapper]!('198.51.100.7 - "a" {}'))
    const change = fc.tuple(fc.nat(whole.length), fc.nat(12), fc.uint8Array({ maxLength: 4 }))
    fc.assert(
      fc.property(fc.array(change, { maxLength: 3 }), (changes) => {
        let bytes = whole
        for (const [at, cut, more] of changes) {
          bytes = Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(Math.min(bytes.length, at + cut))])
        }
        const text = new ByteText(Buffer.concat([Buffer.from('x'), bytes, Buffer.from('"} stdout F nginx: ]')]))
        const code = peeler.peel(text, 1, 1 + bytes.length, inner)
        expect(REJECT_REASONS[code]).toBeDefined()
        if (code !== VALID) return
        expect(inner.end).toBeGreaterThanOrEqual(inner.start)
        if (inner.text === text) expect(inner.end).toBe(1 + bytes.length)
        else expect(inner.end - inner.start).toBeLessThanOrEqual(65_536)
      }),
      { seed: 41, numRuns: 3_000 },
    )
  })
})

describe('the streams of a container', () => {
  const docker = (log: string, stream: string) => JSON.stringify({ log, stream, time: '2026-03-02T09:15:01Z' })
  const LINE = '198.51.100.7 - - [02/Mar/2026:10:15:01 +0100] "GET /a HTTP/1.1" 200 512'

  it('are told apart by the first line that is understood, whichever it is of', () => {
    const parser = createParser('auto')
    expect(read(parser, docker('starting\n', 'stdout'))).toBe('unknown-format')
    expect(read(parser, docker(`${LINE}\n`, 'stderr'))).toContain(' 1772442901 ')
    expect(read(parser, docker(`${LINE}\n`, 'stdout'))).toBe('not-a-request')
    expect(read(parser, docker(LINE.slice(0, 30), 'stderr'))).toBe('partial-line')
    expect(read(parser, docker('more', 'stdout'))).toBe('not-a-request')
    expect(read(parser, docker(`${LINE.slice(30)}\n`, 'stderr'))).toContain(' 1772442901 ')
  })

  it('keep no more than 64 KiB of a line without an end, and read the next one', () => {
    const parser = createParser('common in docker json-file')
    for (let i = 0; i < 200; i++) expect(read(parser, docker('x'.repeat(16_384), 'stdout'))).toBe('partial-line')
    expect(read(parser, docker('x\n', 'stdout'))).toBe('too-long')
    expect(read(parser, docker(`${LINE}\n`, 'stdout'))).toContain(' 1772442901 ')
  })
})
