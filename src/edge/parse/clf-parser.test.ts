import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { common } from './formats/clf-common.ts'
import { combined } from './formats/combined.ts'
import { vhostCombined } from './formats/vhost-combined.ts'
import { nginxLine, parseLine } from './nginx-line.fixture.ts'

const COMBINED =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"'
const TIME = '20/Nov/2026:10:00:01 +0000'
const SECOND = Date.UTC(2026, 10, 20, 10, 0, 1) / 1000
const HONEST = {
  remote_addr: '198.51.100.7',
  time_local: TIME,
  request: 'GET /a HTTP/1.1',
  status: '200',
  body_bytes_sent: '512',
}
const parse = (line: string | Buffer) => parseLine(combined.create(), line)

describe('combined', () => {
  it('reads every column', () => {
    const line = `2001:db8:bad:1::5 - - [${TIME}] "POST /a?b HTTP/1.1" 404 1234 "-" "curl/8"`
    expect(parse(line)).toEqual({
      code: 'valid',
      address: '2001:0db8:0bad:0001:0000:0000:0000:0005',
      second: SECOND,
      millisecond: 0,
      status: 404,
      bytes: 1234,
      duration: -1,
      method: 'POST',
      endpoint: expect.any(Number),
    })
  })

  it.each([
    ['blanks and a fake request in the user', 'a b" 203.0.113.5 - - [x] "GET [20/Nov/2026:11:11:11 +0000] '],
    ['a fake time in the user', '- [20/Nov/2026:11:11:11 +0000]'],
    ['a whole line in the user', `- [${TIME.replace('10', '11')}] "GET / HTTP/1.1" 200 5 "-" "-"\n203.0.113.5 - -`],
    ['an empty user', ''],
    ['brackets in the user', '[]] ['],
    ['an address as user', '203.0.113.5 - -'],
    ['a byte beyond ASCII', 'ü\u0000'],
  ])('holds against %s', (_, remote_user) => {
    const line = nginxLine(COMBINED, { ...HONEST, remote_user })
    expect(parse(line)).toMatchObject({
      code: 'valid',
      address: '198.51.100.7',
      second: SECOND,
      status: 200,
      bytes: 512,
    })
  })

  it.each([
    ['an empty request', ''],
    ['TLS bytes', Buffer.from('\x16\x03\x01\x02"\\ \x00', 'latin1')],
  ])('takes %s', (_, request) => {
    const line = nginxLine(COMBINED, { ...HONEST, request, status: '400' })
    expect(parse(line)).toMatchObject({ code: 'valid', status: 400, method: 'other', endpoint: 0 })
  })

  const line = nginxLine(COMBINED, { ...HONEST, http_user_agent: 'agent' }).toString()
  it.each([
    ['extra fields', `${line} "-" 0.004 [x]`],
    ["Apache's escapes", line.replace('agent', 'a \\" b \\\\\\"')],
    ['raw bytes', Buffer.concat([Buffer.from(line.slice(0, -1)), Buffer.of(0xff, 0xfe, 0x22)])],
    ["Apache's empty user", line.replace(' - - ', ' - "" ')],
    ['no bytes', line.replace(' 512 ', ' - ')],
    ['bytes beyond all measure', line.replace(' 512 ', ` ${'9'.repeat(400)} `)],
  ])('lets %s pass', (_, text) => {
    expect(parse(text)).toMatchObject({ code: 'valid', address: '198.51.100.7', status: 200 })
    expect(parse(text).bytes).toBeGreaterThanOrEqual(0)
  })

  it.each([
    ['', 'bad-address'],
    [line.replace('198.51.100.7', '198.51.100.07'), 'bad-address'],
    [line.replace('198.51.100.7', 'client.example'), 'bad-address'],
    [line.replace('198.51.100.7', '[2001:db8::1]'), 'bad-address'],
    [` ${line}`, 'bad-address'],
    [line.replace(' - ', ' '), 'bad-layout'],
    [line.replace('Nov', 'Nix'), 'bad-time'],
    [line.replace(TIME, '20/Nov/2026:10:00:01'), 'bad-layout'],
    [line.replace('- [20/Nov/2026:', 'a long name [20:'), 'bad-time'],
    [line.replace('" 200', '" 000'), 'bad-status'],
    [line.replace('" 200', '" 2000'), 'bad-layout'],
    [line.replace(' 512', ' 5x2'), 'bad-layout'],
    [line.slice(0, -1), 'bad-layout'],
    [line.slice(0, -12), 'bad-layout'],
    [line.replace(/ "[^"]*"$/, ''), 'bad-layout'],
    [`${line}x`, 'bad-layout'],
    [line.replaceAll('"', ''), 'bad-layout'],
  ])('refuses %s', (text, code) => expect(parse(text).code).toBe(code))

  it('refuses every line that is cut short', () => {
    for (let length = 0; length < line.length; length++) expect(parse(line.slice(0, length)).code).not.toBe('valid')
  })

  it('charges nobody else and moves no time, whatever a client sends', () => {
    const text = fc.array(fc.oneof(fc.constantFrom(...PARTS), fc.string({ unit: 'binary', maxLength: 8 })), {
      maxLength: 8,
    })
    const value = text.map((parts) => parts.join(''))
    fc.assert(
      fc.property(value, value, value, value, (remote_user, request, http_referer, http_user_agent) => {
        const made = nginxLine(COMBINED, { ...HONEST, remote_user, request, http_referer, http_user_agent })
        expect(parse(made)).toMatchObject({
          code: 'valid',
          address: '198.51.100.7',
          second: SECOND,
          status: 200,
          bytes: 512,
        })
      }),
      { seed: 7, numRuns: 600 },
    )
  })

  it('agrees with a plain reading, whatever the bytes', () => {
    const raw = fc.oneof(fc.constantFrom(...PARTS), fc.string({ unit: 'binary', maxLength: 4 }))
    const value = fc.oneof(
      fc.constant(''),
      fc.array(raw, { maxLength: 3 }).map((parts) => parts.join('')),
    )
    const fixed = ['198.51.100.7 - ', ` [${TIME}] "`, '" 200 512 "', '" "', '"']
    let valid = 0
    fc.assert(
      fc.property(fc.array(value, { minLength: 5, maxLength: 5 }), fc.integer({ min: 1, max: 19 }), (values, left) => {
        const pieces = fixed.map((piece, index) => `${index === left ? '' : piece}${values[index]}`)
        const made = Buffer.from(pieces.join('').replace(/\n/g, ''))
        const read = parse(made)
        const plain = plainReading(made.toString('latin1'))
        expect(read.code === 'valid').toBe(plain !== null)
        if (plain !== null) expect(read).toMatchObject(plain)
        valid += plain === null ? 0 : 1
      }),
      { seed: 11, numRuns: 3_000 },
    )
    expect(valid).toBeGreaterThan(300)
  })
})

const PARTS = [
  ' ',
  '-',
  ' - ',
  '[',
  ']',
  '"',
  '\\',
  '" 404 9 "',
  '203.0.113.5',
  '203.0.113.5 - - ',
  `[${TIME}]`,
  ' "-" "',
]

/** The rule of the format in the plainest words; null for lines that do not follow it. */
function plainReading(line: string): { address: string; status: number; bytes: number } | null {
  const quotes: number[] = []
  for (let at = line.indexOf(' - ') + 1; at < line.length; at++) {
    let slashes = 0
    const from = quotes.length === 0 ? line.indexOf(' - ') + 3 : quotes.at(-1)! + 1
    while (at - slashes > from && line[at - slashes - 1] === '\\') slashes++
    if (line[at] === '"' && slashes % 2 === 0) quotes.push(at)
  }
  const [a, b, c, d, e, f] = quotes
  if (f === undefined || !line.startsWith('198.51.100.7 - ')) return null
  const head = line.slice(0, a)
  if (head.length < 45 || !head.endsWith(` [${TIME}] `)) return null
  const [nothing, status, bytes, blank] = line.slice(b! + 1, c).split(' ')
  if (line.slice(b! + 1, c).split(' ').length !== 4 || nothing !== '' || blank !== '' || line.slice(d! + 1, e) !== ' ')
    return null
  if (!['200', '404'].includes(status!) || !['512', '9'].includes(bytes!)) return null
  if (f + 1 < line.length && line[f + 1] !== ' ') return null
  return { address: '198.51.100.7', status: Number(status), bytes: Number(bytes) }
}

describe('its relatives', () => {
  const tail = `198.51.100.7 - - [${TIME}] "GET /a HTTP/1.1" 200 512`

  it('reads common', () => {
    expect(parseLine(common.create(), tail)).toMatchObject({
      code: 'valid',
      address: '198.51.100.7',
      status: 200,
      bytes: 512,
    })
    expect(parseLine(common.create(), tail.replace(/512$/, '-'))).toMatchObject({ code: 'valid', bytes: 0 })
    expect(parseLine(common.create(), `${tail} "-" "x"`).code).toBe('bad-layout')
  })

  it.each(['example.org:443', '[2001:db8::1]:80', '203.0.113.9:80', 'a:b:1'])('reads combined behind %s', (vhost) => {
    expect(parseLine(vhostCombined.create(), `${vhost} ${tail} "-" "x"`)).toMatchObject({
      code: 'valid',
      address: '198.51.100.7',
      second: SECOND,
    })
  })

  it.each(['example.org', 'example.org:', ':80', '', 'a b:80'])('wants host and port, not %j', (vhost) => {
    expect(parseLine(vhostCombined.create(), `${vhost} ${tail} "-" "x"`).code).not.toBe('valid')
  })
})
