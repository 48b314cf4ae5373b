import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FileTally } from '../../domain/file-tally.ts'
import { ByteText, type RecordBatch } from '../../domain/record-batch.ts'
import { CidrSet } from '../../lib/cidr-set.ts'
import { formatAddress } from '../../lib/ip-address.ts'
import { LineReader } from './line-reader.ts'
import { createParser } from './registry.ts'

const VALUES: Readonly<Record<string, string>> = {
  date: '2026-03-02',
  time: '09:15:01',
  's-ip': '203.0.113.66',
  'cs-method': 'GET',
  'cs-uri-stem': '/a',
  'cs-uri-query': 'b=203.0.113.66',
  'cs-username': '-',
  'c-ip': '198.51.100.7',
  'cs(User-Agent)': 'Mozilla/5.0+(X11;+Linux)',
  'cs(Referer)': '"203.0.113.66',
  'sc-status': '200',
  'sc-bytes': '512',
  'time-taken': '12',
}
const NAMES = Object.keys(VALUES)
const header = (names: readonly string[]) => `#Fields: ${names.join(' ')}`
const line = (names: readonly string[], values = VALUES) => names.map((name) => values[name] ?? '-').join(' ')
/** Columns a client writes never stand first. */
const order = fc.shuffledSubarray(NAMES, { minLength: NAMES.length }).filter(([first]) => !first!.startsWith('cs'))

/** `address status bytes duration` of each record, and what became of all lines. */
function read(text: string, format = 'auto', trusted?: CidrSet) {
  const rows: string[] = []
  const told: string[] = []
  const tally = new FileTally('log')
  const sink = {
    consume(batch: RecordBatch, from: number, to: number) {
      for (let row = from; row < to; row++) {
        const kind = batch.flags[row]! & 1 ? 6 : 4
        const words = [batch.keyHigh[row]!, batch.keyLow[row]!, batch.hostHigh[row]!, batch.hostLow[row]!] as const
        rows.push(`${formatAddress(kind, ...words)} ${batch.status[row]} ${batch.bytes[row]} ${batch.duration[row]}`)
      }
    },
  }
  const onFormat = ({ columns }: { columns: string }) => told.push(columns)
  const parser = createParser(format, { onFormat, ...(trusted && { trusted }) })
  const reader = new LineReader({ parser, tally, sink })
  reader.read(new ByteText(Buffer.from(text)), 0, Buffer.byteLength(text))
  return { rows, told, tally, reader }
}

describe('W3C logs', () => {
  it('read the same whatever the order of the columns, which may change in mid-file', () => {
    fc.assert(
      fc.property(order, order, (first, second) => {
        const { rows, tally } = read(`${header(first)}\n${line(first)}\n${header(second)}\n${line(second)}\n`)
        expect(rows).toEqual(Array(2).fill('198.51.100.7 200 512 12'))
        expect([tally.lines, tally.rejected]).toEqual([2, 0])
      }),
      { seed: 1 },
    )
  })

  it('are charged to nobody but the client, whatever is written in any one column', () => {
    const text = fc.string({ unit: fc.constantFrom(...'"# +%\t1.203.0.113.66-/') })
    fc.assert(
      fc.property(order, fc.constantFrom(...NAMES.filter((name) => name !== 'c-ip')), text, (names, name, value) => {
        const { rows } = read(`${header(names)}\n${line(names, { ...VALUES, [name]: value })}\n`, 'w3c')
        for (const row of rows) expect(row).toMatch(/^198\.51\.100\.7 /)
      }),
      { seed: 2, numRuns: 400 },
    )
  })

  it('tell the columns once, and again when they are others', () => {
    const same = `${header(NAMES)}\n${line(NAMES)}\n`
    const other = ['date', 'time', 'c-ip', 'sc-status']
    const { told, rows } = read(`${same}${same}${header(other)}\n${line(other)}\n`)
    expect(told).toHaveLength(2)
    expect(told[1]).toBe(
      'address: column 3, c-ip; time: column 1, date; clock: column 2, time; status: column 4, sc-status',
    )
    expect(rows.at(-1)).toBe('198.51.100.7 200 0 -1')
  })

  it('without a header are refused with that reason, and understood from the header on', () => {
    const text = `${line(NAMES)}\n${header(NAMES)}\n${line(NAMES)}\n`
    expect(read(text, 'w3c').tally.reasons()).toEqual({ 'no-header': 1 })
    expect(read(text).tally.reasons()).toEqual({ 'unknown-format': 1 })
    expect(read(text).rows).toHaveLength(1)
  })

  it('are read by the headers of a part of the file that is not read', () => {
    for (const format of ['w3c', 'auto']) {
      const { reader, rows, tally } = read('', format)
      reader.preface(new ByteText(Buffer.from(`#Version: 1.0\r\n${header(NAMES)}\r\n`)))
      const text = new ByteText(Buffer.from(`${line(NAMES)}\r\n`))
      reader.read(text, 0, text.bytes.length)
      expect(rows).toEqual(['198.51.100.7 200 512 12'])
      expect(tally.lines).toBe(1)
    }
  })

  it('of another origin may follow: its header is not lost', () => {
    const edge = ['date', 'time', 'x-edge-location', 'c-ip', 'sc-status']
    const tabs = `${edge.map((name) => VALUES[name] ?? '-').join('\t')}\n`
    const { rows, tally } = read(`${header(NAMES)}\n${line(NAMES)}\n${header(edge)}\n${tabs.repeat(34)}`)
    expect(rows.slice(1)).toEqual(Array(2).fill('198.51.100.7 200 0 -1'))
    expect(tally.rejected).toBe(32)
  })

  it.each([
    ['X-Forwarded-For', '198.51.100.9,+192.0.2.8', '198.51.100.9'],
    ['cs(X-Forwarded-For)', '203.0.113.66,%20198.51.100.9,192.0.2.8', '198.51.100.9'],
    ['x_forwarded_for', '2001%3Adb8%3A%3A9', '2001:db8::9'],
    ['cs(X-Real-IP)', '198.51.100.9', '198.51.100.9'],
    ['X-Forwarded-For', 'unknown', '192.0.2.7'],
    ['X-Forwarded-For', '-', '192.0.2.7'],
    ['X-Forwarded-For', `${'1'.repeat(5_000)},198.51.100.9`, '192.0.2.7'],
  ])('behind a trusted proxy the client is that of %s, case %#', (name, value, client) => {
    const names = [...NAMES, name]
    const text = `${header(names)}\n${line(names, { ...VALUES, 'c-ip': '192.0.2.7', [name]: value })}\n`
    const trusted = new CidrSet([{ cidr: '192.0.2.0/24', list: 'trusted_proxies' }])
    expect(read(text, 'w3c', trusted).rows.map((row) => row.split(' ')[0])).toEqual([client])
    expect(read(text, 'auto', trusted).rows.map((row) => row.split(' ')[0])).toEqual([client])
    expect(read(text, 'w3c').rows[0]).toMatch(/^192\.0\.2\.7 /)
  })
})
