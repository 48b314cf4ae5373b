import { type ChildProcess, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { loadConfig } from '../../src/config/load.ts'
import { parseLine } from '../../src/edge/parse/nginx-line.fixture.ts'
import { createParser } from '../../src/edge/parse/registry.ts'
import { CidrSet } from '../../src/lib/cidr-set.ts'
import { apacheTrouble } from './apache-server.ts'
import { freePort } from './free-port.ts'
import { haproxyTrouble } from './haproxy-server.ts'
import { nginxTrouble } from './nginx-server.ts'
import { ask, type SeenRequest, startBackend } from './seen-request.ts'
import { waitUntil } from './wait-until.ts'

const EXAMPLES = join(import.meta.dirname, '..', '..', 'examples')
const VICTIM = '203.0.113.66'
const CLIENT = '198.51.100.9'

interface Server {
  readonly file: string
  readonly trouble: string | undefined
  /** What a test must change: [text of the example, what takes its place]. */
  changes(place: Place): readonly (readonly [string, string])[]
  command(config: string, place: Place): readonly string[]
  /** The log tells X-Forwarded-For. */
  readonly tellsList: boolean
}

interface Place {
  readonly folder: string
  readonly port: number
  readonly backend: number
  readonly syslog: number
}

const SERVERS: Readonly<Record<string, Server>> = {
  nginx: {
    file: 'nginx.conf',
    trouble: nginxTrouble(),
    changes: ({ folder, port, backend }) => [
      ['/run/nginx.pid', `${folder}/nginx.pid`],
      ['/var/log/nginx/', `${folder}/`],
      ['listen 80;', `listen 127.0.0.1:${port};`],
      ['127.0.0.1:8080', `127.0.0.1:${backend}`],
    ],
    command: (config, { folder }) => ['nginx', '-c', config, '-e', `${folder}/error.log`, '-g', 'daemon off;'],
    tellsList: true,
  },
  caddy: {
    file: 'Caddyfile',
    trouble: existsSync('/usr/bin/caddy') ? undefined : 'caddy is not installed (Debian package caddy)',
    changes: ({ folder, port, backend }) => [
      ['/var/log/caddy/', `${folder}/`],
      ['http://:80', `http://:${port}`],
      ['127.0.0.1:8080', `127.0.0.1:${backend}`],
    ],
    command: (config) => ['caddy', 'run', '--adapter', 'caddyfile', '--config', config],
    tellsList: true,
  },
  apache: {
    file: 'apache.conf',
    trouble: apacheTrouble(),
    changes: ({ folder, port, backend }) => [
      ['/etc/apache2', folder],
      ['/run/apache2/', `${folder}/`],
      ['/var/log/apache2/', `${folder}/`],
      ['Listen 80', `DefaultRuntimeDir ${folder}\nListen 127.0.0.1:${port}`],
      ['127.0.0.1:8080', `127.0.0.1:${backend}`],
    ],
    command: (config) => ['/usr/sbin/apache2', '-f', config, '-D', 'FOREGROUND'],
    tellsList: true,
  },
  haproxy: {
    file: 'haproxy.cfg',
    trouble: haproxyTrouble(),
    changes: ({ port, backend, syslog }) => [
      ['127.0.0.1:5140', `127.0.0.1:${syslog}`],
      ['bind :80', `bind 127.0.0.1:${port}`],
      ['127.0.0.1:8080', `127.0.0.1:${backend}`],
    ],
    command: (config) => ['haproxy', '-db', '-f', config],
    tellsList: false,
  },
}

for (const [name, { trouble }] of Object.entries(SERVERS))
  if (trouble) process.stdout.write(`skipped, example of ${name}: ${trouble}\n`)

/** The configuration that the README of an example names, valid by itself, and its one log. */
async function logOf(name: string): Promise<{ path: string; format: string }> {
  const fragments = [...readFileSync(join(EXAMPLES, name, 'README.md'), 'utf8').matchAll(/```yaml\n([^`]+)```/g)]
  expect(fragments).toHaveLength(1)
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-example-'))
  const file = join(folder, 'breakwater.yaml')
  try {
    writeFileSync(file, fragments[0]![1]!)
    const { config } = await loadConfig(file)
    expect(config.logs).toHaveLength(1)
    return config.logs[0] as { path: string; format: string }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

it('there is an example of each server', () => {
  const folders = readdirSync(EXAMPLES, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  expect(folders.map(({ name }) => name)).toEqual(expect.arrayContaining([...Object.keys(SERVERS), 'traefik']))
})

describe.each(Object.entries(SERVERS))('the example of %s', (name, server) => {
  let place: Place
  let child: ChildProcess
  let ended: Promise<unknown>
  let backend: Awaited<ReturnType<typeof startBackend>>
  let said = ''
  const seen: SeenRequest[] = []
  const datagrams: string[] = []
  const socket = createSocket('udp4')
  let log: { path: string; format: string }

  const lines = () => {
    if (log.path.startsWith('syslog:')) return datagrams
    const file = join(place.folder, log.path.split('/').at(-1)!)
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : []
  }
  const ours = () => lines().filter((line) => /\b127\.0\.0\.[2-9]\b/.test(line))
  const format = () => (log.path.startsWith('syslog:') ? `${log.format} in syslog` : log.format)

  beforeAll(async () => {
    if (server.trouble) return
    log = await logOf(name)
    socket.on('message', (message) => datagrams.push(message.toString('latin1').replace(/\n$/, '')))
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
    backend = await startBackend()
    const folder = mkdtempSync(join(tmpdir(), 'breakwater-example-'))
    chmodSync(folder, 0o755)
    place = { folder, port: await freePort(), backend: backend.port, syslog: socket.address().port }
    let text = readFileSync(join(EXAMPLES, name, server.file), 'utf8')
    for (const [before, after] of server.changes(place)) {
      expect(text).toContain(before)
      text = text.replaceAll(before, after)
    }
    const config = join(folder, server.file)
    writeFileSync(config, text)
    mkdirSync(join(folder, 'home'))
    const home = join(folder, 'home')
    const env = { ...process.env, HOME: home, XDG_DATA_HOME: home, XDG_CONFIG_HOME: home }
    const [command, ...args] = server.command(config, place)
    child = spawn(command!, args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
    child.stderr!.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
    ended = new Promise((resolve) => child.once('close', resolve))
    const { port } = place
    let answered = false
    await waitUntil(`${name} to start; it said ${said}`, 15_000, () => {
      ask({ port, address: '127.0.0.1', path: '/' }).then(
        ({ status }) => {
          if (status === 200) answered = true
        },
        () => undefined,
      )
      return answered
    })
    const headers = { 'user-agent': `a "${VICTIM}" \\`, referer: VICTIM, 'x-forwarded-for': `${VICTIM}, ${CLIENT}` }
    seen.push(await ask({ port, address: '127.0.0.2', path: '/a?b=c' }))
    seen.push(await ask({ port, address: '127.0.0.3', path: '/missing', method: 'POST' }))
    seen.push(await ask({ port, address: '127.0.0.4', path: `/${VICTIM}`, headers }))
    seen.push(await ask({ port, address: '127.0.0.5', path: '/slow' }))
    await waitUntil(`all lines of ${name}`, 10_000, () => ours().length >= seen.length)
  })
  afterAll(async () => {
    socket.close()
    child?.kill('SIGTERM')
    await ended
    await backend?.stop()
    if (place) rmSync(place.folder, { recursive: true, force: true })
  })

  it.skipIf(server.trouble !== undefined)('writes lines that tell what its clients saw', () => {
    const parser = createParser(format())
    const rows = ours()
      .map((line) => parseLine(parser, line))
      .sort((a, b) => a.address.localeCompare(b.address))
    expect(rows.map(({ code, address, status }) => ({ code, address, status }))).toEqual(
      seen.map(({ address, status }) => ({ code: 'valid', address, status })),
    )
    expect(rows.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET', 'GET'])
    const slow = rows[3]!
    expect(slow.duration).toBeGreaterThanOrEqual(55)
    expect(slow.duration).toBeLessThanOrEqual(seen[3]!.to - seen[3]!.from + 5)
    for (const [i, row] of rows.entries()) {
      const at = row.second * 1_000 + row.millisecond
      expect(at).toBeGreaterThanOrEqual(seen[i]!.from - 1_000)
      expect(at).toBeLessThanOrEqual(seen[i]!.to + 5)
    }
  })

  it.skipIf(server.trouble !== undefined)('names the client behind a trusted proxy, if it tells one', () => {
    const trusted = new CidrSet([{ cidr: '127.0.0.4/32', list: 'trusted_proxies' }])
    const parser = createParser(format(), { trusted })
    const behind = ours().map((line) => parseLine(parser, line).address)
    expect(behind).toContain(server.tellsList ? CLIENT : '127.0.0.4')
    expect(behind).not.toContain(VICTIM)
  })
})

describe('the example of Traefik', () => {
  it('asks for the format that its README names, whose documented lines are read', async () => {
    const { accessLog } = parse(readFileSync(join(EXAMPLES, 'traefik', 'traefik.yml'), 'utf8'))
    const { path, format } = await logOf('traefik')
    expect(accessLog).toMatchObject({ filePath: path, format: 'json', fields: { defaultMode: 'keep' } })
    const documented = join(EXAMPLES, '..', 'testdata', 'formats', `${format}.lines`)
    const row = parseLine(createParser(format), readFileSync(documented, 'utf8').split('\n')[0]!)
    expect(row).toMatchObject({ code: 'valid', address: '198.51.100.7', status: 200, duration: 12 })
  })

  it('says that no real server was asked', () => {
    expect(readFileSync(join(EXAMPLES, 'traefik', 'README.md'), 'utf8')).toContain('not tested with a real server')
  })
})
