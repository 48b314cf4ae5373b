import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileLogFormat } from './log-format.ts'
import { nginxLine, parseLine } from './nginx-line.fixture.ts'

const SECOND = Date.UTC(2026, 10, 20, 10, 0, 1) / 1000
const ISO = '2026-11-20T10:00:01+00:00'

function read(format: string, line: string) {
  return parseLine(compileLogFormat(format), line)
}

describe('edges of the address', () => {
  it.each([
    ['$time_iso8601 $remote_addr:$remote_port $status', `${ISO} 2001:db8::1:443 200`],
    ['$time_iso8601 addr:$remote_addr $status', `${ISO} addr:2001:db8::1 200`],
    ['$http_x addr:$remote_addr $status $time_iso8601', `any thing addr:2001:db8::1 200 ${ISO}`],
    ['$time_iso8601 $remote_addr: $status', `${ISO} 2001:db8::1: 200`],
    ['$time_iso8601 [$remote_addr]:$remote_port $status', `${ISO} [2001:db8::1]:443 200`],
    ['$status $time_iso8601 "$remote_addr"', `200 ${ISO} "2001:db8::1"`],
  ])('%s reads %s', (format, line) => {
    expect(read(format, line)).toMatchObject({
      code: 'valid',
      address: '2001:0db8:0000:0000:0000:0000:0000:0001',
      second: SECOND,
      status: 200,
    })
  })

  it('refuses what is no address', () => {
    expect(read('$remote_addr $status $time_iso8601', `1.2.3 200 ${ISO}`).code).toBe('bad-address')
    expect(read('$remote_addr $status $time_iso8601', `unix: 200 ${ISO}`).code).toBe('bad-layout')
  })
})

describe('columns', () => {
  it('takes the fraction from $msec when both tell of the same moment', () => {
    const format = '$remote_addr $time_iso8601 $msec $status'
    expect(read(format, `192.0.2.1 ${ISO} ${SECOND}.750 200`)).toMatchObject({ second: SECOND, millisecond: 750 })
    expect(read(format, `192.0.2.1 ${ISO} ${SECOND + 60}.750 200`)).toMatchObject({ second: SECOND, millisecond: 0 })
  })

  it('takes $msec alone', () => {
    expect(read('$remote_addr $msec $status', `192.0.2.1 ${SECOND}.750 200`)).toMatchObject({
      second: SECOND,
      millisecond: 750,
    })
    expect(read('$remote_addr $msec $status', '192.0.2.1 12.750 200').code).toBe('bad-time')
  })

  it.each([
    ['$remote_addr $time_iso8601 $status $body_bytes_sent $request_time', `192.0.2.1 ${ISO} 200 - -`, 0, -1],
    [
      '$remote_addr $time_iso8601 $status $body_bytes_sent $request_time',
      `192.0.2.1 ${ISO} 200 ${'9'.repeat(30)} 1.001`,
      0,
      1001,
    ],
    ['$remote_addr $time_iso8601 $status $bytes_sent', `192.0.2.1 ${ISO} 200 12`, 12, -1],
    ['$remote_addr $time_iso8601 $status $http_x $request_time $http_y', `192.0.2.1 ${ISO} 200 a b 0.5 c`, 0, 500],
    ['$remote_addr $time_iso8601 $status $http_x $request_time $http_y', `192.0.2.1 ${ISO} 200 a 0.1 b 0.5 c`, 0, -1],
  ])('%s of %s', (format, line, bytes, duration) => {
    expect(read(format, line)).toMatchObject({ code: 'valid', bytes, duration })
  })

  it.each(['000', '099', '600'])('refuses status %s', (status) => {
    expect(read('$remote_addr $time_iso8601 $status', `192.0.2.1 ${ISO} ${status}`).code).toBe('bad-status')
  })
})

describe('escape=none', () => {
  const format = '$remote_addr [$time_iso8601] "$request" $status "$http_user_agent"'
  const parser = () => compileLogFormat(`log_format x escape=none '${format}';`)
  const values = { remote_addr: '192.0.2.1', time_iso8601: ISO, request: 'GET / HTTP/1.1', status: '200' }

  it('finds fields between unescaped texts', () => {
    const line = nginxLine(format, { ...values, http_user_agent: 'a "b" c' }, 'none')
    expect(parseLine(parser(), line)).toMatchObject({ code: 'valid', address: '192.0.2.1', status: 200, method: 'GET' })
  })

  it('does not believe a status that a client may have written', () => {
    const line = nginxLine(format, { ...values, http_user_agent: '" 404 "' }, 'none')
    expect(parseLine(parser(), line).code).toBe('no-status')
  })
})

it('stays linear on lines made to be slow', () => {
  const parser = compileLogFormat('$remote_addr $http_a-$request_time-$http_b-$msec-$http_c $status $time_iso8601')
  const line = `192.0.2.1 ${'-1'.repeat(200_000)} 200 ${ISO}`
  const start = performance.now()
  parseLine(parser, line)
  expect(performance.now() - start).toBeLessThan(2_000)
})

it('never throws, whatever the bytes', () => {
  const parsers = [
    '$remote_addr - $remote_user [$time_local] "$request" $status $http_a $request_time $http_b "$http_c"',
    '$http_x_forwarded_for - $remote_addr - $remote_user [$time_local] $status',
    'log_format x escape=none \'"$http_a" $remote_addr $http_b [$time_iso8601] $status $http_c\';',
  ].map((format) => compileLogFormat(format))
  const part = fc.constantFrom(
    ' ',
    '"',
    '-',
    '[',
    ']',
    ' - ',
    '192.0.2.1',
    ' 200 ',
    `[${ISO}]`,
    '[20/Nov/2026:10:00:01 +0000]',
  )
  const bytes = fc.array(
    fc.oneof(
      part.map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 5 }),
    ),
    { maxLength: 20 },
  )
  fc.assert(
    fc.property(bytes, (parts) => {
      for (const parser of parsers) parseLine(parser, Buffer.concat(parts))
    }),
    { seed: 5, numRuns: 2_000 },
  )
})
