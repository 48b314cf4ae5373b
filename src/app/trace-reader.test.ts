import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseBannable } from '../domain/source-prefix.ts'
import { CidrSet } from '../lib/cidr-set.ts'
import { readTrace, type TracedLog } from './trace-reader.ts'

const AT = Date.UTC(2026, 2, 2, 9, 0, 0)
const NOW = AT / 1_000 + 600
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
const NOBODY = new CidrSet([])

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trace-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function clf(second: number): string {
  const [date, time] = new Date(AT + second * 1_000).toISOString().slice(0, 19).split('T')
  const [year, month, day] = date!.split('-')
  return `[${day}/${MONTHS[Number(month) - 1]}/${year}:${time} +0000]`
}

const combined = (second: number, address: string, path = '/', status = 200, agent = 'Mozilla/5.0') =>
  `${address} - - ${clf(second)} "GET ${path} HTTP/1.1" ${status} 900 "https://a.example/" "${agent}"\n`

const json = (second: number, address: string, path = '/', status = 200, agent = 'Mozilla/5.0') =>
  `${JSON.stringify({ time_iso8601: new Date(AT + second * 1_000).toISOString(), remote_addr: address, request_method: 'GET', request_uri: path, status, body_bytes_sent: 900, http_user_agent: agent })}\n`

function log(name: string, text: string, format = 'auto', ahead = 0): TracedLog {
  const path = join(folder, name)
  writeFileSync(path, text)
  return { path, format, ahead }
}

const traceOf = (logs: readonly TracedLog[], address: string, trusted = NOBODY) =>
  readTrace(logs, parseBannable(address), trusted, NOW)

describe('what a source sent, by the ends of the logs', () => {
  it('is found in logs of several formats at once, the newest lines first', async () => {
    const docker = (line: string) =>
      `${JSON.stringify({ log: line, stream: 'stdout', time: '2026-03-02T09:00:00Z' })}\n`
    const seconds = Array.from({ length: 40 }, (_, i) => i)
    const logs = [
      log(
        'a.log',
        seconds.map((s) => combined(s, s % 2 === 0 ? '203.0.113.10' : '198.51.100.1', `/item/${s}`, 404)).join(''),
      ),
      log(
        'b.log',
        seconds
          .map((s) => json(s + 60, s % 4 === 0 ? '203.0.113.10' : '198.51.100.2', '/b?token=s3cret', 200, 'curl/8'))
          .join(''),
        'json',
      ),
      log('c.log', seconds.map((s) => docker(combined(s + 120, '203.0.113.10', '/c', 200, 'Wget/1.2'))).join('')),
    ]
    const found = await traceOf(logs, '203.0.113.10')
    expect(found).toMatchObject({ since: '2026-03-02T09:00:00.000Z', requests: 70, step_s: 10 })
    expect(found.endpoints).toEqual([
      { path: '/c', requests: 40, errors: 0 },
      { path: '/item/:n', requests: 20, errors: 20 },
      { path: '/b', requests: 10, errors: 0 },
    ])
    expect(found.agents).toEqual([
      { agent: 'Wget/1.2', requests: 40 },
      { agent: 'Mozilla/5.0', requests: 20 },
      { agent: 'curl/8', requests: 10 },
    ])
    expect(found.lines).toHaveLength(20)
    expect(found.lines[0]).toContain('09:02:39')
    expect(found.time[0]).toBe(AT / 1_000)
    expect([found.counts.length, found.errors.length]).toEqual([found.time.length, found.time.length])
    expect(found.counts.slice(0, 5)).toEqual([5, 5, 5, 5, 0])
    expect(found.errors.reduce((sum, count) => sum + count, 0)).toBe(20)
    expect(JSON.stringify(found)).not.toContain('s3cret')
  })

  it('is that of an IPv6 /64 and of a network, and nobody else', async () => {
    const logs = [
      log(
        'a.log',
        [
          '2001:db8:bad:1::9',
          '2001:db8:bad:1:ffff::1',
          '2001:db8:bad:2::1',
          '203.0.113.9',
          '203.0.113.200',
          '203.0.112.9',
          '0.0.0.0',
        ]
          .map((address, s) => combined(s, address))
          .join(''),
      ),
    ]
    expect((await traceOf(logs, '2001:db8:bad:1::/64')).requests).toBe(2)
    expect((await traceOf(logs, '2001:db8:bad::/48')).requests).toBe(3)
    expect((await traceOf(logs, '203.0.113.0/24')).requests).toBe(2)
    expect((await traceOf(logs, '203.0.113.9')).requests).toBe(1)
    expect(await traceOf(logs, '192.0.2.1')).toMatchObject({
      requests: 0,
      lines: [],
      since: '2026-03-02T09:00:00.000Z',
    })
  })

  it('believes a proxy that is trusted, as the live reader does', async () => {
    const format =
      '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_x_forwarded_for"'
    const line = `198.51.100.9 - - ${clf(1)} "GET / HTTP/1.1" 200 5 "203.0.113.10"\n`
    const logs = [log('a.log', line, format)]
    const trusted = new CidrSet([{ cidr: '198.51.100.9/32', list: 'trusted_proxies' }])
    expect((await traceOf(logs, '203.0.113.10', trusted)).requests).toBe(1)
    expect((await traceOf(logs, '203.0.113.10')).requests).toBe(0)
    expect((await traceOf(logs, '198.51.100.9')).requests).toBe(1)
  })

  it('keeps hostile text as data', async () => {
    const agent = '<script>alert(1)</script>\\x1b[2J'
    const logs = [
      log(
        'a.log',
        combined(1, '203.0.113.10', '/<script>\u001b]0;x\u0007?a=b', 200, agent) +
          json(2, '203.0.113.10', '/\u202eevil', 200, '\u001b[31m"quoted"') +
          `${'"\\'.repeat(200_000)}\n\u0000\n`,
      ),
    ]
    const found = await traceOf(logs, '203.0.113.10')
    expect(found.requests).toBe(1)
    expect(found.agents[0]!.agent).toBe(agent)
    const all = JSON.stringify(found)
    for (const control of ['\u001b', '\u0007', '\u202e', '\\u001b']) expect(all).not.toContain(control)
    expect(all).not.toContain('a=b')
  })

  it('reads the last 8 MiB, begins where all logs are there, and leaves the line that is being written', async () => {
    const line = (s: number) => combined(s, '203.0.113.10', '/', 200, `Mozilla/5.0 ${'x'.repeat(900)}`)
    const lines = 12_000
    const busy = log('busy.log', Array.from({ length: lines }, (_, i) => line(Math.floor(i / 20))).join(''), 'combined')
    const slow = log('slow.log', combined(0, '203.0.113.10', '/old') + combined(590, '203.0.113.10', '/new'))
    appendFileSync(slow.path, combined(595, '203.0.113.10', '/unfinished').slice(0, -20))
    const began = performance.now()
    let turns = 0
    let isReading = true
    const count = (): void => {
      turns++
      if (isReading) setImmediate(count)
    }
    setImmediate(count)
    const found = await traceOf([busy, slow], '203.0.113.10')
    isReading = false
    const kept = Math.floor((8 << 20) / line(100).length)
    const since = (Date.parse(found.since!) - AT) / 1_000
    expect(since).toBeGreaterThan(150)
    expect(found.requests).toBeLessThanOrEqual(kept + 1)
    expect(found.requests).toBeGreaterThan(kept - 100)
    expect(found.endpoints.map(({ path }) => path)).toEqual(['/', '/new'])
    expect(found.counts.reduce((sum, all) => sum + all, 0)).toBe(found.requests)
    expect(turns).toBeGreaterThan(20)
    expect(performance.now() - began).toBeLessThan(5_000)
  })

  it('counts in longer steps what reaches far back, and draws nothing of a line from the future', async () => {
    const logs = [
      log(
        'a.log',
        combined(-86_400 * 40, '203.0.113.10') + combined(1, '203.0.113.10') + combined(86_400 * 900, '203.0.113.10'),
      ),
    ]
    const found = await traceOf(logs, '203.0.113.10')
    expect(found).toMatchObject({ step_s: 86_400, requests: 3 })
    expect(found.time.length).toBeLessThan(50)
    expect(found.time.every((start, i) => i === 0 || start - found.time[i - 1]! === 86_400)).toBe(true)
  })

  it('sets times right of a log in another zone', async () => {
    const found = await traceOf([log('a.log', combined(3_600, '203.0.113.10'), 'combined', 3_600)], '203.0.113.10')
    expect(found.since).toBe('2026-03-02T09:00:00.000Z')
  })

  it('says that nothing was looked through where there is no such file', async () => {
    mkdirSync(join(folder, 'folder'))
    const gone: TracedLog = { path: join(folder, 'gone.log'), format: 'auto', ahead: 0 }
    const odd: TracedLog = { path: join(folder, 'folder'), format: 'auto', ahead: 0 }
    expect(await traceOf([gone, odd, log('empty.log', '')], '203.0.113.10')).toMatchObject({ since: null, requests: 0 })
    expect(await traceOf([], '203.0.113.10')).toMatchObject({ since: null })
  })
})
