import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { parse } from 'yaml'
import { loadConfig } from '../config/load.ts'
import { FORMATS } from '../edge/parse/registry.ts'
import { program } from './program.ts'

const folder = mkdtempSync(join(tmpdir(), 'breakwater-detect-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (name: string, content: string | Buffer) => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

let stdout = ''
beforeEach(() => {
  stdout = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += text
    return true
  })
})
afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = undefined
})

async function detect(...args: string[]): Promise<number> {
  await program().parseAsync(['detect-format', ...args], { from: 'user' })
  return Number(process.exitCode)
}

const COMBINED = '198.51.100.7 - - [02/Mar/2026:10:15:01 +0100] "GET /a HTTP/1.1" 200 512 "-" "agent"'
const many = (line: string, count = 5_000) => `${line}\n`.repeat(count)

describe('breakwater detect-format', () => {
  it.each([
    ['plain', (text: string) => Buffer.from(text)],
    ['gzip', (text: string) => gzipSync(text)],
  ])('tells format, columns, meaning of the time and a configuration that is valid: %s', async (kind, pack) => {
    const log = file(`${kind}.log`, pack(many(COMBINED)))
    expect(await detect(log)).toBe(0)
    expect(stdout).toContain(`${log}: combined\n`)
    expect(stdout).toContain('understood       200 of 200 lines')
    expect(stdout).toContain('address          word 1')
    expect(stdout).toContain('time means       the end of a request')
    expect(stdout).toContain('198.51.100.7 at 2026-03-02T09:15:01.000Z: GET, status 200, 512 bytes, no duration')
    const fragment = stdout.slice(stdout.indexOf('logs:'))
    expect(parse(fragment)).toEqual({ logs: [{ path: log, format: 'combined' }] })
    expect((await loadConfig(file('breakwater.yaml', fragment))).config.logs).toEqual([
      { path: log, format: 'combined' },
    ])
  })

  it('tells the evidence of each key, the wrapper, and a field that names clients', async () => {
    const inner = JSON.stringify({
      time: '2026-03-02T09:15:01Z',
      remote_addr: '192.0.2.9',
      status: 200,
      http_x_forwarded_for: '198.51.100.7, 192.0.2.1',
    })
    const log = file('docker.log', many(JSON.stringify({ log: `${inner}\n`, stream: 'stdout', time: 'x' })))
    expect(await detect(log)).toBe(0)
    expect(stdout).toContain(`${log}: json in docker json-file\n`)
    expect(stdout).toContain('status           key "status" = 200')
    expect(stdout).toContain('# key "http_x_forwarded_for" names clients behind a proxy.')
    expect(stdout).toContain('format: json in docker json-file')
  })

  it('tells the first offending line, escaped and cut, and why', async () => {
    const bad = `\u001b]0;x\u0007${'y'.repeat(300)}`
    expect(await detect(file('mixed.log', `${COMBINED}\n${bad}\n\n${many(COMBINED, 3)}`))).toBe(0)
    expect(stdout).toContain('understood       4 of 5 lines')
    expect(stdout).toContain('refused          line 2 (bad-address): \\x1b]0;x\\x07yyy')
    expect(stdout).toContain('y…\n')
    expect(stdout).toContain('what stands in the place of the client address is none')
    expect(stdout).not.toContain('\u001b')
  })

  it.each([
    [
      'no status',
      '{"time":"2026-03-02T09:15:01Z","remote_addr":"198.51.100.7"}',
      'not json: no key holds a status: keys seen: time, remote_addr',
    ],
    ['the host only', '{"time":"2026-03-02T09:15:01Z","host":"::1","status":200}', '"host" may be the server\'s'],
    ['broken JSON', '{"time":', 'not json: it is no JSON object'],
    [
      'a log of Caddy',
      '{"ts":1772442901.5,"logger":"http.log.error","request":{},"status":502}',
      'not caddy-json: the line is of another log',
    ],
    [
      'a host name',
      COMBINED.replace('198.51.100.7', 'shop.example'),
      'not combined: what stands in the place of the client address is none',
    ],
    [
      'a W3C log without its header',
      '2026-03-02 09:15:01 192.0.2.1 GET /a - 443 - 198.51.100.7 x - 200 0 0 12',
      'not w3c: it looks like a line of a W3C log, but no #Fields line came before it',
    ],
    [
      'CloudFront without its header',
      '2026-03-02\t09:15:01\tSEA19-C1\t512\t198.51.100.7\tGET',
      'not cloudfront: it looks like a line of CloudFront, but the #Fields line',
    ],
    [
      'Envoy that does not tell the client',
      '[2026-03-02T09:15:01.123Z] "GET /a HTTP/1.1" 200 - 0 512 12 11 "-" "x" "-" "shop.example" "-"',
      'not envoy: it has no client address',
    ],
    [
      'an ALB with a client that is none',
      'https 2026-03-02T09:15:01.1Z app/shop/50dc - - 0.1 0.1 0.1 200 200 3 5 "GET https://shop.example:443/a HTTP/1.1"',
      'not aws-alb: what stands in the place of the client address is none',
    ],
    [
      'LTSV without a status',
      'time:2026-03-02T09:15:01Z\thost:198.51.100.7',
      'not ltsv: no label holds a status: labels seen: time, host',
    ],
    [
      'nothing known in syslog',
      'Mar  2 09:15:01 web1 nginx: {"a":1}',
      'not syslog: the line in it is of no known format: json: no key holds a client address',
    ],
  ])('says of each likely format why it is not: %s', async (_what, line, reason) => {
    expect(await detect(file('unknown.log', many(line, 3)))).toBe(1)
    expect(stdout).toContain('format not understood\n')
    expect(stdout).toContain('refused          line 1 (unknown-format): ')
    expect(stdout).toContain(reason)
    expect(stdout).not.toContain('logs:')
  })

  it('tests one format that is given, of several files, as JSON', async () => {
    const logs = [
      file('one.log', many('198.51.100.7 [02/Mar/2026:10:15:01 +0100] 200', 2)),
      file('two.log', `${COMBINED}\n`),
      file('none.log', '\n'),
    ]
    const format = '$remote_addr [$time_local] $status'
    expect(await detect(...logs, '--format', format, '-o', 'json')).toBe(1)
    const [one, two, none] = JSON.parse(stdout)
    expect(one).toMatchObject({
      is_understood: true,
      lines: 2,
      understood: 2,
      offender: null,
      sample: { status: 200, duration_ms: null },
    })
    expect(parse(one.configuration).logs[0].format).toBe(format)
    expect(two).toMatchObject({
      is_understood: false,
      understood: 0,
      offender: { number: 1, reason: 'bad-layout' },
      configuration: '',
    })
    expect(none).toMatchObject({ is_understood: false, lines: 0 })
  })

  it('writes names that YAML would misread in quotes', async () => {
    const log = file('a: #b \u202e.log', `${COMBINED}\n`)
    await detect(log)
    expect(stdout).not.toContain('\u202e')
    expect(parse(stdout.slice(stdout.indexOf('logs:'))).logs[0].path).toBe(log)
  })

  it('understands the lines of every format there is', async () => {
    const formats = new URL('../../testdata/formats/', import.meta.url)
    for (const { name } of FORMATS) {
      const lines = readFileSync(new URL(`${name}.lines`, formats), 'utf8').split('\n')
      const first = lines.findIndex((text) => !text.startsWith('#'))
      const header = lines.slice(0, first).map((text) => `${text}\n`)
      stdout = ''
      expect(await detect(file('log', header.join('') + many(lines[first]!, 2)), '-o', 'ndjson')).toBe(0)
      expect(JSON.parse(stdout)).toMatchObject({ format: { name }, understood: 2 })
    }
  })
})
