import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FileTally } from '../../src/domain/file-tally.ts'
import { ByteText, METHODS, type RecordBatch } from '../../src/domain/record-batch.ts'
import type { FoundFormat } from '../../src/edge/parse/line-format.ts'
import { LineReader } from '../../src/edge/parse/line-reader.ts'
import { createParser } from '../../src/edge/parse/registry.ts'
import { formatAddress } from '../../src/lib/ip-address.ts'
import { waitUntil } from './wait-until.ts'

/** Milliseconds that the slow answer takes at least. */
const HOLD = 120
const VICTIM = '203.0.113.66'

/** A request and what its client saw of it. Times in epoch milliseconds. */
interface Seen {
  readonly address: string
  readonly method: string
  readonly status: number
  readonly bytes: number
  readonly from: number
  readonly to: number
  readonly least: number
}

interface Row {
  readonly address: string
  readonly method: string
  readonly status: number
  readonly bytes: number
  readonly time: number
  readonly duration: number
}

const trouble = spawnSync('caddy', ['version']).error ? 'caddy is not installed (Debian package caddy)' : undefined
if (trouble) process.stdout.write(`skipped, real caddy: ${trouble}\n`)

/** Ways in which Caddy's JSON encoder writes times and durations. */
const ENCODERS = {
  usual: {},
  rfc3339: { time_format: 'rfc3339_nano', duration_format: 'string' },
  wall: { time_format: 'wall_milli', duration_format: 'seconds' },
  iso8601: { time_format: 'iso8601' },
  nano: { time_format: 'unix_nano' },
}

describe.skipIf(trouble !== undefined)('real caddy, whatever the form of its times', () => {
  let folder: string
  let caddy: ChildProcess
  let upstream: http.Server
  let port: number
  const seen: Seen[] = []

  async function ask(address: string, path: string, method = 'GET', least = 0): Promise<void> {
    const from = Date.now()
    const [status, bytes] = await new Promise<[number, number]>((resolve, reject) => {
      const host = address === '::1' ? '::1' : '127.0.0.1'
      const headers = { 'x-forwarded-for': VICTIM, 'user-agent': `"remote_ip":"${VICTIM}` }
      const request = http.request({ host, port, localAddress: address, path, method, headers }, (response) => {
        let length = 0
        response.on('data', (chunk: Buffer) => {
          length += chunk.length
        })
        response.once('end', () => resolve([response.statusCode!, length]))
      })
      request.once('error', reject)
      request.end()
    })
    seen.push({ address, method, status, bytes, from, to: Date.now(), least })
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'breakwater-caddy-'))
    upstream = http.createServer((_request, response) => setTimeout(() => response.end('slow\n'), HOLD))
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
    port = await freePort()
    const dial = `127.0.0.1:${(upstream.address() as AddressInfo).port}`
    const logs = Object.entries(ENCODERS).map(([name, encoder]) => [
      name === 'usual' ? 'default' : name,
      {
        writer: { output: 'file', filename: join(folder, `${name}.log`) },
        encoder: { format: 'json', ...encoder },
        // The usual log has all that Caddy says, errors of requests too.
        ...(name !== 'usual' && { include: ['http.log.access'] }),
      },
    ])
    const routes = [
      { match: [{ path: ['/slow'] }], handle: [{ handler: 'reverse_proxy', upstreams: [{ dial }] }] },
      { match: [{ path: ['/boom'] }], handle: [{ handler: 'error', status_code: 503 }] },
      {
        match: [{ path: ['/gone'] }],
        handle: [{ handler: 'static_response', status_code: 404, body: 'no such page' }],
      },
      { handle: [{ handler: 'static_response', body: 'x'.repeat(70_000) }] },
    ]
    const web = { listen: [`127.0.0.1:${port}`, `[::1]:${port}`], automatic_https: { disable: true }, logs: {}, routes }
    const config = {
      admin: { disabled: true, config: { persist: false } },
      logging: { logs: Object.fromEntries(logs) },
      apps: { http: { servers: { web } } },
    }
    writeFileSync(join(folder, 'caddy.json'), JSON.stringify(config))
    const env = { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder, TZ: 'UTC' }
    caddy = spawn('caddy', ['run', '--config', join(folder, 'caddy.json')], { env, stdio: 'ignore' })
    await waitUntil('caddy to start', 15_000, () => textOf('usual').includes('serving initial configuration'))
    for (let i = 1; i <= 20; i++) await ask(`127.0.0.${i}`, `/page/${i}`)
    await ask('::1', '/')
    await ask('127.0.1.1', '/gone', 'POST')
    await ask('127.0.1.2', '/boom')
    await ask('127.0.1.3', '/', 'HEAD')
    await ask('127.0.1.4', '/slow', 'GET', HOLD)
    for (const name of Object.keys(ENCODERS)) {
      await waitUntil(`all lines of ${name}`, 10_000, () => textOf(name).split('handled request').length > seen.length)
    }
  })
  afterAll(async () => {
    if (caddy?.exitCode === null) {
      const ended = new Promise((resolve) => caddy.once('close', resolve))
      caddy.kill('SIGTERM')
      await ended
    }
    upstream?.close()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  function textOf(name: string): string {
    try {
      return readFileSync(join(folder, `${name}.log`), 'utf8')
    } catch {
      return ''
    }
  }

  it.each(Object.keys(ENCODERS))('charges each request once, with what its client saw: %s', (name) => {
    const { rows, found, reasons } = read(textOf(name))
    expect(found.map((format) => [format.name, format.time])).toEqual([['caddy-json', 'end']])
    const plain = ({ address, method, status, bytes }: Row | Seen) => `${address} ${method} ${status} ${bytes}`
    // What a client of HEAD is not sent Caddy counts as sent.
    expect(rows.map((row) => plain(row.method === 'HEAD' ? { ...row, bytes: 0 } : row))).toEqual(seen.map(plain))
    expect(reasons['not-a-request'] ?? 0).toBe(name === 'usual' ? 1 : 0)
    expect(Object.keys(reasons).filter((reason) => reason !== 'not-a-request' && reason !== 'unknown-format')).toEqual(
      [],
    )
    rows.forEach((row, i) => {
      const { from, to, least } = seen[i]!
      // Epochs are cut to milliseconds, and the line is written a moment after the client has its answer.
      expect(row.time, plain(row)).toBeGreaterThanOrEqual(from + least - 1)
      expect(row.time, plain(row)).toBeLessThanOrEqual(to + 1_000)
      expect(row.duration, plain(row)).toBeGreaterThanOrEqual(least - 1)
      expect(row.duration, plain(row)).toBeLessThanOrEqual(to - from + 500)
    })
  })
})

function read(content: string): { rows: Row[]; found: FoundFormat[]; reasons: Record<string, number> } {
  const rows: Row[] = []
  const found: FoundFormat[] = []
  const tally = new FileTally('access.log')
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
        method: METHODS[batch.method[row]!]!,
        status: batch.status[row]!,
        bytes: batch.bytes[row]!,
        time: batch.second[row]! * 1_000 + batch.millisecond[row]!,
        duration: batch.duration[row]!,
      })
    }
  }
  const parser = createParser('auto', { onFormat: (format) => found.push(format) })
  const bytes = Buffer.from(content)
  new LineReader({ parser, tally, sink: { consume } }).read(new ByteText(bytes), 0, bytes.length)
  return { rows, found, reasons: tally.reasons() }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
