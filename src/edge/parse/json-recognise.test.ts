import { describe, expect, it } from 'vitest'
import { FileTally } from '../../domain/file-tally.ts'
import { ByteText, type RecordBatch } from '../../domain/record-batch.ts'
import { formatAddress } from '../../lib/ip-address.ts'
import { readLeaves } from './json-leaves.ts'
import { missingKeys } from './json-recognise.ts'
import type { FoundFormat } from './line-format.ts'
import { LineReader } from './line-reader.ts'
import { createParser } from './registry.ts'

interface Row {
  readonly address: string
  readonly time: string
  readonly duration: number
}

/** Rows of a whole file as a replay reads it, the kernel included. */
function rowsOf(lines: readonly string[]): { rows: Row[]; found: FoundFormat[]; rejected: Record<string, number> } {
  const rows: Row[] = []
  const found: FoundFormat[] = []
  const consume = (batch: RecordBatch, from: number, to: number) => {
    for (let row = from; row < to; row++) {
      const kind = batch.flags[row]! & 1 ? 6 : 4
      rows.push({
        address: formatAddress(
          kind,
          batch.keyHigh[row]!,
          batch.keyLow[row]!,
          batch.hostHigh[row]!,
          batch.hostLow[row]!,
        ),
        time: new Date(batch.second[row]! * 1_000 + batch.millisecond[row]!).toISOString(),
        duration: Math.round(batch.duration[row]! * 1e6) / 1e6,
      })
    }
  }
  const tally = new FileTally('a.log')
  const parser = createParser('auto', { onFormat: (format) => found.push(format) })
  const reader = new LineReader({ parser, tally, sink: { consume } })
  const bytes = Buffer.from(`${lines.join('\n')}\n`)
  const text = reader.room ?? new ByteText(Buffer.alloc(bytes.length + 16))
  bytes.copy(text.bytes)
  reader.read(text, 0, bytes.length)
  return { rows, found, rejected: tally.reasons() }
}

const ADDRESS = '198.51.100.7'
const TIME = '2026-03-02T09:15:01.250Z'
const line = (fields: object) => JSON.stringify({ time: TIME, status: 200, remote_addr: ADDRESS, ...fields })

describe('the keys of a JSON log', () => {
  it.each([
    ['12ms', 12],
    ['1.5 s', 1_500],
    ['830µs', 0.83],
    ['830\u03bcs', 0.83],
    ['1m2.5s', 62_500],
    ['7ns', 0.000007],
  ])('tell a duration by its unit: %s', (latency, duration) =>
    expect(rowsOf(Array(3).fill(line({ latency }))).rows.map((row) => row.duration)).toEqual([
      duration,
      duration,
      duration,
    ]),
  )

  it.each([
    [{ duration_ms: 12 }, 12],
    [{ latency_us: 830 }, 0.83],
    [{ took_ns: '7000' }, 0.007],
    [{ requestTimeMs: 1, latencyMs: 12 }, 12],
    [{ responseTime: 12.5 }, 12.5],
    [{ time_taken: '0.012' }, 12],
    [{ time_taken: 12 }, 12],
    [{ upstream_response_time: '0.012' }, 12],
    [{ upstream_response_time: '0.001, 0.002' }, -1],
    [{ upstream_response_time: '0.5', request_time: '0.012' }, 12],
    [{ duration: 12_000_000 }, -1],
    [{ latency: 12 }, -1],
    [{ latency: 0.012 }, 12],
    [{ event: { duration: 12_000_000 } }, 12],
    [{ response_flags: '-', duration: 12 }, 12],
    [{ latency: '12 parsecs' }, -1],
  ])('tell a duration by its name: %j', (fields, duration) =>
    expect(rowsOf(Array(3).fill(line(fields))).rows.map((row) => row.duration)).toEqual([duration, duration, duration]),
  )

  it.each([
    ['2026/03/02 09:15:01.250', TIME],
    ['2026/03/02 09:15:01', '2026-03-02T09:15:01.000Z'],
    ['2026-03-02 10:15:01,25+0100', TIME],
    ['2026-03-02T10:15:01.250+0100', TIME],
    [1772442901.25, TIME],
    ['1772442901.25', TIME],
    [1772442901250, TIME],
    [1772442901250.75, TIME],
    [1772442901250999, TIME],
    ['1772442901250999999', TIME],
  ])('tell the time: %j', (time, expected) =>
    expect(rowsOf(Array(3).fill(line({ time }))).rows.map((row) => row.time)).toEqual([expected, expected, expected]),
  )

  it.each([
    '2026/02/30 09:15:01',
    '2026/03-02 09:15:01',
    '2026/03/02 09:15',
    '2026/03/02 09:15:01.',
    99999999999,
    '2026-03-02 09:15:01 CET',
  ])('are refused for a time such as %j', (time) =>
    expect(rowsOf([line({ time })])).toMatchObject({ rows: [], rejected: { 'unknown-format': 1 } }),
  )

  it.each([
    [{ client_ip: '203.0.113.5', remote_ip: '192.0.2.9' }, '203.0.113.5'],
    [{ remote_addr: '198.51.100.7:4711' }, ADDRESS],
    [{ remote_addr: '[2001:db8::7]:4711' }, '2001:db8::7'],
    [{ server_addr: '192.0.2.1', host: '192.0.2.1', client: { ip: ADDRESS }, server: { ip: '192.0.2.1' } }, ADDRESS],
    [{ headers: { client_ip: '203.0.113.66' }, source: { ip: ADDRESS } }, ADDRESS],
  ])('tell the client: %j', (fields, address) =>
    expect(
      rowsOf(Array(3).fill(JSON.stringify({ time: TIME, status: 200, ...fields }))).rows.map((row) => row.address),
    ).toEqual([address, address, address]),
  )

  it('read a port behind later addresses too', () => {
    const lines = [
      '198.51.100.7:1',
      '198.51.100.8',
      '[2001:db8::7]:65535',
      '2001:db8::9',
      '198.51.100.7:',
      '198.51.100.7:x',
    ]
    const { rows, rejected } = rowsOf(lines.map((remote_addr) => line({ remote_addr })))
    expect(rows.map((row) => row.address)).toEqual(['198.51.100.7', '198.51.100.8', '2001:db8::7', '2001:db8::9'])
    expect(rejected).toEqual({ 'bad-address': 2 })
  })

  it.each([
    [{ host: '::1' }, 'no key holds a client address for certain ("host" may be the server\'s'],
    [{ server_addr: '192.0.2.1', address: '192.0.2.1' }, '("address" may be'],
    [{ server: { ip: '192.0.2.1' } }, 'no key holds a client address: keys seen: time, status, server.ip'],
    [{ remote_addr: ADDRESS, status: 'ok' }, 'no key holds a status'],
    [{ remote_addr: ADDRESS, time: 'now' }, 'no key holds a time'],
    [{ 'a\u001b[2J': 1 }, '\\x1b[2J'],
  ])('are refused with the reason: %j', (fields, reason) => {
    const text = new ByteText(Buffer.from(JSON.stringify({ time: TIME, status: 200, ...fields })))
    expect(rowsOf([text.bytes.toString()]).rows).toEqual([])
    expect(missingKeys(readLeaves(text, 0, text.bytes.length)!)).toContain(reason)
  })

  it('cost no more than their length, however hostile they are', () => {
    const blanks = `{"a":"\\":${' '.repeat(60_000)}x${'","realip'.repeat(400)}`
    const started = performance.now()
    for (let i = 0; i < 20; i++) expect(rowsOf([blanks]).rows).toEqual([])
    expect(performance.now() - started).toBeLessThan(5_000)
  })

  it('are named with what they held', () => {
    const { columns, time } = rowsOf([
      line({ start_time: TIME, request: '\u009bGET /a?key=secret HTTP/1.1', latency: '12ms' }),
    ]).found[0]!
    expect(columns).toBe(
      `address: key "remote_addr" = ${ADDRESS}; time: key "time" = ${TIME}; status: key "status" = 200; request: key "request" = \\x9bGET /a?…; duration: key "latency" = 12ms`,
    )
    expect(time).toBe('end')
  })
})

describe('Traefik', () => {
  const fields = { DownstreamStatus: 200, RequestMethod: 'GET', RequestPath: '/', Duration: 250_000_000 }

  it.each([
    [
      'start and duration',
      { ClientHost: ADDRESS, StartUTC: '2026-03-02T09:15:01Z', time: '2026-03-02T09:15:09Z' },
      'start',
    ],
    ['local start', { ClientHost: ADDRESS, StartLocal: '2026-03-02T10:15:01+01:00' }, 'start'],
    ['the time of writing', { ClientHost: ADDRESS, time: TIME }, 'end'],
    ['the peer with its port', { ClientAddr: `${ADDRESS}:4711`, time: TIME }, 'end'],
    ['the last of a list', { ClientHost: `203.0.113.66, ${ADDRESS}`, time: TIME }, 'end'],
  ])('is read: %s', (_what, more, meaning) => {
    const text = JSON.stringify({ ...fields, ...more })
    const { rows, found } = rowsOf([text, text, text])
    expect(found.map(({ name, time }) => [name, time])).toEqual([['traefik-json', meaning]])
    expect(rows).toEqual(Array(3).fill({ address: ADDRESS, time: TIME, duration: 250 }))
  })
})

describe('Caddy', () => {
  const access = (request: object, more = {}) =>
    JSON.stringify({
      ts: 1772442901.25,
      logger: 'http.log.access',
      request: { method: 'GET', uri: '/', ...request },
      status: 200,
      size: 5,
      duration: 0.5,
      ...more,
    })

  it.each([
    ['2.7 and newer: client_ip wins', access({ remote_ip: '192.0.2.9', client_ip: ADDRESS })],
    ['2.5: remote_ip', access({ remote_ip: ADDRESS })],
    ['2.4: remote_addr with a port', access({ remote_addr: `${ADDRESS}:4711` })],
    ['times in words', access({ remote_ip: ADDRESS }, { ts: '2026/03/02 09:15:01.250' })],
    ['times of RFC 3339', access({ remote_ip: ADDRESS }, { ts: TIME })],
    ['durations in words', access({ remote_ip: ADDRESS }, { duration: '500ms' })],
  ])('is read: %s', (_what, text) => {
    const { rows, found } = rowsOf([text, text, text])
    expect(found.map(({ name }) => name)).toEqual(['caddy-json'])
    expect(rows).toEqual(Array(3).fill({ address: ADDRESS, time: TIME, duration: 500 }))
  })

  it('never counts a request twice, whichever line comes first', () => {
    const failed = access({ remote_ip: ADDRESS }, { logger: 'http.log.error' })
    const { rows, found, rejected } = rowsOf([
      failed,
      access({ remote_ip: ADDRESS }),
      ...Array(50).fill(failed),
      access({ remote_ip: ADDRESS }),
    ])
    expect(rows).toHaveLength(2)
    expect(found).toHaveLength(1)
    expect(rejected).toEqual({ 'unknown-format': 1, 'not-a-request': 50 })
  })
})
