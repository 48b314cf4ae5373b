import { describe, expect, it } from 'vitest'
import { FormatError } from '../../domain/errors.ts'
import { ByteText, RecordBatch } from '../../domain/record-batch.ts'
import { REJECT_REASONS } from '../../domain/reject-reason.ts'
import { Recogniser } from './recognise.ts'
import { createParser, FORMATS } from './registry.ts'

const COMMON = '198.51.100.7 - - [20/Nov/2026:10:00:01 +0000] "GET /a HTTP/1.1" 200 512'
const COMBINED = `${COMMON} "-" "agent"`
const VHOST = `example.org:443 ${COMBINED}`
const JSON_LINE =
  '{"time":"2026-11-20T10:00:01+00:00","remote_addr":"198.51.100.7","status":200,"request":"GET /a HTTP/1.1"}'

function recogniser(): { parse(line: string): string; parser: Recogniser } {
  const parser = createParser('auto')
  if (!(parser instanceof Recogniser)) throw new TypeError('auto gives no Recogniser')
  const batch = new RecordBatch()
  return {
    parser,
    parse: (line) =>
      REJECT_REASONS[parser.parse(new ByteText(Buffer.from(line)), 0, Buffer.byteLength(line), batch, 0)]!,
  }
}

describe('the format of a file', () => {
  it.each([
    ['json', JSON_LINE],
    ['vhost_combined', VHOST],
    ['combined', COMBINED],
    ['common', COMMON],
  ])('is %s when the first line that can be read is of it', (name, line) => {
    const { parser, parse } = recogniser()
    expect(parse('nonsense')).toBe('unknown-format')
    expect([parser.format, parser.columns]).toEqual([null, null])
    expect(parse(line)).toBe('valid')
    expect(parser.format).toBe(name)
    expect(parser.columns).toMatch(/address.*time.*status/)
    expect(parse('nonsense')).not.toBe('unknown-format')
    expect(parse(line)).toBe('valid')
  })

  it('changes after 32 lines in a row that do not follow it', () => {
    const { parser, parse } = recogniser()
    parse(COMBINED)
    for (let line = 0; line < 32; line++) expect(parse(JSON_LINE)).toBe('bad-address')
    expect(parser.format).toBe('combined')
    expect(parse(JSON_LINE)).toBe('valid')
    expect(parser.format).toBe('json')
    expect(parse(COMBINED)).not.toBe('valid')
  })

  it('stays when misses are not in a row, or are of no format at all', () => {
    const { parser, parse } = recogniser()
    parse(COMBINED)
    for (let line = 0; line < 200; line++) parse(line % 32 === 31 ? COMBINED : JSON_LINE)
    for (let line = 0; line < 200; line++) expect(parse('nonsense')).toBe('bad-address')
    expect(parser.format).toBe('combined')
    expect(parse(COMBINED)).toBe('valid')
  })
})

describe('the program that is heard of a syslog', () => {
  const from = (program: string, line: string) => `Mar  2 09:15:01 web1 ${program}: ${line}`

  it('is another one when the first has long been silent, and not sooner', () => {
    const { parse } = recogniser()
    expect(parse(from('nginx', COMBINED))).toBe('valid')
    for (let line = 0; line < 31; line++) expect(parse(from('sshd', COMBINED))).toBe('not-a-request')
    expect(parse(from('nginx', COMBINED))).toBe('valid')
    let heard = 0
    while (parse(from('apache', COMBINED)) !== 'valid' && heard < 200) heard++
    expect(heard).toBe(63)
    expect(parse(from('apache', COMBINED))).toBe('valid')
    expect(parse(from('nginx', COMBINED))).toBe('not-a-request')
  })
})

describe('a format by name', () => {
  it.each(FORMATS.map(({ name }) => [name]))('%s gives its parser', (name) =>
    expect(createParser(name).name).toBe(name),
  )

  it('or by the text of a log_format', () => {
    expect(createParser('$remote_addr [$time_local] $status').name).toBe('log_format')
  })

  it('is refused when nobody knows it', () => {
    expect(() => createParser('combind')).toThrow(FormatError)
    expect(() => createParser('combind')).toThrow('combind')
  })
})
