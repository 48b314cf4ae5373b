import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { haproxyFormat } from './formats/haproxy.ts'
import { parseLine } from './nginx-line.fixture.ts'
import type { Recogniser } from './recognise.ts'
import { createParser } from './registry.ts'
import { hashEndpoint } from './request-field.ts'

const LINE =
  '198.51.100.7:56230 [02/Mar/2026:09:15:01.998] front~ back/web-1 0/0/1/5/6 200 512 - - ---- 1/1/0/0/0 0/0 "GET /a?b HTTP/1.1"'
const SECOND = Date.UTC(2026, 2, 2, 9, 15, 2) / 1000
const parse = (line: string | Buffer, offset = 0) => parseLine(haproxyFormat(() => offset).create(), line)
const ROW = {
  code: 'valid',
  address: '198.51.100.7',
  second: SECOND,
  millisecond: 4,
  status: 200,
  bytes: 512,
  duration: 6,
  method: 'GET',
  endpoint: hashEndpoint(Buffer.from('/a'), 0, 2),
}

describe('an HTTP line of HAProxy', () => {
  it('is read with its end', () => expect(parse(LINE)).toEqual(ROW))

  it('is in the zone that is handed in, which may change', () => {
    expect(parse(LINE, 3_600).second).toBe(SECOND - 3_600)
    const parser = haproxyFormat((wall) => (wall < SECOND + 3_600 ? 3_600 : 7_200)).create()
    expect(parseLine(parser, LINE).second).toBe(SECOND - 3_600)
    expect(parseLine(parser, LINE.replace('09:15', '11:15')).second).toBe(SECOND)
  })

  it.each([
    '<134>Mar  2 09:15:01 haproxy[12]: ',
    '<134>Mar  2 09:15:01 gate-1 haproxy[12]: ',
    '2026-03-02T09:15:01.123456+00:00 gate-1 lb: ',
    '<134>1 2026-03-02T09:15:01.123456+00:00 gate-1 haproxy 12 - - ',
  ])('may stand behind %s', (prefix) => {
    const parser = createParser('auto') as Recogniser
    expect(parseLine(parser, prefix + LINE)).toEqual(ROW)
    expect(parser.format).toMatch(/^haproxy in syslog/)
    const other = prefix.replace(/haproxy|lb/, 'sshd')
    expect(parseLine(parser, other + LINE).code).toBe('not-a-request')
  })

  it.each([
    ['2001:db8:1:2::3:56230', '2001:0db8:0001:0002:0000:0000:0000:0003'],
    ['::ffff:198.51.100.8:56230', '198.51.100.8'],
  ])('takes the last colon of %s for the port', (client, address) => {
    expect(parse(LINE.replace('198.51.100.7:56230', client))).toMatchObject({ code: 'valid', address })
  })

  const change = (from: string, to: string) => LINE.replace(from, to)
  it.each([
    ['a transfer that goes on', change('/6 200 512', '/+6 200 +512'), { duration: 6, bytes: 512 }],
    ['no total', change('0/0/1/5/6', '-1/-1/-1/-1/-1'), { duration: -1, second: SECOND - 1, millisecond: 998 }],
    ['a bad request', change('"GET /a?b HTTP/1.1"', '"<BADREQ>"'), { method: 'other', endpoint: 0 }],
    ['a client that left', change('200 512 - - ----', '-1 0 - - CR--'), { status: 499, bytes: 0 }],
    ['a cut request', LINE.slice(0, -5), { method: 'GET' }],
    ['a line cut before its request', LINE.slice(0, LINE.indexOf('"')), { method: 'other', endpoint: 0 }],
    ['captures', change('0/0 "GET', '0/0 {203.0.113.66|x [y] #22} {} "GET'), {}],
    ['a cookie with a quote', change('- - ----', 'a="b - ----'), {}],
    [
      'a cookie with a quote, and a cut request',
      change('- - ----', 'a="b - ----').slice(0, -5),
      { method: 'GET', status: 200 },
    ],
    ['fields of TLS behind', `${LINE} 0/0000000000000000/0/0/0 shop.example/TLSv1.3/TLS_AES_128_GCM_SHA256`, {}],
  ])('may have %s', (_, line, part) => {
    const result = parse(line)
    expect(result).toMatchObject({ code: 'valid', address: '198.51.100.7', ...part })
    if (Object.keys(part).length === 0) expect(result).toEqual(ROW)
  })

  it.each([
    ['', 'bad-layout'],
    [`x ${LINE}`, 'bad-layout'],
    [change('198.51.100.7:56230', 'unix:1'), 'bad-address'],
    [change('02/Mar', '31/Feb'), 'bad-time'],
    [change('.998', '.9x8'), 'bad-time'],
    [change('0/0/1/5/6', '0/1/6'), 'bad-layout'],
    [change(' 200 ', ' 2000 '), 'bad-status'],
    [change('200 512 - - ----', '-1 0 - - SC--'), 'bad-status'],
    [change(' 512 ', ' x '), 'bad-layout'],
    ['198.51.100.7:56230 [02/Mar/2026:09:15:01.123] front/1: SSL handshake failure', 'not-a-request'],
    [LINE.slice(0, 60), 'bad-layout'],
  ])('is refused: %s: %s', (line, reason) => expect(parse(line).code).toBe(reason))

  it('believes no client', () => {
    const part = fc.oneof(
      fc.constantFrom('"', ' ', '{', '}', '|', LINE, '203.0.113.66:1 ', '[02/Mar/2026:09:15:09.000] '),
      fc.string(),
    )
    const text = fc.array(part, { maxLength: 5 }).map((all) => all.join('').replaceAll(/[\r\n]/g, ''))
    fc.assert(
      fc.property(text, text, (captured, request) => {
        const line = LINE.replace('- - ----', () => `${captured} - ----`).replace('GET /a?b HTTP/1.1', () => request)
        const { code, address, second, status } = parse(line)
        expect({ code, address, second, status }).toEqual({
          code: 'valid',
          address: '198.51.100.7',
          second: SECOND,
          status: 200,
        })
      }),
      { seed: 3, numRuns: 200 },
    )
  })
})
