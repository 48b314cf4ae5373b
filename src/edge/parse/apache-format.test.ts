import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FormatError } from '../../domain/errors.ts'
import { CidrSet } from '../../lib/cidr-set.ts'
import { type ApacheValues, apacheLine } from './apache-line.fixture.ts'
import type { FoundFormat } from './line-format.ts'
import { parseLine } from './nginx-line.fixture.ts'
import { createParser } from './registry.ts'
import { hashEndpoint } from './request-field.ts'

const SECOND = Date.UTC(2026, 2, 2, 9, 15, 1) / 1000
const HONEST: ApacheValues = {
  h: '198.51.100.7',
  a: '198.51.100.7',
  '{c}a': '192.0.2.9',
  A: '192.0.2.1',
  '{remote}p': '40001',
  p: '443',
  v: 'shop.example',
  V: 'www.shop.example',
  t: '[02/Mar/2026:10:15:01 +0100]',
  '{%d/%b/%Y:%T %z}t': '02/Mar/2026:10:15:01 +0100',
  '{sec}t': `${SECOND}`,
  '{msec}t': `${SECOND}250`,
  '{usec}t': `${SECOND}250400`,
  '{end:usec}t': `${SECOND + 3}250400`,
  '{end:msec_frac}t': '250',
  '{%Y-%m-%dT%H:%M:%S%z}t': '2026-03-02T10:15:01+0100',
  r: 'POST /a/b?c=d HTTP/1.1',
  m: 'POST',
  U: '/a/b',
  q: '?c=d',
  H: 'HTTP/1.1',
  '>s': '404',
  s: '302',
  b: '512',
  B: '512',
  O: '700',
  I: '300',
  D: '125400',
  T: '2',
  '{ms}T': '125',
  '{us}T': '125400',
  '^FB': '100000',
  P: '77',
  X: '+',
  k: '3',
  '{SSL_PROTOCOL}x': 'TLSv1.3',
  '{User-Agent}i': 'Mozilla/5.0 (X11; Linux) "quoted" \\ [en]',
}
const READ = {
  code: 'valid',
  address: '198.51.100.7',
  second: SECOND,
  millisecond: 0,
  status: 404,
  bytes: 512,
  duration: -1,
  method: 'POST',
  endpoint: hashEndpoint(Buffer.from('/a/b'), 0, 4),
}
/** Moved to the end: 125 or 125.4 ms behind the start. */
const TIMED = { ...READ, millisecond: 125, duration: expect.closeTo(125, 0) }

const FORMATS: readonly (readonly [format: string, time: FoundFormat['time'], read: object])[] = [
  ['%h %l %u %t "%r" %>s %b', 'bare-start', READ],
  ['%h %l %u %t "%r" %>s %O "%{Referer}i" "%{User-Agent}i"', 'bare-start', { ...READ, bytes: 700 }],
  ['%v:%p %h %l %u %t "%r" %>s %O "%{Referer}i" "%{User-Agent}i"', 'bare-start', { ...READ, bytes: 700 }],
  ['%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i" %I %O', 'bare-start', READ],
  ['%h %l %u %t "%r" %>s %b %D', 'start', TIMED],
  ['%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i" %D', 'start', TIMED],
  ['%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i" %{ms}T %T', 'start', TIMED],
  ['%h %l %u %t "%r" %>s %b %T', 'start', { ...READ, second: SECOND + 2, duration: 2_000 }],
  ['%a %{c}a %t "%m %U%q %H" %s %>s %b %B %I %O %X %k %P %D', 'start', TIMED],
  ['%{c}a %{usec}t "%r" %>s %b %{us}T "%a"', 'start', { ...TIMED, millisecond: 375 }],
  ['%{end:usec}t %t %a "%r" %>s %b %D', 'end', { ...READ, second: SECOND + 3, millisecond: 250, duration: 125 }],
  ['[%{%d/%b/%Y:%T %z}t] %V %a:%{remote}p "%r" %>s %b', 'bare-start', READ],
  ['%{sec}t %h "%r" %>s %b', 'bare-start', READ],
  ['%{msec}t,%h,%>s,%b,%m,%U%q', 'bare-start', { ...READ, millisecond: 250 }],
  ['{"t":"%t","ip":"%a","s":%>s,"b":%B,"us":%D,"r":"%r","ua":"%{User-Agent}i"}', 'start', TIMED],
  ['%h %t %{SSL_PROTOCOL}x %{SSL_CIPHER}x "%r" %>s %b %^FB %%', 'bare-start', READ],
  ['%h %t "%r" %>s %b "%400,501{User-Agent}i" %!200,304{Referer}i %200D', 'start', TIMED],
  ['%h %t "%r" %>s %b %400D', 'start', READ],
  ['%h %t "%r" %<s %>s %b', 'bare-start', READ],
]

/** `%<s` and conditions, which the fixture does not know, by hand. */
const VALUES: ApacheValues = { ...HONEST, '<s': '302', '200D': '125400', '400,501{User-Agent}i': '-' }

describe.each(FORMATS)('%s', (format, time, read) => {
  const line = (values: ApacheValues = {}) => apacheLine(format, { ...VALUES, ...values })

  it('is read as Apache writes it', () => {
    const found: FoundFormat[] = []
    const parser = createParser(format, { onFormat: (one) => found.push(one) })
    expect(parseLine(parser, line())).toEqual({ ...READ, ...read })
    expect(found).toMatchObject([{ time }])
    const six = { h: '2001:db8:1:2::3', a: '2001:db8:1:2::3' }
    expect(parseLine(parser, line(six))).toMatchObject({ address: '2001:0db8:0001:0002:0000:0000:0000:0003' })
    expect(parseLine(parser, line({ h: 'client.example', a: 'client.example' })).code).toMatch(/bad-(address|layout)/)
  })

  it('believes no client', () => {
    const parts = [' ', '-', '"', '\\', '[', ']', '%', '\n', '203.0.113.66', '203.0.113.66 - - ', '" 200 5 "', ',', 'x']
    const text = fc
      .array(fc.oneof(fc.constantFrom(...parts, ...Object.values(HONEST)), fc.string({ maxLength: 6 })), {
        maxLength: 6,
      })
      .map((all) => all.join(''))
    const names = ['u', 'r', '{Referer}i', '{User-Agent}i', '400,501{User-Agent}i', '!200,304{Referer}i']
    const parser = createParser(format)
    fc.assert(
      fc.property(fc.array(text, { minLength: names.length, maxLength: names.length }), (texts) => {
        const hostile = Object.fromEntries(names.map((name, index) => [name, texts[index]!]))
        const result = parseLine(parser, line(hostile))
        expect(result).toMatchObject({ code: 'valid', address: '198.51.100.7', status: 404 })
        expect(Math.abs(result.second - SECOND)).toBeLessThan(4)
      }),
      { seed: 3, numRuns: 60 },
    )
  })
})

describe('the text of a LogFormat', () => {
  const value = '%h %t "%r" %>s %D'
  const line = apacheLine(value, HONEST)

  it.each([
    value,
    value.replaceAll('"', '\\"'),
    `LogFormat "${value.replaceAll('"', '\\"')}" timed`,
    `  logformat '${value}' timed\n`,
    `LogFormat "${value.replaceAll('"', '\\"')}"`,
    `LogFormat \\\n  "${value.replaceAll('"', '\\"')}" \\\n  timed`,
    `"${value.replaceAll('"', '\\"')}" timed`,
  ])('is taken as %j', (text) => {
    expect(parseLine(createParser(text), line)).toMatchObject({ code: 'valid', status: 404, duration: 125 })
  })

  it('knows tabs', () => {
    const parser = createParser('LogFormat "%h\\t%t\\t%>s\\t%{Referer}i" tabs')
    expect(parseLine(parser, '198.51.100.7\t[02/Mar/2026:09:15:01 +0000]\t200\t203.0.113.66')).toMatchObject({
      code: 'valid',
      address: '198.51.100.7',
      second: SECOND,
    })
  })

  it.each([
    ['%l %u %t "%r" %>s %b', 'no client address'],
    ['%{c}a %t "%r" %>s %b', 'which may be a proxy'],
    ['%{X-Forwarded-For}i %t "%r" %>s %b', 'no client address'],
    ['%h %t "%r" %b', 'no status'],
    ['%h "%r" %>s', 'no time'],
    ['%h %{%Y-%m-%dT%H:%M:%S%z}t "%r" %>s', '%{%Y-%m-%dT%H:%M:%S%z}t'],
    ['%h %{%d/%b/%Y %T}t.%{msec_frac}t %{%z}t "%r" %>s', 'without doubt'],
    ['%h %t "%r" %>s %{min}T', 'unit "min"'],
    ['%h %t "%r" %>s %{SSL_TLS_SNI}x', 'SSL_TLS_SNI'],
    ['%h %t "%r" %>s %Z', '%Z'],
    ['%h %t "%r" %>s 5%', 'begins no directive'],
    ['%h%u %t "%r" %>s', '%h begins and ends'],
    ['%400h %t "%r" %>s', 'no client address'],
    ['LogFormat "%h %t \\"%r\\" %>s name', 'unclosed quote'],
    ['LogFormat "%h %t \\"%r\\"\\n%>s" name', 'line break'],
  ])('%s is refused: %s', (text, because) => {
    expect(() => createParser(text)).toThrow(FormatError)
    expect(() => createParser(text)).toThrow(because)
  })
})

describe('an empty user', () => {
  it.each(FORMATS.map(([format]) => format).filter((format) => format.includes('%u')))(
    'is two quotes: %s',
    (format) => {
      const line = apacheLine(format, { ...HONEST, u: '' })
      expect(line.toString()).toContain(' "" ')
      expect(parseLine(createParser(format), line)).toMatchObject({
        code: 'valid',
        address: '198.51.100.7',
        status: 404,
      })
    },
  )
})

describe('a forwarded field', () => {
  const trusted = new CidrSet([{ cidr: '198.51.100.7/32', list: 'trusted_proxies' }])
  const read = (format: string, values: ApacheValues, options = { trusted }) =>
    parseLine(createParser(format, options), apacheLine(format, { ...HONEST, ...values })).address

  it.each([
    '%h %t "%r" %>s %b "%{X-Forwarded-For}i"',
    '%a "%{X-Real-IP}i" "%{x-forwarded-for}i" %t "%r" %>s',
    '{"ip":"%a","t":"%{usec}t","s":%>s,"x":"%{X-Forwarded-For}i"}',
  ])('names the client behind a trusted proxy: %s', (format) => {
    const list = '203.0.113.66, 203.0.113.5'
    const values = { '{X-Forwarded-For}i': list, '{x-forwarded-for}i': list, '{X-Real-IP}i': '203.0.113.66' }
    expect(read(format, values)).toBe('203.0.113.5')
    expect(read(format, { ...values, h: '198.51.100.8', a: '198.51.100.8' })).toBe('198.51.100.8')
    expect(read(format, values, { trusted: new CidrSet([]) })).toBe('198.51.100.7')
  })
})
