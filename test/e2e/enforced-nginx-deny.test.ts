import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LOG_FORMAT } from '../../src/simulate/nginx-json.ts'
import { Daemon, MAIN } from './daemon.ts'
import { NetworkPair, namespaceTrouble } from './network-namespace.ts'
import { nginxTrouble } from './nginx-server.ts'
import { ProxyClient } from './proxy-client.ts'
import { waitUntil } from './wait-until.ts'

const trouble = namespaceTrouble() ?? nginxTrouble()
if (trouble) process.stdout.write(`skipped, denying with nginx: ${trouble}\n`)

/** Of the client side: what connects to nginx. */
const PROXY = '192.0.2.2'
const ATTACKER = '203.0.113.66'
const NEIGHBOUR = '203.0.113.67'

describe.skipIf(trouble !== undefined)('a real nginx behind a proxy, which includes the deny file', () => {
  let folder: string
  let network: NetworkPair
  let nginx: ChildProcess
  let daemon: Daemon
  let proxy: ProxyClient
  const log = () => join(folder, 'access.log')
  const denied = () => readFileSync(join(folder, 'deny.conf'), 'utf8').match(/^deny .*$/gm) ?? []
  const breakwater = (...args: string[]) =>
    spawnSync(process.execPath, [MAIN, ...args, '--state-dir', join(folder, 'state')], { encoding: 'utf8' })
  const troubles = (): { code: string; message: string }[] =>
    JSON.parse(breakwater('status', '-o', 'json').stdout).troubles
  const bans = () => JSON.parse(breakwater('bans', 'list', '-o', 'json').stdout).bans

  const start = (...args: string[]) => {
    const settings = ['-c', join(folder, 'breakwater.yaml'), '--state-dir', join(folder, 'state')]
    daemon = new Daemon([...settings, '-o', 'ndjson', ...args, log()], network.within(network.server))
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'breakwater-deny-'))
    network = new NetworkPair()
    const config = join(folder, 'nginx.conf')
    const errors = join(folder, 'error.log')
    const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/t;`)
    writeFileSync(join(folder, 'deny.conf'), '')
    writeFileSync(
      config,
      `user root; daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${errors};
events { worker_connections 256; }
http { ${LOG_FORMAT} ${places.join(' ')}
  set_real_ip_from ${PROXY}; real_ip_header X-Forwarded-For; real_ip_recursive on;
  include ${folder}/deny.conf;
  server { listen 80; access_log ${log()} breakwater; location / { try_files /nothing @hello; } location @hello { return 200 hello; } } }`,
    )
    const [command, ...args] = [...network.within(network.server), 'nginx', '-c', config, '-e', errors]
    nginx = spawn(command!, args, { stdio: ['ignore', 'ignore', 'inherit'] })
    await waitUntil('nginx', 10_000, () => existsSync(join(folder, 'nginx.pid')) && existsSync(log()))
    writeFileSync(
      join(folder, 'breakwater.yaml'),
      JSON.stringify({
        profile: 'classic',
        enforce: 'nginx',
        enforcement: {
          deny_file: join(folder, 'deny.conf'),
          reload: ['nginx', '-c', config, '-e', errors, '-s', 'reload'],
        },
        trusted_proxies: [PROXY],
      }),
    )
    start()
    proxy = new ProxyClient(network.within(network.client), NetworkPair.serverAddress)
    await daemon.message('nginx works')
    await waitUntil('the control socket', 10_000, () => breakwater('status').status === 0)
  })
  afterAll(async () => {
    await daemon?.stop()
    await proxy?.stop()
    const ended = nginx && new Promise((resolve) => nginx.once('close', resolve))
    nginx?.kill('SIGTERM')
    await ended
    network?.remove()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  it('never bans the proxy, however much it sends on its own account or claims', async () => {
    await proxy.send(null, 500)
    await proxy.send(PROXY, 500)
    await daemon.message(`${PROXY} is a trusted proxy, so it is not banned`)
    expect(daemon.events.filter(({ type }) => type === 'ban')).toEqual([])
    const refused = breakwater('bans', 'add', PROXY, '--for', '1h', '--reason', 'a try')
    expect(refused.status).toBe(1)
    expect(refused.stderr).toContain('trusted_proxies')
    expect(denied()).toEqual([])
  })

  it('answers 403 to the client that floods, also on connections that are kept, and 200 to its neighbour', async () => {
    expect([await proxy.kept(ATTACKER), await proxy.kept(NEIGHBOUR)]).toEqual([200, 200])
    await proxy.send(ATTACKER, 400)
    await daemon.event('the ban', 6_000, ({ type, address }) => type === 'ban' && address === ATTACKER)
    await waitUntil('its confirmation', 6_000, () => bans()[0]?.state === 'in-force')
    expect(denied()).toEqual([`deny ${ATTACKER};`])
    // The reload ends kept connections between two requests: the next one comes to a worker that knows the ban.
    await waitUntil('the end of the kept connection', 6_000, () => proxy.isKeptClosed())
    expect([await proxy.kept(ATTACKER), await proxy.kept(NEIGHBOUR)]).toEqual([403, 200])
    expect([await proxy.ask(ATTACKER), await proxy.ask(NEIGHBOUR)]).toEqual([403, 200])
  })

  it('takes the 403 that a banned client gets for no leak', async () => {
    const lines = () => JSON.parse(breakwater('status', '-o', 'json').stdout).lines
    const before = lines()
    // A leak is what comes later than 2 s after the confirmation, looked for each second.
    for (let second = 0; second < 4; second++) {
      expect(await proxy.send(ATTACKER, 20)).toEqual({ 403: 20 })
      await new Promise((resolve) => setTimeout(resolve, 1_000))
    }
    await waitUntil('the lines', 6_000, () => lines() >= before + 80)
    expect(troubles()).toEqual([])
  })

  it('answers 200 again when a person lifts the ban', async () => {
    const removed = breakwater('bans', 'remove', ATTACKER, '--forgive', '--reason', 'our own test')
    expect(removed.status).toBe(0)
    expect(denied()).toEqual([])
    // For a moment old and new workers take connections.
    await waitUntil('the answers', 6_000, async () => {
      const statuses = [await proxy.ask(ATTACKER), await proxy.ask(NEIGHBOUR), await proxy.ask(ATTACKER)]
      return statuses.every((status) => status === 200)
    })
    expect(bans()).toEqual([])
  })

  it('leaves its bans in the file when it stops, and with a purge an empty one, so that nginx still starts', async () => {
    expect(breakwater('bans', 'add', ATTACKER, '--for', '1h', '--reason', 'once more').status).toBe(0)
    expect(await daemon.stop()).toBe(0)
    expect(denied()).toEqual([`deny ${ATTACKER};`])
    start('--purge')
    await daemon.message('1 ban is in force from before')
    await waitUntil('the control socket', 10_000, () => breakwater('status').status === 0)
    expect(await daemon.stop()).toBe(0)
    expect(denied()).toEqual([])
    expect(spawnSync('nginx', ['-t', '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')]).status).toBe(0)
  })
})
