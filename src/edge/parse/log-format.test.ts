import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FormatError } from '../../domain/errors.ts'
import { compileLogFormat } from './log-format.ts'
import { type Escaping, nginxLine, parseLine, type Values } from './nginx-line.fixture.ts'
import { hashEndpoint } from './request-field.ts'

interface Sample {
  readonly name: string
  readonly escape?: Escaping
  readonly format: string
  /** Words of the reason for which the format is refused. */
  readonly refused?: string
}

const SAMPLES: readonly Sample[] = JSON.parse(
  readFileSync(new URL('../../../testdata/formats/nginx-log-formats.json', import.meta.url), 'utf8'),
)
const READABLE = SAMPLES.filter((sample) => sample.refused === undefined).map(
  (sample) => [sample.name, sample] as const,
)

const SECOND = Date.UTC(2026, 10, 20, 9, 0, 1) / 1000
const HONEST: Values = {
  remote_addr: '198.51.100.7',
  remote_port: '40001',
  time_local: '20/Nov/2026:10:00:01 +0100',
  time_iso8601: '2026-11-20T10:00:01+01:00',
  msec: `${SECOND}.250`,
  request: 'POST /a/b?c=d HTTP/1.1',
  request_method: 'POST',
  request_uri: '/a/b?c=d',
  uri: '/a/b',
  args: 'c=d',
  scheme: 'https',
  host: 'example.org',
  server_protocol: 'HTTP/1.1',
  server_addr: '192.0.2.1',
  server_port: '443',
  status: '404',
  body_bytes_sent: '512',
  bytes_sent: '700',
  request_time: '0.125',
  request_length: '300',
  gzip_ratio: '2.91',
  http_user_agent: 'Mozilla/5.0 (X11; Linux x86_64) "quoted" [en]',
  upstream_addr: '192.0.2.5:80, 192.0.2.6:80 : 192.0.2.7:80',
  upstream_response_time: '0.001, 0.002 : 0.1',
  upstream_status: '502, 200',
  request_id: '0123456789abcdef0123456789abcdef',
  connection: '5',
  connection_requests: '1',
  pid: '77',
}
/** Variables whose text a client chooses, at least in part. */
const CLIENT = ['remote_user', 'http_user_agent', 'http_referer', 'http_x_forwarded_for', 'http_x_forwarded_proto']
  .concat(['http_x_real_ip', 'http_X_REQUEST_ID', 'request_body', 'http_accept_language'])
  .concat(['http_authorization', 'request_filename', 'host', 'http_host'])

function read(sample: Sample, values: Values) {
  const escaping = sample.escape ?? 'default'
  const text = escaping === 'default' ? sample.format : `log_format x escape=${escaping} '${sample.format}';`
  return parseLine(compileLogFormat(text), nginxLine(sample.format, values, escaping))
}

describe('formats found in the wild', () => {
  it.each(READABLE)('%s: reads what nginx writes', (_, sample) => {
    const { format } = sample
    const path = Buffer.from('/a/b')
    expect(read(sample, HONEST)).toEqual({
      code: 'valid',
      address: '198.51.100.7',
      second: SECOND,
      millisecond: format.includes('$msec') ? 250 : 0,
      status: 404,
      bytes: format.includes('$body_bytes_sent') ? 512 : 700,
      duration: format.includes('$request_time') ? 125 : -1,
      method: /\$request(_method)?\b/.test(format) ? 'POST' : 'other',
      endpoint: hashEndpoint(path, 0, path.length),
    })
    expect(read(sample, { ...HONEST, remote_addr: '2001:db8:1:2::3' })).toMatchObject({
      code: 'valid',
      address: '2001:0db8:0001:0002:0000:0000:0000:0003',
    })
  })

  it.each(READABLE)('%s: believes no client', (_, sample) => {
    const parts = [
      ' ',
      '-',
      ' - ',
      '[',
      ']',
      '"',
      '\\',
      '203.0.113.5',
      '203.0.113.5 - - ',
      ' 200 5 ',
      '\t',
      '{',
      '\n',
      ':',
    ]
    const part = fc.oneof(
      fc.constantFrom(...parts),
      fc.string({ maxLength: 6 }),
      fc.constantFrom(...Object.values(HONEST)),
    )
    const text = fc.array(part, { maxLength: 6 }).map((all) => all.join(''))
    fc.assert(
      fc.property(fc.array(text, { minLength: 20, maxLength: 20 }), (texts) => {
        const hostile = Object.fromEntries(CLIENT.map((name, index) => [name, texts[index]!]))
        const line = read(sample, { ...HONEST, request: texts.at(-1)!, ...hostile })
        // Only where the address stands between two texts of the client may a client make its own lines unreadable.
        if (!sample.format.startsWith('{') && sample.name !== 'p_combined') expect(line.code).toBe('valid')
        if (line.code === 'valid') expect(line).toMatchObject({ address: '198.51.100.7', second: SECOND, status: 404 })
      }),
      { seed: 3, numRuns: 60 },
    )
  })

  it.each(SAMPLES.filter((sample) => sample.refused !== undefined).map((sample) => [sample.name, sample] as const))(
    '%s: refused',
    (_, { format, refused }) => {
      expect(() => compileLogFormat(format)).toThrow(FormatError)
      expect(() => compileLogFormat(format)).toThrow(refused!)
    },
  )
})

describe('a forwarded address before the peer', () => {
  const sample = SAMPLES.find(({ name }) => name === 'p_combined')!

  it('is not charged, alone or in a list', () => {
    for (const http_x_forwarded_for of ['203.0.113.5', '203.0.113.5, 192.0.2.9', '-', '', '203.0.113.5 -']) {
      expect(read(sample, { ...HONEST, http_x_forwarded_for })).toMatchObject({
        code: 'valid',
        address: '198.51.100.7',
      })
    }
  })

  it('makes the line refused when it could be mistaken for the peer', () => {
    const line = read(sample, { ...HONEST, http_x_forwarded_for: 'x - 203.0.113.5 - y' })
    expect(line.code).toBe('no-address')
    expect(read(sample, { ...HONEST, remote_user: 'x - 203.0.113.5 - y' }).code).toBe('no-address')
  })
})

describe('the text of a format', () => {
  const value = '$remote_addr [$time_iso8601] "$request" $status "$http_x"'
  const line = nginxLine(value, HONEST)

  it.each([
    value,
    `${value}\n`,
    value.replace('$status', `$${'{status}'}`),
    `log_format main '${value}';`,
    `log_format main\n  escape=default # a comment; 'x'\n  '$remote_addr [$time_iso8601] '\n\t'"$request" $status "$http_x"';`,
    `log_format main "${value.replaceAll('"', '\\"')}";`,
    `'${value}'`,
  ])('is taken as %j', (text) => {
    expect(parseLine(compileLogFormat(text), line)).toMatchObject({ code: 'valid', status: 404, method: 'POST' })
  })

  it('knows tabs that are written as \\t', () => {
    const parser = compileLogFormat(`log_format ltsv 'a:$remote_addr\\tt:$msec\\ts:$status\\tu:$uri';`)
    const read = parseLine(parser, `a:198.51.100.7\tt:${SECOND}.250\ts:200\tu:/a`)
    expect(read).toMatchObject({
      code: 'valid',
      address: '198.51.100.7',
      second: SECOND,
      millisecond: 250,
      status: 200,
    })
  })

  it('may be JSON with a request line made of parts', () => {
    const format =
      '{"at": {"t": $msec}, "r": "$request_method $scheme://$host$request_uri $server_protocol", "s": $status, "c": ["$pid"], "ip": "$remote_addr"}'
    const parser = compileLogFormat(`log_format x escape=json '${format}';`)
    expect(parseLine(parser, nginxLine(format, HONEST, 'json'))).toMatchObject({
      code: 'valid',
      address: '198.51.100.7',
      second: SECOND,
      millisecond: 250,
      method: 'POST',
      endpoint: hashEndpoint(Buffer.from('/a/b'), 0, 4),
    })
  })

  it('keeps zero-width spaces as they are', () => {
    const parser = compileLogFormat('$remote_addr [$time_local] "$request" \u200b$status')
    const text = '198.51.100.7 [20/Nov/2026:10:00:01 +0100] "GET / HTTP/1.1" \u200b200'
    expect(parseLine(parser, text)).toMatchObject({ code: 'valid', status: 200 })
    expect(parseLine(parser, text.replace('\u200b', '')).code).toBe('bad-layout')
  })

  it.each([
    ['', 'empty'],
    [`log_format main '${value};`, 'unclosed quote'],
    [`log_format main escape=all '${value}';`, 'escape=all'],
    [`log_format main '${value}\n$http_y';`, 'line break'],
    ['$remote_addr$remote_user [$time_iso8601] $status', 'begins and ends'],
    ['$remote_user:$remote_addr [$time_iso8601] $status', 'begins and ends'],
    ['$remote_addr:$remote_user [$time_iso8601] $status', 'begins and ends'],
    ['$http_x_forwarded_for [$time_iso8601] $status', 'no client address'],
    ['$remote_addr $status', 'no time'],
    ['{"ip":"of $remote_addr","t":"$msec","s":"$status"}', 'holds the address'],
    ['{"ip":"$remote_addr","t":"$msec","s":"$status",}', 'JSON object'],
    [`log_format x escape=none '{"ip":"$remote_addr","t":$msec,"s":$status,"u":"$remote_user"}';`, 'whole lines'],
    ['$remote_addr $time_iso8601', 'no status'],
    [`log_format x escape=none '$remote_addr - $remote_user [$time_local] $status';`, 'whole lines'],
  ])('%s is refused: %s', (text, because) => {
    expect(() => compileLogFormat(text)).toThrow(FormatError)
    expect(() => compileLogFormat(text)).toThrow(because)
  })
})
