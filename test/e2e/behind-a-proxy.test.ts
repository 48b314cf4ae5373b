import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Daemon, MAIN } from './daemon.ts'
import { waitUntil } from './wait-until.ts'

const VICTIM = '203.0.113.50'
const FORMAT = '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_x_forwarded_for"'
const missing = ['nginx', 'caddy'].filter((name) => spawnSync(name, ['-v']).error)
if (missing.length > 0)
  process.stdout.write(`skipped, real proxies: Debian packages ${missing.join(', ')} are missing\n`)

const folder = mkdtempSync(join(tmpdir(), 'breakwater-behind-'))
const config = join(folder, 'breakwater.yaml')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A port on loopback that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Sends a request from an address of loopback that claims to come for the victim; gives the status. */
function send(port: number, localAddress: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'X-Forwarded-For': VICTIM }
    get({ host: '127.0.0.1', port, localAddress, headers, agent: false }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode!))
    }).once('error', reject)
  })
}

/** Requests by address that a replay of the log counts, proxies at 127.0.0.1 being trusted. */
function counted(log: string, format: string): Record<string, number> {
  const counts = join(folder, 'counts.json')
  execFileSync(process.execPath, [MAIN, 'replay', '-c', config, '--format', format, '--counts', counts, log])
  return JSON.parse(readFileSync(counts, 'utf8'))[log].per_ip
}

describe.skipIf(missing.length > 0)('real proxies on loopback', () => {
  const servers: { process: ChildProcess; ended: Promise<unknown> }[] = []
  const keep = (process: ChildProcess) =>
    servers.push({ process, ended: new Promise((resolve) => process.once('close', resolve)) })
  const ports = { front: 0, nginx: 0, caddyFront: 0, caddy: 0 }
  const log = (name: string) => join(folder, `${name}.log`)

  beforeAll(async () => {
    for (const name of Object.keys(ports) as (keyof typeof ports)[]) ports[name] = await freePort()
    const pass = (port: number, to: number) =>
      `server { listen 127.0.0.1:${port}; location / { proxy_pass http://127.0.0.1:${to};
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; } }`
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `${name}_temp_path ${folder}/t;`,
    )
    const file = join(folder, 'nginx.conf')
    writeFileSync(
      file,
      `${process.getuid?.() === 0 ? 'user root;' : ''} daemon off; pid ${folder}/nginx.pid; events { }
http { ${temporary.join(' ')} access_log off;
  log_format text '${FORMAT}';
  log_format json escape=json '{"time_iso8601":"$time_iso8601","remote_addr":"$remote_addr","status":$status,"xff":"$http_x_forwarded_for"}';
  ${pass(ports.front, ports.nginx)} ${pass(ports.caddyFront, ports.caddy)}
  server { listen 127.0.0.1:${ports.nginx}; access_log ${log('text')} text; access_log ${log('json')} json;
    location / { return 200; } } }`,
    )
    const caddyfile = join(folder, 'Caddyfile')
    writeFileSync(
      caddyfile,
      `{\n admin off\n auto_https off\n}\nhttp://127.0.0.1:${ports.caddy} {\n bind 127.0.0.1\n log {\n  output file ${log('caddy')}\n  format json\n }\n respond "hello"\n}\n`,
    )
    keep(spawn('nginx', ['-c', file, '-e', join(folder, 'error.log')], { stdio: 'ignore' }))
    const env = { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder }
    keep(spawn('caddy', ['run', '--config', caddyfile, '--adapter', 'caddyfile'], { stdio: 'ignore', env }))
    writeFileSync(config, 'trusted_proxies: [127.0.0.1]\n')
    let ready = 0
    const ask = () =>
      send(ports.caddy, '127.0.0.99')
        .then((status) => (ready = status))
        .catch(() => {})
    await waitUntil('both servers', 20_000, () => {
      if (ready === 0) ask()
      return ready !== 0 && existsSync(join(folder, 'nginx.pid'))
    })
  }, 30_000)
  afterAll(async () => {
    for (const { process, ended } of servers) {
      process.kill('SIGTERM')
      await ended
    }
  })

  it.each([
    ['nginx text', 'text', 'front', 'nginx', FORMAT],
    ['nginx JSON', 'json', 'front', 'nginx', 'auto'],
    ['Caddy', 'caddy', 'caddyFront', 'caddy', 'auto'],
  ] as const)(
    '%s: charges the client behind the proxy, and a liar without one itself',
    async (_, name, front, back, format) => {
      const before = existsSync(log(name)) ? counted(log(name), format) : {}
      for (let i = 0; i < 5; i++) expect(await send(ports[front], '127.0.0.7')).toBe(200)
      for (let i = 0; i < 3; i++) expect(await send(ports[back], '127.0.0.8')).toBe(200)
      const more = (address: string) => (counted(log(name), format)[address] ?? 0) - (before[address] ?? 0)
      await waitUntil(
        'the lines',
        5_000,
        () => existsSync(log(name)) && more('127.0.0.8') === 3 && more('127.0.0.7') === 5,
      )
      expect(counted(log(name), format)[VICTIM]).toBeUndefined()
      expect(counted(log(name), format)['127.0.0.1']).toBeUndefined()
    },
  )
})

describe('breakwater run behind a proxy', () => {
  it('believes the proxies that a reload names, from the next line on', async () => {
    const path = join(folder, 'access.log')
    const flood = (client: string, count = 1_001) => {
      const time = new Date().toISOString().replace(/\.\d+Z/, '+00:00')
      return `{"time_iso8601":"${time}","remote_addr":"192.0.2.1","status":200,"xff":"${client}"}\n`.repeat(count)
    }
    writeFileSync(path, '')
    const settings = join(folder, 'live.yaml')
    writeFileSync(settings, 'trusted_proxies: [192.0.2.1]\n')
    const running = new Daemon(['--state-dir', join(folder, 'state'), '-o', 'ndjson', '-c', settings, path])
    try {
      // The log may be opened at its end a moment after the start was told: lines until one is read.
      await waitUntil('the first line to be read', 10_000, () => {
        appendFileSync(path, flood('198.51.100.1', 1))
        return running.messages.includes('format json')
      })
      appendFileSync(path, flood(`${VICTIM}, 203.0.113.66`))
      await running.event('the first ban', 3_000, ({ type, address }) => type === 'ban' && address === '203.0.113.66')
      writeFileSync(settings, 'trusted_proxies: [192.0.2.2]\n')
      running.signal('SIGHUP')
      await running.message('configuration reloaded')
      appendFileSync(path, flood('203.0.113.67'))
      await running.event('the second ban', 3_000, ({ type, address }) => type === 'ban' && address === '192.0.2.1')
      expect(running.events.filter(({ type }) => type === 'ban')).toHaveLength(2)
    } finally {
      await running.stop()
    }
  })
})
