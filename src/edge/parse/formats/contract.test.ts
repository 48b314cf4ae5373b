import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ByteText, METHODS, RecordBatch } from '../../../domain/record-batch.ts'
import { BLANK, REJECT_REASONS, VALID } from '../../../domain/reject-reason.ts'
import { formatAddress } from '../../../lib/ip-address.ts'
import type { FoundFormat } from '../line-format.ts'
import type { LineParser } from '../line-parser.ts'
import { createParser, FORMATS, WRAPPERS } from '../registry.ts'
import { hashEndpoint } from '../request-field.ts'

const VICTIM = '203.0.113.66'

/** See testdata/formats/README.md. */
interface Expected {
  readonly address?: string
  readonly time?: string
  readonly status?: number
  readonly method?: string
  readonly path?: string
  readonly bytes?: number
  readonly duration?: number
  readonly refused?: string
  readonly blank?: true
  readonly why?: string
  readonly padding?: number
}

interface Sample {
  /** Of lines in a wrapper: the whole name that is told. */
  readonly format?: string
  readonly time: string
  /** How often a format was settled: 1, and once more for each header that names other columns. */
  readonly settled?: number
  readonly lines: readonly { readonly line: string; readonly expected: Expected }[]
}

function sampleOf(name: string, folder: string): Sample {
  const place = new URL(`../../../../testdata/${folder}/${name}`, import.meta.url)
  if (!existsSync(`${place.pathname}.lines`))
    throw new Error(`testdata/${folder} has no ${name}.lines: see its README.md`)
  const { format, time, settled, lines } = JSON.parse(readFileSync(`${place.pathname}.expected.json`, 'utf8'))
  const text = readFileSync(`${place.pathname}.lines`, 'utf8').replace(/\n$/, '').split('\n')
  expect(lines, 'as many entries as lines').toHaveLength(text.length)
  return {
    format,
    time,
    settled,
    lines: text.map((line, i) => ({
      line: line.replace('PADDING', 'x'.repeat(lines[i].padding ?? 0)),
      expected: lines[i],
    })),
  }
}

const batch = new RecordBatch()

/** What a line became, in the words of the expectation. Bytes around it must not matter. */
function read(parser: LineParser, line: string, expected: Expected): Expected {
  const bytes = Buffer.concat([Buffer.from('"}] '), Buffer.from(line), Buffer.from('" {[')])
  const code = parser.parse(new ByteText(bytes), 4, bytes.length - 4, batch, 0)
  if (code === BLANK) return { blank: true }
  if (code !== VALID) return { refused: REJECT_REASONS[code]! }
  const kind = batch.flags[0]! & 1 ? 6 : 4
  const { path } = expected
  const hash = path === undefined ? 0 : hashEndpoint(Buffer.from(path), 0, Buffer.byteLength(path))
  return {
    address: formatAddress(kind, batch.keyHigh[0]!, batch.keyLow[0]!, batch.hostHigh[0]!, batch.hostLow[0]!),
    time: new Date(batch.second[0]! * 1_000 + batch.millisecond[0]!).toISOString(),
    status: batch.status[0]!,
    method: METHODS[batch.method[0]!]!,
    bytes: batch.bytes[0]!,
    duration: Math.round(batch.duration[0]! * 1e6) / 1e6,
    ...(path !== undefined && { path: batch.endpoint[0] === hash ? path : 'another path' }),
  }
}

function wanted({ why: _why, padding: _padding, ...expected }: Expected): Expected {
  return expected.refused === undefined && expected.blank === undefined
    ? { bytes: 0, duration: -1, ...expected }
    : expected
}

describe.each([
  ...FORMATS.map(({ name }) => [name, 'formats'] as const),
  ...WRAPPERS.map(({ name }) => [name.replaceAll(' ', '-'), 'wrappers'] as const),
])('%s, one of the %s,', (file, folder) => {
  const sample = sampleOf(file, folder)
  const name = sample.format ?? file

  it('reads each of its lines as expected, by its name', () => {
    const found: FoundFormat[] = []
    const parser = createParser(name, { onFormat: (format) => found.push(format) })
    for (const { line, expected } of sample.lines) {
      expect({ line, ...read(parser, line, expected) }).toEqual({ line, ...wanted(expected) })
    }
    expect(found).toHaveLength(sample.settled ?? 1)
    expect(found[0]).toMatchObject({ name, time: sample.time })
    expect(found[0]!.columns).toMatch(/address.*time.*status/i)
  })

  it('is recognised by its first line and reads the others the same', () => {
    const found: FoundFormat[] = []
    const parser = createParser('auto', { onFormat: (format) => found.push(format) })
    for (const { line, expected } of sample.lines) {
      expect({ line, ...read(parser, line, expected) }).toEqual({ line, ...wanted(expected) })
    }
    expect(found.map(({ name: said, time }) => [said, time])).toEqual(
      Array(sample.settled ?? 1).fill([name, sample.time]),
    )
  })

  it('has hostile lines and charges nobody who is only mentioned in them', () => {
    const hostile = sample.lines.filter(({ line }) => line.includes(VICTIM))
    expect(hostile.length).toBeGreaterThan(1)
    expect(sample.lines.some(({ expected }) => expected.refused !== undefined)).toBe(true)
    const parser = createParser(name)
    for (const { line } of sample.lines) expect(read(parser, line, {}).address, line).not.toBe(VICTIM)
  })
})
