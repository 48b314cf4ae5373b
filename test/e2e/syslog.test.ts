import { spawn, spawnSync } from 'node:child_process'
import { createSocket, type Socket } from 'node:dgram'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { udpRows } from '../../src/edge/source/udp-table.ts'
import { Daemon, MAIN } from './daemon.ts'
import { NetworkPair, namespaceTrouble } from './network-namespace.ts'
import { NginxServer, nginxTrouble } from './nginx-server.ts'
import { waitUntil } from './wait-until.ts'

const COMBINED = 'syslog:127.0.0.1:5140'
const JSON_LINES = 'syslog:[::1]:5141'

const trouble = namespaceTrouble() ?? nginxTrouble()
if (trouble) process.stdout.write(`skipped, real nginx by syslog: ${trouble}\n`)

describe.skipIf(trouble !== undefined)('real nginx that logs by syslog', () => {
  let folder: string
  let network: NetworkPair
  let nginx: NginxServer
  let daemon: Daemon
  const counts = (path: string) =>
    JSON.parse(readFileSync(join(folder, 'counts.json'), 'utf8'))[path] ?? { rejected: 0, per_ip: {} }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'breakwater-syslog-'))
    network = new NetworkPair()
    daemon = new Daemon(
      [COMBINED, JSON_LINES, '-o', 'ndjson', '--counts', join(folder, 'counts.json'), '--state-dir', folder],
      network.within(network.server),
    )
    await daemon.message('observing')
    await waitUntil('the counts', 10_000, () => {
      try {
        return counts(COMBINED) !== null
      } catch {
        return false
      }
    })
    nginx = new NginxServer(folder, network.within(network.server), [
      'syslog:server=127.0.0.1:5140,facility=local7,tag=nginx,severity=info combined',
      'syslog:server=[::1]:5141,nohostname,tag=shop breakwater',
    ])
    await nginx.ready()
  })
  afterAll(async () => {
    await daemon?.stop()
    await nginx?.stop()
    network?.remove()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  it('charges each request to the address that sent it, whatever the agent holds', async () => {
    const plans = Array.from({ length: 120 }, (_, i) => ({
      server: i % 4 === 3 ? NetworkPair.serverAddress6 : NetworkPair.serverAddress,
      address: i % 4 === 3 ? `2001:db8:bad:${i.toString(16)}::${i + 1}` : `198.18.${i}.${(i * 7) % 256}`,
      count: 1 + (i % 5),
      path: i % 9 === 0 ? `/%0a%22<190>nginx:%20${'x'.repeat(3_000)}` : '/',
    }))
    const [command, ...args] = [
      ...network.within(network.client),
      process.execPath,
      join(import.meta.dirname, 'client.mjs'),
    ]
    const child = spawn(command!, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    child.stdin.end(JSON.stringify(plans))
    const sent = JSON.parse(await text(child.stdout))
    for (const path of [COMBINED, JSON_LINES]) {
      await waitUntil(`the totals of ${path}: ${daemon.messages}`, 15_000, () => same(counts(path).per_ip, sent))
      expect(counts(path).rejected).toBe(0)
    }
    expect(daemon.messages).toContain('syslog:127.0.0.1:5140 (from 127.0.0.1, tag nginx): format combined')
    expect(daemon.messages).toContain('syslog:[::1]:5141 (from ::1, tag shop): format json')
    expect(daemon.messages).not.toContain('dropped')
    expect(daemon.events).toEqual([])
  })
})

describe('breakwater run syslog:', () => {
  let folder: string
  let client: Socket
  let daemon: Daemon | null = null
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'breakwater-syslog-'))
    client = createSocket('udp4')
  })
  afterEach(async () => {
    await daemon?.stop()
    daemon = null
    client.close()
    rmSync(folder, { recursive: true, force: true })
  })

  function start(...args: string[]): Daemon {
    daemon = new Daemon(['--state-dir', join(folder, 'state'), '-o', 'ndjson', ...args])
    return daemon
  }

  /** The port that the kernel chose for the last `syslog:…:0` opened. */
  async function portOf(running: Daemon): Promise<number> {
    return waitUntil(
      'the port',
      10_000,
      () => Number(/.*received at \S+ port (\d+)/s.exec(running.messages)?.[1] ?? 0) || false,
    )
  }

  function send(port: number, lines: readonly string[]): void {
    for (const line of lines) client.send(`<190>Mar  2 09:15:01 web1 nginx: ${line}`, port, '127.0.0.1')
  }

  it('makes one site of a JSON log, a combined log and datagrams: a flood spread over them is banned once', async () => {
    const json = join(folder, 'json.log')
    const plain = join(folder, 'plain.log')
    writeFileSync(json, '')
    writeFileSync(plain, '')
    const running = start(json, plain, 'syslog:127.0.0.1:0', '--profile', 'classic')
    const port = await portOf(running)
    await running.message('plain.log: empty so far')
    // None of the three alone goes over the ceiling of 300 in a second.
    const second = await freshSecond()
    appendFileSync(json, `${jsonLine('203.0.113.10', second)}\n`.repeat(120))
    appendFileSync(plain, `${combinedLine('203.0.113.10', second)}\n`.repeat(120))
    send(port, Array(120).fill(combinedLine('203.0.113.10', second)))
    send(port, Array(200).fill(combinedLine('203.0.113.11', second)))
    const ban = await running.event('the ban', 3_000, ({ type }) => type === 'ban')
    expect(ban).toMatchObject({ address: '203.0.113.10', observed: 301, window_s: 1 })
    for (const format of ['json.log: format json', 'plain.log: format combined', 'tag nginx): format combined'])
      await running.message(format)
    expect(await running.stop()).toBe(0)
    expect(running.events.filter(({ type }) => type === 'ban')).toHaveLength(1)
  })

  it('adds and removes it by a reload, and tells what is wrong with a port', async () => {
    const log = join(folder, 'access.log')
    const config = join(folder, 'breakwater.yaml')
    writeFileSync(log, '')
    writeFileSync(config, `logs: [${log}]\n`)
    const running = start('-c', config)
    await running.message('empty so far')
    writeFileSync(config, `logs: [${log}, 'syslog:nowhere:1']\n`)
    running.signal('SIGHUP')
    await running.message('does not say where syslog datagrams arrive')
    writeFileSync(config, `logs: [${log}, { path: 'syslog:127.0.0.1:0', format: common }]\n`)
    running.signal('SIGHUP')
    const port = await portOf(running)
    const second = await freshSecond()
    send(port, Array(310).fill(combinedLine('203.0.113.10', second).replace(/ "-".*/, '')))
    await running.event('the ban', 3_000, ({ type }) => type === 'ban')

    const taken = `syslog:127.0.0.1:${port}`
    const other = new Daemon(['--state-dir', join(folder, 'other'), taken])
    expect(await other.ended).toBe(1)
    expect(other.messages).toContain(`127.0.0.1 port ${port} (UDP) is taken by node (pid ${running.process.pid})`)

    writeFileSync(config, `logs: [${log}]\n`)
    running.signal('SIGHUP')
    await waitUntil('the port to be free', 5_000, () => udpRows('127.0.0.1', port)?.length === 0)
  })

  it('warns of an address that others reach, of lines that are cut and of those that could be two', async () => {
    const running = start('syslog:0.0.0.0:0')
    await running.message('can forge lines')
    const port = await portOf(running)
    const line = jsonLine('203.0.113.10', Math.floor(Date.now() / 1_000))
    send(port, [line, line.slice(0, 60), `${line}\n${line}`])
    await running.message('1 messages end in the middle')
    await running.message('1 datagrams were refused')
  })

  it('reads what logger sends, as Apache would through a pipe', async () => {
    const running = start('syslog:127.0.0.1:0', '--profile', 'classic')
    const port = await portOf(running)
    const second = await freshSecond()
    const input = `${combinedLine('203.0.113.10', second)}\n`.repeat(310)
    const args = ['-n', '127.0.0.1', '-P', String(port), '-d', '-t', 'apache']
    expect(spawnSync('logger', args, { input, encoding: 'utf8' }).stderr).toBe('')
    const ban = await running.event('the ban', 3_000, ({ type }) => type === 'ban')
    expect(ban.observed).toBe(301)
    await running.message('tag apache): format combined')
  })

  it('tells what the kernel dropped while it could not read', async () => {
    const running = start('syslog:127.0.0.1:0')
    const port = await portOf(running)
    running.signal('SIGSTOP')
    const datagram = Buffer.alloc(60_000, 0x78)
    const dropped = await waitUntil('the kernel to drop', 10_000, () => {
      for (let i = 0; i < 50; i++) client.send(datagram, port, '127.0.0.1')
      return (udpRows('127.0.0.1', port)?.[0]?.drops ?? 0) || false
    })
    expect(dropped).toBeGreaterThan(0)
    running.signal('SIGCONT')
    await running.message('the kernel dropped')
    expect(await running.stop()).toBe(0)
    const told = [...running.messages.matchAll(/the kernel dropped (\d+) datagrams/g)].map(([, count]) => Number(count))
    expect(told.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(dropped as number)
    expect(running.messages).toMatch(/net\.core\.rmem_max=8388608|came faster than one process reads/)
  })

  it('cannot be replayed, and says why', () => {
    const { status, stderr } = spawnSync(process.execPath, [MAIN, 'replay', 'syslog:5140'], { encoding: 'utf8' })
    expect(status).toBe(2)
    expect(stderr).toContain('datagrams are gone once they were sent')
  })
})

function same(one: Record<string, number>, other: Record<string, number>): boolean {
  const sorted = (counts: Record<string, number>) =>
    JSON.stringify(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)))
  return sorted(one) === sorted(other)
}

/** The present second, once it is young enough to hold what follows. */
async function freshSecond(): Promise<number> {
  return waitUntil('a new second', 2_000, () => Date.now() % 1_000 < 100 && Math.floor(Date.now() / 1_000))
}

function jsonLine(address: string, second: number): string {
  return `{"time_iso8601":"${iso(second)}+00:00","remote_addr":"${address}","status":200,"request":"GET / HTTP/1.1"}`
}

function combinedLine(address: string, second: number): string {
  // Sat, 21 Nov 2026 09:15:01 GMT
  const [, day, month, year, time] = new Date(second * 1_000).toUTCString().split(' ')
  return `${address} - - [${day}/${month}/${year}:${time} +0000] "GET / HTTP/1.1" 200 5 "-" "curl/8.0"`
}

function iso(second: number): string {
  return new Date(second * 1_000).toISOString().slice(0, 19)
}
