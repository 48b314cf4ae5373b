import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Daemon } from './daemon.ts'
import { NetworkPair, namespaceTrouble } from './network-namespace.ts'
import { NginxServer, nginxTrouble } from './nginx-server.ts'
import { waitUntil } from './wait-until.ts'

interface Plan {
  readonly address: string
  readonly count: number
  readonly path?: string
}

const trouble = namespaceTrouble() ?? nginxTrouble()
if (trouble) process.stdout.write(`skipped, real nginx: ${trouble}\n`)

describe.skipIf(trouble !== undefined)('real nginx, real requests from many addresses', () => {
  let folder: string
  let network: NetworkPair
  let nginx: NginxServer
  let daemon: Daemon
  const counts = () => JSON.parse(readFileSync(join(folder, 'counts.json'), 'utf8'))[nginx.log]?.per_ip ?? {}

  /** Sends the plans from the client side and gives the requests answered by address. */
  async function send(plans: readonly Plan[]): Promise<Record<string, number>> {
    const [command, ...args] = [
      ...network.within(network.client),
      process.execPath,
      join(import.meta.dirname, 'client.mjs'),
    ]
    const child = spawn(command!, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    child.stdin.end(
      JSON.stringify(
        plans.map((plan) => ({
          server: plan.address.includes(':') ? NetworkPair.serverAddress6 : NetworkPair.serverAddress,
          ...plan,
        })),
      ),
    )
    return JSON.parse(await text(child.stdout))
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'breakwater-nginx-'))
    network = new NetworkPair()
    nginx = new NginxServer(folder, network.within(network.server))
    await nginx.ready()
    daemon = new Daemon(
      [
        '--profile',
        'calibrated',
        nginx.log,
        '-o',
        'ndjson',
        '--counts',
        join(folder, 'counts.json'),
        '--state-dir',
        join(folder, 'state'),
      ],
      network.within(network.server),
    )
    await daemon.message('observing')
  })
  afterAll(async () => {
    await daemon?.stop()
    await nginx?.stop()
    network?.remove()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  it('charges each request to the address that sent it', async () => {
    const plans = Array.from({ length: 200 }, (_, i) => ({
      address: i % 4 === 3 ? `2001:db8:bad:${i.toString(16)}::${i + 1}` : `198.18.${i}.${(i * 7) % 256}`,
      count: 1 + (i % 5),
      path: i % 9 === 0 ? '/missing' : '/',
    }))
    const sent = await send(plans)
    expect(Object.values(sent).reduce((sum, count) => sum + count, 0)).toBe(
      plans.reduce((sum, { count }) => sum + count, 0),
    )
    await waitUntil('all totals', 15_000, () => JSON.stringify(sorted(counts())) === JSON.stringify(sorted(sent)))
    expect(daemon.events).toEqual([])
  })

  it('bans a flood on the record that crosses, and nobody else', async () => {
    await send([
      { address: '198.19.5.5', count: 40 },
      { address: '198.19.66.6', count: 2_000 },
      { address: '198.19.5.6', count: 40 },
    ])
    const ban = await daemon.event('the ban', 3_000, ({ type }) => type === 'ban')
    expect(ban).toMatchObject({
      address: '198.19.66.6',
      kind: 'source-flood',
      detector: 'flood',
      offence: 1,
      duration_s: 600,
    })
    // How much is allowed hangs on whether a minute has ended since the log began: then the site is known to have no browsers.
    expect(ban.limit, 'as much as clients without browsers may send').toBeLessThanOrEqual(200)
    expect(ban.observed, 'no later than it must').toBeLessThan(1.5 * (ban.limit as number))
    expect(ban.nats).toBeGreaterThanOrEqual(ban.needed as number)
    expect(daemon.events.map(({ type }) => type)).toEqual(['incident', 'ban'])
  })

  it('bans a flood over many addresses of a /64 as one source', async () => {
    await send(
      Array.from({ length: 1_500 }, (_, i) => ({
        address: `2001:db8:bad:f00d::${(i % 300) + 1}`.replace(/::(\d+)$/, (_all, n) => `::${Number(n).toString(16)}`),
        count: 1,
      })),
    )
    const ban = await daemon.event('the ban', 3_000, ({ type, address }) => type === 'ban' && address !== '198.19.66.6')
    expect(ban.address).toBe('2001:db8:bad:f00d::/64')
  })

  it('loses and doubles nothing when the log is rotated under load', async () => {
    const before = counts()['198.19.77.7'] ?? 0
    const sending = send(Array.from({ length: 20 }, () => ({ address: '198.19.77.7', count: 150 })))
    for (let rotation = 1; rotation <= 3; rotation++) {
      const lines = () => readFileSync(nginx.log, 'utf8').split('\n').length
      await waitUntil('some lines', 15_000, () => lines() > 200)
      renameSync(nginx.log, `${nginx.log}.${rotation}`)
      nginx.reopen()
      await waitUntil('the new log', 5_000, () => {
        try {
          return lines() > 0
        } catch {
          return false
        }
      })
    }
    const sent = await sending
    await waitUntil('the total', 15_000, () => counts()['198.19.77.7'] - before >= sent['198.19.77.7']!)
    expect(counts()['198.19.77.7'] - before).toBe(3_000)
  })
})

function sorted(counts: Record<string, number>): [string, number][] {
  return Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1))
}
