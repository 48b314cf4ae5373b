import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Nftables } from '../../src/edge/enforce/enforcers/nftables.ts'
import { Random } from '../../src/lib/random.ts'
import { Daemon, MAIN } from './daemon.ts'
import { EnforcedNetwork } from './enforced-network.ts'
import { namespaceTrouble } from './network-namespace.ts'
import { waitUntil } from './wait-until.ts'

const HOST = '198.18.1.7'
const BESIDE = '198.18.1.8'
const HOST6 = '2001:db8:bad:1::7'
/** Crashes in a row: some in CI, 200 with BREAKWATER_LONG. */
const ROUNDS = process.env.BREAKWATER_LONG === undefined ? 8 : 200

const trouble =
  namespaceTrouble() ?? (spawnSync('nft', ['--version']).error ? 'the Debian package nftables is missing' : undefined)
if (trouble) process.stdout.write(`skipped, a daemon that enforces: ${trouble}\n`)

let network: EnforcedNetwork
let folder: string
let log: string
let daemon: Daemon | null = null
beforeAll(async () => {
  if (trouble) return
  network = new EnforcedNetwork()
  await network.ready()
})
afterAll(() => network?.remove())
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-enforced-'))
  log = join(folder, 'access.log')
  writeFileSync(log, '')
})
afterEach(async () => {
  if (trouble) return
  await daemon?.stop()
  daemon = null
  spawnSync(network.server[0]!, [...network.server.slice(1), 'nft', 'delete', 'table', 'inet', 'breakwater'])
  rmSync(folder, { recursive: true, force: true })
})

function start(...args: string[]): Daemon {
  daemon = new Daemon([log, '--state-dir', join(folder, 'state'), '-o', 'ndjson', ...args], network.server)
  return daemon
}

function breakwater(...args: string[]): { readonly status: number | null; readonly out: string; readonly err: string } {
  const all = [MAIN, ...args, '--state-dir', join(folder, 'state')]
  const { status, stdout, stderr } = spawnSync(process.execPath, all, { encoding: 'utf8' })
  return { status, out: stdout, err: stderr }
}

/** The same on the server's side, where the firewall is. */
function onServer(...args: string[]) {
  const all = [...network.server.slice(1), process.execPath, MAIN, ...args, '--state-dir', join(folder, 'state')]
  return spawnSync(network.server[0]!, all, { encoding: 'utf8' })
}

/** Lines of one address, now: far more than the ceiling allows. */
function flood(address: string, count = 400): void {
  const time = new Date().toISOString().replace(/\.\d+Z/, '+00:00')
  const line = `{"time_iso8601":"${time}","remote_addr":"${address}","status":404,"request":"GET /${address} HTTP/1.1"}\n`
  appendFileSync(log, line.repeat(count))
}

const kernel = async (): Promise<string[]> => {
  const held = await new Nftables({ table: 'breakwater', prefix: network.server }).read()
  return [...(held ?? new Map()).keys()].sort()
}
const ledger = (): { address: string; state: string; until: string | null; offence: number }[] => {
  const { status, out } = breakwater('bans', 'list', '-o', 'json')
  return status === 0 ? JSON.parse(out).bans : []
}
const answers = (wait = 400) => network.answers([HOST, BESIDE, HOST6], wait)
/** Whoever is up has listened: its socket is there. */
const up = () => waitUntil('the control socket', 10_000, () => breakwater('status').status !== 3)

describe.skipIf(trouble !== undefined)('a daemon that enforces', () => {
  it('blocks whom it bans, remembers it over a crash, reads on, and lets in again whom its operator pardons', async () => {
    start('--profile', 'classic', '--enforce', 'nftables')
    await up()
    expect(await answers(3_000)).toEqual({ [HOST]: 'echo', [BESIDE]: 'echo', [HOST6]: 'echo' })
    flood(HOST)
    flood(HOST6)
    await waitUntil('both bans in the kernel', 6_000, async () => (await kernel()).length === 2)
    expect(await answers()).toEqual({ [HOST]: 'silence', [BESIDE]: 'echo', [HOST6]: 'silence' })
    await waitUntil('both confirmed', 3_000, () => ledger().every(({ state }) => state === 'in-force'))
    const before = ledger()

    daemon!.signal('SIGKILL')
    await daemon!.ended
    expect(await answers()).toEqual({ [HOST]: 'silence', [BESIDE]: 'echo', [HOST6]: 'silence' })
    flood('198.18.9.9', 10)
    const again = start('--profile', 'classic', '--enforce', 'nftables')
    await again.message('2 bans are in force from before')
    await up()
    await waitUntil('both confirmed again', 6_000, () => ledger().every(({ state }) => state === 'in-force'))
    expect(ledger().map(({ address, until, offence }) => [address, until, offence])).toEqual(
      before.map(({ address, until, offence }) => [address, until, offence]),
    )
    expect(await kernel()).toEqual(before.map(({ address }) => address).sort())
    await waitUntil(
      'the lines of the downtime',
      3_000,
      () => JSON.parse(breakwater('status', '-o', 'json').out).lines >= 10,
    )

    const removed = breakwater('bans', 'remove', HOST, '--reason', 'my own test', '--author', 'ana')
    expect(removed).toMatchObject({ status: 0 })
    expect(await answers(3_000)).toMatchObject({ [HOST]: 'echo', [HOST6]: 'silence' })
    expect(readFileSync(join(folder, 'state', 'audit.jsonl'), 'utf8')).toMatch(/"type":"operator".*"author":"ana"/)

    const panic = onServer('panic')
    expect(panic.status).toBe(0)
    expect(await answers(3_000)).toEqual({ [HOST]: 'echo', [BESIDE]: 'echo', [HOST6]: 'echo' })
    await again.message('ENFORCEMENT DOWN')
    expect(breakwater('status').status).toBe(1)
    expect(ledger()).toMatchObject([{ address: '2001:db8:bad:1::/64', state: 'pending' }])
    expect(onServer('panic', '--over').status).toBe(0)
    await waitUntil('enforced again', 6_000, async () => (await kernel()).length === 1)
  })

  it(
    `has the same bans in kernel and ledger after each of ${ROUNDS} crashes`,
    async () => {
      const random = new Random(42)
      let next = 1
      for (let round = 0; round < ROUNDS; round++) {
        const running = start('--profile', 'classic', '--enforce', 'nftables')
        if (round > 0) {
          await up()
          await waitUntil(`kernel and ledger equal in round ${round}`, 10_000, async () => {
            const wanted = ledger().map(({ address }) => address)
            return wanted.length > 0 && JSON.stringify(wanted.sort()) === JSON.stringify(await kernel())
          })
        } else await running.message('empty so far')
        for (let i = 0; i < 3; i++) flood(`198.18.${20 + Math.floor(next / 200)}.${(next++ % 200) + 1}`)
        await waitUntil('a ban is decided', 6_000, () => running.events.some(({ type }) => type === 'ban'))
        await new Promise((resolve) => setTimeout(resolve, random.next() * 150))
        running.signal('SIGKILL')
        await running.ended
      }
      daemon = null
    },
    60_000 + ROUNDS * 15_000,
  )

  it('takes over the bans of the firewall when its record of them is damaged', async () => {
    start('--profile', 'classic', '--enforce', 'nftables')
    await up()
    flood(HOST)
    await waitUntil('the ban', 6_000, async () => (await kernel()).length === 1)
    await daemon!.stop()
    writeFileSync(join(folder, 'state', 'state.db'), 'no database')
    for (const end of ['-wal', '-shm']) rmSync(join(folder, 'state', `state.db${end}`), { force: true })
    const again = start('--profile', 'classic', '--enforce', 'nftables')
    await again.message('1 are taken over from the firewall')
    await up()
    expect(await answers()).toMatchObject({ [HOST]: 'silence', [BESIDE]: 'echo' })
    expect(ledger()).toMatchObject([{ address: HOST }])
    expect(breakwater('status').status).toBe(1)
  })

  it('leaves its bans when it stops, and no trace with --purge', async () => {
    start('--profile', 'classic', '--enforce', 'nftables')
    await up()
    flood(HOST)
    await waitUntil('the ban', 6_000, async () => (await kernel()).length === 1)
    expect(await daemon!.stop()).toBe(0)
    expect(await kernel()).toEqual([HOST])
    start('--profile', 'classic', '--enforce', 'nftables', '--purge')
    await up()
    expect(await daemon!.stop()).toBe(0)
    daemon = null
    expect(network.run('nft', 'list', 'ruleset')).not.toContain('breakwater')
  })

  it('lets in whom it is to forget, and keeps no trace of it', async () => {
    start('--profile', 'classic', '--enforce')
    await up()
    flood(HOST)
    await waitUntil('the ban confirmed', 6_000, () => ledger().some(({ state }) => state === 'in-force'))
    expect(breakwater('forget', HOST, '--reason', 'erasure').status).toBe(1)
    expect(await kernel()).toEqual([HOST])
    const done = breakwater('forget', HOST, '--reason', 'erasure', '--lift')
    expect([done.status, done.out]).toEqual([0, expect.stringContaining('its ban has ended')])
    expect(await kernel()).toEqual([])
    expect(await answers(3_000)).toMatchObject({ [HOST]: 'echo' })
    expect(await daemon!.stop()).toBe(0)
    daemon = null
    const state = join(folder, 'state')
    expect(readdirSync(state).filter((name) => readFileSync(join(state, name)).includes(HOST))).toEqual([])
  })

  it('tells of requests that come through a ban, with the likely cause', async () => {
    const running = start('--profile', 'classic', '--enforce', 'nftables')
    await up()
    flood(HOST)
    await waitUntil('the ban', 6_000, () => ledger().some(({ state }) => state === 'in-force'))
    // What comes by another path is in the log all the same: a line each tenth of a second.
    const path = setInterval(() => flood(HOST, 1), 100)
    const leak = await running
      .event('the leak', 15_000, ({ kind }) => kind === 'enforcement-leak')
      .finally(() => clearInterval(path))
    expect(leak).toMatchObject({ subject: HOST, state: 'firing' })
    expect(leak.reason).toMatch(/came through although its ban was confirmed/)
    expect(breakwater('status').status).toBe(1)
  })

  it('writes nothing to the kernel while it observes', async () => {
    const running = start('--profile', 'classic')
    await up()
    const before = network.run('nft', 'list', 'ruleset')
    flood(HOST)
    await running.event('the ban', 6_000, ({ type }) => type === 'ban')
    await waitUntil('the list', 3_000, () => ledger().length === 1)
    expect(ledger()).toMatchObject([{ address: HOST, state: 'observed' }])
    expect(network.run('nft', 'list', 'ruleset')).toBe(before)
    expect(await answers(3_000)).toMatchObject({ [HOST]: 'echo' })
  })
})
