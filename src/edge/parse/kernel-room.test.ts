import fc from 'fast-check'
import { expect, it } from 'vitest'
import { FileTally } from '../../domain/file-tally.ts'
import { ByteText } from '../../domain/record-batch.ts'
import { REJECT_REASONS } from '../../domain/reject-reason.ts'
import { KernelRoom } from './kernel-room.ts'
import { LineReader } from './line-reader.ts'
import { createParser } from './registry.ts'

interface Reading {
  readonly rows: readonly unknown[][]
  readonly refused: readonly string[]
  readonly counts: readonly number[]
}

/** Reads a log in one chunk, in the kernel's memory or elsewhere. */
function read(format: string, log: Buffer, inRoom: boolean): Reading & { readonly slow: number } {
  const tally = new FileTally('x')
  const rows: unknown[][] = []
  const refused: string[] = []
  const parser = createParser(format)
  let slow = 0
  const counted = Object.assign(Object.create(parser) as typeof parser, {
    run: parser.run?.bind(parser),
    parse: (...of: Parameters<typeof parser.parse>) => {
      slow++
      return parser.parse(...of)
    },
  })
  const reader = new LineReader({
    parser: counted,
    tally,
    sink: {
      consume(batch, from, to) {
        for (let row = from; row < to; row++) {
          const { second, millisecond, keyHigh, keyLow, hostHigh, hostLow, flags, status, bytes, duration } = batch
          rows.push(
            [second, millisecond, keyHigh, keyLow, hostHigh, hostLow, flags, status, bytes, duration].map(
              (c) => c[row],
            ),
            [batch.method[row], batch.endpoint[row], batch.lineStart[row], batch.lineEnd[row]],
          )
        }
      },
    },
    onReject: (code, _, start, end) => refused.push(`${REJECT_REASONS[code]} ${start} ${end}`),
  })
  const text = inRoom ? reader.room! : new ByteText(Buffer.alloc(log.length + 64))
  // What stands behind the log must not matter.
  text.bytes.fill('7', 0)
  log.copy(text.bytes)
  const end = reader.read(text, 0, log.length)
  reader.finish(text, end, log.length)
  return { rows, refused, counts: [tally.lines, tally.rejected, ...tally.byReason], slow }
}

/** Mostly what the kernel reads, now and then something odd. */
const mostly = <T>(plain: fc.Arbitrary<T>, ...odd: T[]) =>
  fc.oneof({ weight: 30, arbitrary: plain }, fc.constantFrom(...odd))

const address = mostly(
  fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    fc.constantFrom('::', '::1', '1::', '2001:db8::', 'DB8::A', '1234::', '1:2:3:4:5:6:7::'),
  ),
  ...['::ffff:192.0.2.1', '::ffff:c000:201', '1:2:3:4:5:6:7:8:9', '1::2::3', ':1', '1:', '12345::', ':::', '::2:'],
  ...['01.2.3.4', '1.2.3', '1.2.3.256', '1.2.3.4.5', '1.2.3.4a', 'unix:', '123', '1.2.3.', '1..2.3', '1.2.3.4:5'],
)
const method = mostly(fc.constantFrom('GET', 'POST', 'HEAD', 'PUT', 'DELETE'), 'OPTIONS', 'PROPFIND', 'get', 'G', '')
const segment = fc.oneof(
  fc.stringMatching(/^[a-z-]{0,18}$/),
  fc.stringMatching(/^[0-9]{1,18}$/),
  fc.stringMatching(/^[0-9a-fA-F]{6,17}$/),
  fc.stringMatching(/^[a-z0-9]{3,20}$/),
  fc.uuid(),
)
const path = fc
  .tuple(fc.array(segment, { maxLength: 4 }), fc.constantFrom('', '?a=1/2', '#x', '?', 'ä', ' '))
  .map(([segments, rest]) => `/${segments.join('/')}${rest}`)
const target = mostly(path, '*', 'http://host/a/1', '', 'a b')
const status = mostly(fc.constantFrom(200, 304, 404, 500, 100, 599), 99, 600, 0, 1_000)
const bytes = mostly<number | string>(fc.nat(99_999_999), '123456789', '9007199254740993', '-', '01', '1.5', '1.', '')
const duration = mostly(
  fc.constantFrom('0.042', '0.001', '1.000', '12.5', '7.250', '30', '0.1234567'),
  ...['-', '0.12345678', '00.5', '123456789.123', '.5', '1e3', '-1'],
)
const second = mostly(
  fc.constantFrom('5:00', '5:00', '5:00', '5:01', '5:59', '6:00'),
  '5:60',
  '5:0a',
  '5:a0',
  '5:-1',
).map((time) => `2026-03-02T09:1${time}+00:00`)
const agent = mostly(
  fc.constantFrom('curl/8.0', 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)', 'é', ''),
  ...['a \\"quoted\\" one', '\\x22', '\\', '\u0001', '" "'],
)
const lineEnd = mostly(fc.constantFrom('\n', '\r\n'), '\n\n', '\r\r\n', '\r')
const parts = fc.record({ address, method, target, status, bytes, duration, second, agent, lineEnd })
type Parts = Record<keyof (typeof parts extends fc.Arbitrary<infer T> ? T : never), string | number>

const SHAPES: Readonly<Record<string, (line: Parts) => string>> = {
  'method and path': (p) =>
    `{"time_iso8601":"${p.second}","msec":"1772442901.250","remote_addr":"${p.address}","request_method":"${p.method}","request_uri":"${p.target}","status":${p.status},"body_bytes_sent":${p.bytes},"request_time":"${p.duration}","http_user_agent":"${p.agent}"}`,
  'request line': (p) =>
    `{"status":"${p.status}","request":"${p.method} ${p.target} HTTP/1.1","time_iso8601":"${p.second}","bytes_sent":"${p.bytes}","request_time":${p.duration},"remote_addr":"${p.address}"}`,
  combined: (p) =>
    `${p.address} - - [02/Mar/2026:${String(p.second).slice(11, 19)} +0000] "${p.method} ${p.target} HTTP/1.1" ${p.status} ${p.bytes} "${p.agent}" "${p.agent}"`,
  common: (p) =>
    `${p.address} - - [02/Mar/2026:${String(p.second).slice(11, 19)} +0000] "${p.method} ${p.target} HTTP/2.0" ${p.status} ${p.bytes}`,
}

/** Flips, drops or adds bytes here and there: `where` are shares of the length. */
function damaged(log: Buffer, spoils: readonly { where: number; byte: number; how: string }[]): Buffer {
  let bytes = log
  for (const { where, byte, how } of spoils) {
    const at = Math.floor(where * bytes.length)
    const behind = bytes.subarray(how === 'add' ? at : at + 1)
    bytes = Buffer.concat([bytes.subarray(0, at), how === 'drop' ? Buffer.alloc(0) : Buffer.of(byte), behind])
  }
  return bytes
}
const spoils = fc.array(
  fc.record({
    where: fc.double({ min: 0, max: 0.999, noNaN: true }),
    byte: fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0x22, 0x5c, 0x0a, 0x20, 0x2e, 0x30, 0x3a, 0x5b)),
    how: fc.constantFrom('flip', 'drop', 'add'),
  }),
  { maxLength: 4 },
)

it.each(Object.entries(SHAPES))('reads the same rows as the parser: %s', (name, shape) => {
  const format = name === 'common' ? 'common' : 'auto'
  fc.assert(
    fc.property(fc.array(parts, { minLength: 20, maxLength: 60, size: 'max' }), spoils, (lines, bad) => {
      const log = damaged(Buffer.from(lines.map((line) => shape(line) + line.lineEnd).join('')), bad)
      const { slow: _, ...fast } = read(format, log, true)
      const { slow: every, ...sure } = read(format, log, false)
      expect(fast).toEqual(sure)
      expect(every).toBe(sure.counts[0])
    }),
    { seed: 7, numRuns: 200 },
  )
})

it.each(Object.entries(SHAPES))('leaves the parser but the first line of each minute: %s', (name, shape) => {
  const lines = Array.from({ length: 600 }, (_, i) =>
    shape({
      ...{ address: i % 2 ? `198.51.100.${i % 256}` : `2001:db8::${i}`, method: i % 3 ? 'GET' : 'POST' },
      ...{ target: `/item/${i}`, status: 200 + (i % 2) * 204, bytes: i * 7, duration: '0.042' },
      ...{
        second: `2026-03-02T09:1${i < 300 ? 5 : 6}:${10 + Math.floor(i / 20)}+00:00`,
        agent: 'curl/8.0',
        lineEnd: '\n',
      },
    }),
  )
  const { slow, counts } = read(name === 'common' ? 'common' : 'auto', Buffer.from(`${lines.join('\n')}\n`), true)
  expect(counts.slice(0, 2)).toEqual([600, 0])
  // 2 minutes, and where the kernel has a whole line but not the room behind it that it asks for.
  expect(slow).toBeLessThanOrEqual(4)
})

it('has its kernel: `npm run kernel` builds it', () => {
  expect(KernelRoom.open()).not.toBeNull()
})
