import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { parseUnit } from '../examples/unit-file.ts'
import { ContainerEngine, containerTrouble, IMAGE } from './container-engine.ts'
import { NetworkPair, namespaceTrouble } from './network-namespace.ts'
import { nginxTrouble } from './nginx-server.ts'
import { seccompProfile } from './seccomp-profile.ts'
import { waitUntil } from './wait-until.ts'

const UNIT = join(import.meta.dirname, '..', '..', 'examples', 'systemd', 'breakwater.service')
const EXAMPLE = join(import.meta.dirname, '..', '..', 'examples', 'docker')
const SERVER = NetworkPair.serverAddress
const USER = 1642
const TOKEN = 'example-token-of-the-test'
/** Seconds of the first ban. */
const BAN = 6
const OVERLAY = `profile: classic
ceiling: { per_second: 50, per_10_seconds: 200 }
bans: { ladder: [${BAN}s, 1h] }
`
/** As compose.yaml has it. */
const HARDENED = ['--read-only', '--tmpfs', '/tmp', '--tmpfs', '/run', '--cap-drop', 'all']
const CAPABILITIES = ['SETUID', 'SETGID', 'NET_ADMIN', 'NET_RAW'].flatMap((name) => ['--cap-add', name])

const trouble = containerTrouble() ?? namespaceTrouble() ?? nginxTrouble()
const unit = parseUnit(readFileSync(UNIT, 'utf8')).get('Service')!
const profile = trouble === undefined ? seccompProfile(unit.get('SystemCallFilter')!) : undefined
if (trouble === undefined && profile === undefined)
  process.stdout.write('skipped, the system calls of the unit: systemd-analyze is missing (Debian package systemd)\n')
if (trouble) process.stdout.write(`skipped, Breakwater in a container: ${trouble}\n`)

let engine: ContainerEngine
let pair: NetworkPair
let folder: string
const servers: ChildProcess[] = []
let container: ChildProcess | null = null
let words = ''

beforeAll(async () => {
  if (trouble) return
  engine = new ContainerEngine()
  engine.build()
  pair = new NetworkPair()
  folder = mkdtempSync(join(tmpdir(), 'breakwater-docker-'))
  chmodSync(folder, 0o755)
  for (const name of ['logs', 'state', 'conf.d', 'nginx']) mkdirSync(join(folder, name))
  chownSync(join(folder, 'state'), USER, USER)
  writeFileSync(join(folder, 'conf.d', 'test.yaml'), OVERLAY)
  await startSite()
}, 300_000)
afterEach(async () => {
  if (container === null || container.exitCode !== null) return
  const ended = new Promise((resolve) => container!.once('close', resolve))
  container.kill('SIGTERM')
  await ended
  container = null
})
afterAll(async () => {
  for (const server of servers.filter(({ exitCode }) => exitCode === null)) {
    const ended = new Promise((resolve) => server.once('close', resolve))
    server.kill('SIGTERM')
    await ended
  }
  pair?.remove()
  if (folder) rmSync(folder, { recursive: true, force: true })
})

/** nginx by the configuration of the example, with an application behind it. */
async function startSite(): Promise<void> {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/nginx/${name};`,
  )
  const text = readFileSync(join(EXAMPLE, 'nginx.conf'), 'utf8')
    .replace('/var/log/site', `${folder}/logs`)
    .replace('/dev/stderr', `${folder}/nginx/error.log`)
    .replace('/var/run/nginx.pid', `${folder}/nginx/pid`)
    .replace('http://app:80', 'http://127.0.0.1:9000')
    .replace('http {', `http { ${temporary.join(' ')}`)
  writeFileSync(join(folder, 'nginx', 'nginx.conf'), text)
  const app = "require('http').createServer((_, answer) => answer.end('app')).listen(9000, '127.0.0.1')"
  servers.push(within(pair.server, process.execPath, '-e', app))
  servers.push(within(pair.server, 'nginx', '-c', `${folder}/nginx/nginx.conf`, '-g', 'daemon off;'))
  await waitUntil('nginx and the application', 10_000, () => ask('198.18.0.1')['198.18.0.1'] === 200)
}

function within(name: string, command: string, ...args: readonly string[]): ChildProcess {
  const [first, ...rest] = [...pair.within(name), command, ...args]
  return spawn(first!, rest, { stdio: ['pipe', 'ignore', 'inherit'] })
}

/** What each address is answered; `silence` after 400 ms. */
function ask(...addresses: readonly string[]): Record<string, number | 'silence'> {
  const [first, ...rest] = [...pair.within(pair.client), process.execPath, join(import.meta.dirname, 'http-probe.mjs')]
  return JSON.parse(execFileSync(first!, [...rest, SERVER, '400', ...addresses], { encoding: 'utf8' }))
}

/** Far more than the ceiling allows. Ends the client when `until` is true: it waits for answers that do not come. */
async function flood(address: string, until: () => boolean): Promise<void> {
  const client = within(pair.client, process.execPath, join(import.meta.dirname, 'client.mjs'))
  const ended = new Promise((resolve) => client.once('close', resolve))
  client.stdin!.end(JSON.stringify([{ server: SERVER, address, count: 400 }]))
  try {
    await waitUntil(`what follows from the flood; it said: ${words}`, 10_000, until)
  } finally {
    client.kill('SIGKILL')
    await ended
  }
}

function optionsOf(mode: string): string[] {
  const mounts = [
    `${EXAMPLE}/breakwater.yaml:/etc/breakwater/breakwater.yaml:ro`,
    `${folder}/conf.d:/etc/breakwater/conf.d:ro`,
    `${folder}/logs:/var/log/site:ro`,
    `${folder}/state:/var/lib/breakwater`,
  ]
  const environment = { ENFORCE: mode, PASSWORD: 'only for the test', TOKEN }
  return [
    ...[`--network=ns:/run/netns/${pair.server}`, ...HARDENED, '--security-opt', 'no-new-privileges'],
    ...mounts.flatMap((mount) => ['-v', mount]),
    ...Object.entries(environment).flatMap(([name, value]) => ['-e', `BREAKWATER_${name}=${value}`]),
  ]
}

async function start(mode: string, rights: readonly string[] = CAPABILITIES): Promise<void> {
  words = ''
  const name = ['--name', nameOf(mode)]
  container = engine.start(...name, ...optionsOf(mode), ...rights, IMAGE, 'run', '--plain', '--purge')
  for (const stream of [container.stdout!, container.stderr!])
    stream.setEncoding('utf8').on('data', (text: string) => {
      words += text
    })
  await waitUntil(`the dashboard; it said: ${words}`, 20_000, () => words.includes('the dashboard is at'))
}

const nameOf = (mode: string) => `breakwater-test-${process.pid}-${mode}`

/** `/proc/PID/status` of the process in the container. */
function processStatus(mode: string): string {
  const pid = engine.do('inspect', '--format', '{{.State.Pid}}', nameOf(mode)).trim()
  return readFileSync(`/proc/${pid}/status`, 'utf8')
}

function metrics(token: string): string {
  const script = `fetch('http://127.0.0.1:8642/metrics', { headers: { authorization: 'Bearer ${token}' } })
    .then(async (answer) => process.stdout.write(answer.status + ' ' + (await answer.text())))`
  const [first, ...rest] = [...pair.within(pair.server), process.execPath, '-e', script]
  return execFileSync(first!, rest, { encoding: 'utf8' })
}

describe.skipIf(trouble !== undefined)('Breakwater in a container', () => {
  it.each([
    ['nftables', '198.18.1.7', '0000000000001000'],
    ['iptables', '198.18.2.7', '0000000000003000'],
  ])(
    'by %s gives who floods nginx no answer, its neighbour one, and both when the ban is over',
    async (mode, from, capabilities) => {
      const beside = from.replace(/7$/, '8')
      await start(mode)
      const status = processStatus(mode)
      expect(status).toMatch(new RegExp(`Uid:\\s+${USER}\\s+${USER}\\s+${USER}`))
      expect(status).toMatch(new RegExp(`CapEff:\\s+${capabilities}`))
      await waitUntil(`enforcement; it said: ${words}`, 10_000, () => words.includes(`${mode} works`))
      expect(ask(from, beside)).toEqual({ [from]: 200, [beside]: 200 })
      await flood(from, () => ask(from)[from] === 'silence')
      expect(ask(from, beside)).toEqual({ [from]: 'silence', [beside]: 200 })
      expect(words).toContain(from)
      expect(engine.try('exec', nameOf(mode), 'breakwater', 'bans', 'list', '-o', 'json').stdout).toContain(`"${from}"`)
      const told = metrics(TOKEN)
      expect(told).toMatch(/^200 # HELP breakwater_build_info /)
      expect(told).toContain('breakwater_bans_total{rule="source-flood",level="1"} 1\n')
      expect(told).toContain('breakwater_ban_latency_seconds_count 1\n')
      expect(told).not.toContain(from)
      expect(metrics('not-the-token-of-this-test')).toMatch(/^401 /)
      expect(engine.do('healthcheck', 'run', nameOf(mode)).trim()).toMatch(/^(healthy)?$/)
      await waitUntil('the end of the ban', 3 * BAN * 1_000, () => ask(from)[from] === 200)
      expect(ask(from, beside)).toEqual({ [from]: 200, [beside]: 200 })
    },
  )

  it('observes without any capability when the switch is off', async () => {
    await start('off')
    expect(processStatus('off')).toMatch(/CapEff:\s+0+\n/)
    await flood('198.18.3.7', () => words.includes('198.18.3.7'))
    expect(ask('198.18.3.7')).toEqual({ '198.18.3.7': 200 })
    const [first, ...rest] = [...pair.within(pair.server), 'nft', 'list', 'tables']
    expect(spawnSync(first!, rest, { encoding: 'utf8' }).stdout).not.toContain('breakwater')
  })

  it.skipIf(profile === undefined)(
    'works with the system calls and the capability that the unit of systemd leaves it',
    async () => {
      const path = join(folder, 'seccomp.json')
      writeFileSync(path, JSON.stringify(profile))
      await start('nftables', [
        ...['--user', `${USER}:${USER}`, '--security-opt', `seccomp=${path}`],
        ...unit.get('AmbientCapabilities')!.flatMap((name) => ['--cap-add', name]),
      ])
      expect(processStatus('nftables')).toMatch(/CapEff:\s+0000000000001000[\s\S]*Seccomp:\s+2/)
      await waitUntil(`enforcement; it said: ${words}`, 10_000, () => words.includes('nftables works'))
      await flood('198.18.4.7', () => ask('198.18.4.7')['198.18.4.7'] === 'silence')
      expect(engine.try('exec', nameOf('nftables'), 'breakwater', 'status').status).toBe(0)
    },
  )

  it('does not begin where it could not work, and says what to do', () => {
    const refused = (mode: string, ...options: readonly string[]) => {
      const { status, stderr } = engine.run(...optionsOf(mode), ...options, IMAGE)
      return `${status} ${stderr}`
    }
    expect(refused('ipfw', ...CAPABILITIES)).toMatch(/^2 .*BREAKWATER_ENFORCE=ipfw is no way/s)
    const observing = ['--cap-add', 'SETUID', '--cap-add', 'SETGID']
    expect(refused('nftables', ...observing)).toMatch(/^2 .*needs the capability NET_ADMIN\n {2}Give the container/s)
    expect(refused('iptables', ...observing, '--cap-add', 'NET_ADMIN')).toMatch(/^2 .*NET_RAW/s)
    expect(refused('off')).toMatch(/^2 .*may not become another user\n.*user: "1642:1642"/s)
    const foreign = join(folder, 'foreign')
    if (!existsSync(foreign)) mkdirSync(foreign)
    const mount = ['-v', `${foreign}:/var/lib/breakwater`]
    const image = ['--network=none', ...HARDENED, ...observing, ...mount, IMAGE]
    const { status, stderr } = engine.run(...image)
    expect(`${status} ${stderr}`).toMatch(
      /^1 .*state volume \/var\/lib\/breakwater cannot be written.*\n {2}.*chown 1642:1642/s,
    )
    const asUser = engine.run('--network=none', '--user', '1642:1642', ...HARDENED, IMAGE, 'version')
    expect([asUser.status, asUser.stdout]).toEqual([0, expect.stringMatching(/^breakwater \d/)])
  })
})
