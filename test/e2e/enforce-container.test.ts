import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Enforcer } from '../../src/domain/enforcement.ts'
import { Iptables } from '../../src/edge/enforce/enforcers/iptables.ts'
import { Nftables } from '../../src/edge/enforce/enforcers/nftables.ts'
import { EnforcedNetwork } from './enforced-network.ts'
import { namespaceTrouble, runSync } from './network-namespace.ts'

const missing = ['nft', 'iptables', 'ipset'].filter((command) => spawnSync(command, ['--version']).error)
const trouble = namespaceTrouble() ?? (missing.length > 0 ? `missing: ${missing.join(', ')}` : undefined)
if (trouble) process.stdout.write(`skipped, a published port of a container: ${trouble}\n`)

const HOST = '198.18.1.7'
const BESIDE = '198.18.1.8'
const PUBLISHED = 8_081

/** As Docker publishes a port: a namespace behind the server's, reached by destination NAT and the forward hook. */
describe.skipIf(trouble !== undefined)('the published port of a container', () => {
  const name = `bw-k-${process.pid}`
  const container = ['ip', 'netns', 'exec', name]
  let network: EnforcedNetwork
  let echo: ChildProcess
  beforeAll(async () => {
    network = new EnforcedNetwork()
    const { server } = network.pair
    const ip = (...args: string[]) => runSync('ip', args)
    ip('netns', 'add', name)
    ip('link', 'add', 'vc', 'netns', server, 'type', 'veth', 'peer', 'name', 'vd', 'netns', name)
    ip('-n', server, 'addr', 'add', '10.9.0.1/24', 'dev', 'vc')
    ip('-n', name, 'addr', 'add', '10.9.0.2/24', 'dev', 'vd')
    ip('-n', server, 'link', 'set', 'vc', 'up')
    ip('-n', name, 'link', 'set', 'vd', 'up')
    ip('-n', name, 'route', 'add', 'default', 'via', '10.9.0.1')
    const [command, ...within] = network.server
    spawnSync(command!, [...within, 'tee', '/proc/sys/net/ipv4/ip_forward'], { input: '1' })
    const chain = `type nat hook prerouting priority -100; tcp dport ${PUBLISHED} dnat to 10.9.0.2:8080`
    network.nft(`table ip foreign {\n  chain before { ${chain}; }\n}\n`)
    network.run('iptables', '-N', 'DOCKER-USER')
    network.run('iptables', '-A', 'FORWARD', '-j', 'DOCKER-USER')
    const [first, ...rest] = [...container, process.execPath, join(import.meta.dirname, 'tcp-echo.mjs'), '8080']
    echo = spawn(first!, rest, { stdio: ['ignore', 'pipe', 'inherit'] })
    await new Promise((resolve) => echo.stdout!.once('data', resolve))
    await network.ready()
  })
  afterAll(async () => {
    const ended = new Promise((resolve) => echo.once('close', resolve))
    echo.kill('SIGKILL')
    await ended
    spawnSync('ip', ['netns', 'del', name])
    await network.remove()
  })

  it.each<[string, (prefix: readonly string[]) => Enforcer]>([
    ['nftables', (prefix) => new Nftables({ table: 'breakwater', prefix })],
    ['iptables with ipset', (prefix) => new Iptables({ prefix, ipset: true })],
    ['iptables without ipset', (prefix) => new Iptables({ prefix, ipset: false })],
  ])('is closed to whom is banned by %s, on open connections too', async (_, create) => {
    const enforcer = create(network.server)
    const open = { port: PUBLISHED, wait: 3_000 }
    expect(await network.connect(HOST, { ...open, keep: 'banned' })).toBe('echo')
    expect(await network.connect(BESIDE, { ...open, keep: 'other' })).toBe('echo')
    await enforcer.apply([])
    await enforcer.apply([{ type: 'add', address: HOST, remaining: 60_000 }])
    expect(await network.ping('banned')).toBe('silence')
    expect(await network.connect(HOST, { port: PUBLISHED })).toBe('silence')
    expect(await network.ping('other', 3_000)).toBe('echo')
    expect(await network.connect(BESIDE, open)).toBe('echo')
    await enforcer.purge()
    expect(await network.connect(HOST, open)).toBe('echo')
  })
})
