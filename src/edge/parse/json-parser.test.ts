import { isIP } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ByteText, RecordBatch } from '../../domain/record-batch.ts'
import { REJECT_REASONS, VALID } from '../../domain/reject-reason.ts'
import { CidrSet } from '../../lib/cidr-set.ts'
import { formatAddress, parseAddress } from '../../lib/ip-address.ts'
import type { JsonMapping } from './json-keys.ts'
import { JsonParser } from './json-parser.ts'

const MAPPING: JsonMapping = {
  address: 'remote_addr',
  time: { path: 'time', kind: 'iso' },
  status: 'status',
  msec: 'msec',
  method: 'method',
  path: 'uri',
  bytes: 'bytes',
  duration: { path: 'rt', unit: 's' },
}
const NEEDED = '"remote_addr":"203.0.113.10","time":"2026-03-02T09:15:01Z","status":200'

const batch = new RecordBatch()

/** The row as text, or why the line is refused. Bytes around the line must not matter. */
function read(parser: JsonParser, line: string | Buffer): string {
  const bytes = Buffer.concat([Buffer.from('"]}'), Buffer.from(line), Buffer.from('"}],')])
  const code = parser.parse(new ByteText(bytes), 3, bytes.length - 4, batch, 0)
  if (code !== VALID) return REJECT_REASONS[code]!
  const kind = batch.flags[0]! & 1 ? 6 : 4
  const address = formatAddress(kind, batch.keyHigh[0]!, batch.keyLow[0]!, batch.hostHigh[0]!, batch.hostLow[0]!)
  return [
    address,
    batch.second[0],
    batch.millisecond[0],
    batch.status[0],
    batch.method[0],
    batch.bytes[0],
    batch.duration[0],
    batch.endpoint[0],
  ].join(' ')
}
const parse = (line: string | Buffer) => read(new JsonParser(MAPPING), line)
const isValid = (line: string | Buffer) => /^[0-9a-f.:]+ /.test(parse(line))

describe('JsonParser', () => {
  it.each([
    [
      'any order and extra fields',
      '{"x":[1,{"y":[]}],"status":"404","time":"2026-03-02T09:15:01+00:00","z":{"remote_addr":"198.51.100.9"},"remote_addr":"203.0.113.10"}',
    ],
    ['blanks', ` {\t"remote_addr" : "203.0.113.10" , "time":"2026-03-02T09:15:01Z" ,"status" : 200 } `],
    [
      'escapes in keys and values',
      '{"remote\\u005faddr":"203.0.113.\\u00310","time":"2026-03-02T09:15:01\\u005a","status":"20\\u0030"}',
    ],
    ['hostile keys', `{"__proto__":1,"constructor":{"prototype":[]},"":"",${NEEDED}}`],
    ['a required key twice with one value', `{${NEEDED},"remote_addr":"203.0.113.\\u00310","status":200}`],
    ['an empty unquoted variable', `{"urt":,${NEEDED},"x":}`],
    ['unquoted lists of upstream times', `{"urt":0.001, 0.002,${NEEDED},"x":0.1 : 0.2, -}`],
    ["nginx's default escapes", `{"ua":"a \\x22quoted\\x22",${NEEDED}}`],
    ['64 levels', `{${NEEDED},"x":${'['.repeat(63)}${']'.repeat(63)}}`],
    ['unusable optional values', `{${NEEDED},"bytes":-5,"rt":"NaN","msec":[1],"uri":null}`],
  ])('reads %s', (_name, line) => expect(parse(line)).toMatch(/^203\.0\.113\.10 1772442901 0 (200|404) /))

  it('reads bytes that are not UTF-8', () => {
    expect(
      isValid(
        Buffer.concat([Buffer.from('{"ua":"'), Buffer.from([0xff, 0xc3, 0x80, 0xe2]), Buffer.from(`",${NEEDED}}`)]),
      ),
    ).toBe(true)
  })

  it('takes the fraction from msec, bytes and duration in any form, and never a negative number', () => {
    expect(parse(`{${NEEDED},"msec":"1772442901.700","method":"POST","bytes":"12","rt":0.25}`)).toBe(
      '203.0.113.10 1772442901 700 200 1 12 250 0',
    )
    expect(parse(`{${NEEDED},"msec":"1772449999.700","bytes":99999999999999999999}`)).toBe(
      '203.0.113.10 1772442901 0 200 6 0 -1 0',
    )
  })

  it.each([
    ['no-address', '{"time":"2026-03-02T09:15:01Z","status":200}'],
    ['bad-address', `{"remote_addr":"203.0.113.10:80","time":"2026-03-02T09:15:01Z","status":200}`],
    ['bad-address', `{"remote_addr":3405803786,"time":"2026-03-02T09:15:01Z","status":200}`],
    ['no-time', '{"remote_addr":"203.0.113.10","status":200}'],
    ['bad-time', '{"remote_addr":"203.0.113.10","time":"2026-02-30T09:15:01Z","status":200}'],
    ['no-status', '{"remote_addr":"203.0.113.10","time":"2026-03-02T09:15:01Z"}'],
    ['bad-status', '{"remote_addr":"203.0.113.10","time":"2026-03-02T09:15:01Z","status":600}'],
    ['bad-status', '{"remote_addr":"203.0.113.10","time":"2026-03-02T09:15:01Z","status":"0200"}'],
    ['duplicate-key', `{${NEEDED},"remote_addr":"198.51.100.1"}`],
    ['duplicate-key', `{${NEEDED},"status":404}`],
    ['too-deep', `{${NEEDED},"x":${'['.repeat(64)}${']'.repeat(64)}}`],
    ['too-long', `{${NEEDED},"x":"${'y'.repeat(65_536)}"}`],
    ['bad-json', `{${NEEDED}`],
    ['bad-json', `{${NEEDED}} {`],
    ['bad-json', `{${NEEDED},}`],
    ['bad-json', `{${NEEDED},"x":"a\tb"}`],
    ['bad-json', `{${NEEDED},"x":"\\q"}`],
    ['bad-json', `{${NEEDED},"x":01}`],
    ['bad-json', `{${NEEDED},"x":[1 2]}`],
    ['bad-json', `{${NEEDED},"x":tru}`],
    ['bad-json', `[{${NEEDED}}]`],
    ['bad-json', 'null'],
    ['bad-json', ''],
  ])('refuses with %s: %.80s', (reason, line) => expect(parse(line)).toBe(reason))

  it('reads nested keys', () => {
    const parser = new JsonParser({
      address: '@fields.ip',
      time: { path: '@t', kind: 'clf' },
      status: '@fields.status',
    })
    expect(
      read(
        parser,
        '{"@t":"02/Mar/2026:09:15:01 +0000","@fields":{"ip":"203.0.113.10","status":"200"},"ip":"198.51.100.1"}',
      ),
    ).toMatch(/^203\.0\.113\.10 1772442901/)
  })
})

const text = fc.oneof(
  fc.string(),
  fc.constantFrom('"', '\\', '","remote_addr":"198.51.100.66', '203.0.113.5', '}', '\u2028', '\ud800'),
)
const value = fc.oneof(
  text,
  fc.double(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.array(text, { maxLength: 2 }),
  fc.dictionary(text, text, { maxKeys: 2 }),
)
const address = fc.oneof(
  fc.constantFrom('203.0.113.10', '2001:db8::1', '::ffff:203.0.113.9'),
  fc.ipV6(),
  fc.ipV4(),
  text,
)
const record = fc
  .record({
    known: fc.record({
      remote_addr: address,
      time: fc.oneof({ weight: 5, arbitrary: fc.constant('2026-03-02T09:15:01Z') }, { weight: 1, arbitrary: value }),
      status: fc.oneof({ weight: 5, arbitrary: fc.constantFrom(200, '404', 503) }, { weight: 1, arbitrary: value }),
      uri: text,
      bytes: value,
      rt: value,
      msec: value,
    }),
    more: fc.dictionary(text, value, { maxKeys: 4 }),
    order: fc.nat(10_000),
  })
  .map(({ known, more, order }) => {
    const entries = [...Object.entries(more).filter(([key]) => !(key in known)), ...Object.entries(known)]
    return `{${entries
      .sort((a, b) => ((a[0].length * order) % 7) - ((b[0].length * order) % 7))
      .map(([key, item]) => `${JSON.stringify(key)}:${JSON.stringify(item)}`)
      .join(',')}}`
  })

/** The rules of a valid line by JSON.parse and plain checks; undefined when it is refused. */
function oracle(line: string): string | undefined {
  const row = JSON.parse(line)
  const ip =
    typeof row.remote_addr === 'string' && isIP(row.remote_addr) !== 0 && !row.remote_addr.includes('%')
      ? parseAddress(row.remote_addr)
      : null
  const time = row.time === '2026-03-02T09:15:01Z'
  const status =
    (typeof row.status === 'number' || typeof row.status === 'string') && /^[1-5]\d\d$/.test(String(row.status))
  return ip && time && status ? formatAddress(ip.kind, ip.high, ip.low, ip.hostHigh, ip.hostLow) : undefined
}

describe('JsonParser, whatever the line', () => {
  it('agrees with JSON.parse and plain checks', () => {
    const parser = new JsonParser(MAPPING)
    fc.assert(
      fc.property(record, (line) => {
        const got = read(parser, line)
        const wanted = oracle(line)
        if (wanted === undefined) expect(REJECT_REASONS).toContain(got)
        else expect(got.split(' ')[0]).toBe(wanted)
      }),
      { seed: 21, numRuns: 5_000 },
    )
  })

  it('gives by the learned shape what it gives key by key, after any flip of bytes', () => {
    const flips = fc.array(
      fc.tuple(fc.nat(), fc.oneof(fc.constantFrom(...Buffer.from('"\\{}[],:0 \n')), fc.nat(255))),
      { maxLength: 3 },
    )
    fc.assert(
      fc.property(record, flips, (line, changes) => {
        const trained = new JsonParser(MAPPING)
        read(trained, line)
        const mutant = Buffer.from(line)
        for (const [at, byte] of changes) mutant[at % mutant.length] = byte
        expect(read(trained, mutant)).toBe(read(new JsonParser(MAPPING), mutant))
        expect(read(trained, line)).toBe(read(new JsonParser(MAPPING), line))
      }),
      { seed: 22, numRuns: process.env.BREAKWATER_LONG ? 200_000 : 8_000 },
    )
  })

  it('does so with a forwarded key, too', () => {
    const trusted = new CidrSet([{ cidr: '192.0.2.0/24', list: 'trusted_proxies' }])
    const fresh = () => new JsonParser({ ...MAPPING, forwarded: 'xff' }, { trusted })
    const hops = fc.constantFrom('203.0.113.7', '192.0.2.9', '203.0.113.8, 192.0.2.9', 'for="203.0.113.9"', '-', '')
    const value = fc.oneof(hops, fc.array(hops, { maxLength: 3 }), fc.constantFrom(null, 5, { xff: '203.0.113.1' }))
    const line = fc
      .tuple(fc.constantFrom('192.0.2.1', '198.51.100.1'), fc.array(value, { maxLength: 2 }))
      .map(
        ([peer, fields]) =>
          `{${NEEDED.replace('203.0.113.10', peer)}${fields.map((field) => `,"xff":${JSON.stringify(field)}`).join('')}}`,
      )
    fc.assert(
      fc.property(line, line, fc.nat(), fc.constantFrom(...Buffer.from('"\\{}[],0')), (first, second, at, byte) => {
        const trained = fresh()
        read(trained, first)
        const mutant = Buffer.from(second)
        mutant[at % mutant.length] = byte
        for (const one of [second, mutant, first]) expect(read(trained, one)).toBe(read(fresh(), one))
        if (second.includes('198.51.100.1')) expect(read(trained, second)).toMatch(/^198\.51\.100\.1 /)
      }),
      { seed: 24, numRuns: 5_000 },
    )
  })

  it('never throws on random bytes and never charges an address that is not the value of its key', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(REJECT_REASONS).toContain(parse(Buffer.from(bytes)))
      }),
      { seed: 23, numRuns: 3_000 },
    )
  })
})
