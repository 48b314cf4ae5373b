import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Nftables } from '../../src/edge/enforce/enforcers/nftables.ts'
import { Daemon, MAIN } from './daemon.ts'
import { EnforcedNetwork } from './enforced-network.ts'
import { namespaceTrouble } from './network-namespace.ts'
import { waitUntil } from './wait-until.ts'

/** Where the daemon finds nft, whatever its PATH: a folder of the test's is put in its place, for the daemon alone. */
const PLACE = '/usr/sbin'
const nft = spawnSync('nft', ['--version']).error ? 'the Debian package nftables is missing' : undefined
const trouble = namespaceTrouble() ?? nft
if (trouble) process.stdout.write(`skipped, a daemon whose firewall fails: ${trouble}\n`)

/** Rounds of flushing: some in CI, 20 with BREAKWATER_LONG. */
const ROUNDS = process.env.BREAKWATER_LONG === undefined ? 4 : 20

interface Listed {
  readonly address: string
  readonly state: string
  readonly until: string | null
}

describe.skipIf(trouble !== undefined)('a daemon whose firewall', () => {
  let network: EnforcedNetwork
  let folder: string
  let daemon: Daemon
  let hosts = 0
  const log = () => join(folder, 'access.log')
  const nftPath = () => join(folder, 'sbin', 'nft')
  const breakwater = (...args: string[]) =>
    spawnSync(process.execPath, [MAIN, ...args, '--state-dir', join(folder, 'state')], { encoding: 'utf8' })
  const ledger = (): Listed[] => JSON.parse(breakwater('bans', 'list', '--limit', '500', '-o', 'json').stdout).bans
  const kernel = async () => (await new Nftables({ table: 'breakwater', prefix: network.server }).read()) ?? new Map()
  const audit = (): Record<string, unknown>[] =>
    readFileSync(join(folder, 'state', 'audit.jsonl'), 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line))
  const audited = (type: string) => audit().filter((entry) => entry.type === type)

  /** What the daemon runs as nft: a script of a shell, the real one, or none. */
  function install(what: { readonly script: string } | 'real' | 'none'): void {
    if (what === 'none') {
      rmSync(nftPath(), { force: true })
      return
    }
    const next = `${nftPath()}.next`
    if (what === 'real') copyFileSync(join(folder, 'nft'), next)
    else writeFileSync(next, `#!/bin/sh\n${what.script}\n`)
    chmodSync(next, 0o755)
    // Whole or not at all, also while the daemon runs it.
    renameSync(next, nftPath())
  }

  function start(): void {
    const mount = ['unshare', '-m', 'sh', '-c', `mount --bind "$0" ${PLACE} && exec "$@"`, join(folder, 'sbin')]
    daemon = new Daemon(
      [log(), '--state-dir', join(folder, 'state'), '-o', 'ndjson', '--profile', 'classic', '--enforce', 'nftables'],
      [...network.server, ...mount],
    )
  }

  /** Lines of a fresh address, far more than the ceiling allows; gives the address. */
  function flood(): string {
    const address = `198.18.${30 + (hosts >> 7)}.${1 + (hosts++ & 127)}`
    const time = new Date().toISOString().replace(/\.\d+Z/, '+00:00')
    const line = `{"time_iso8601":"${time}","remote_addr":"${address}","status":404,"request":"GET / HTTP/1.1"}\n`
    appendFileSync(log(), line.repeat(400))
    return address
  }

  const decided = (address: string) =>
    daemon.event(`the ban of ${address}`, 6_000, (event) => event.type === 'ban' && event.address === address)
  const stateOf = (address: string) => ledger().find((ban) => ban.address === address)?.state

  beforeAll(async () => {
    network = new EnforcedNetwork()
    await network.ready()
  })
  afterAll(() => network.remove())
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'breakwater-faults-'))
    mkdirSync(join(folder, 'sbin'))
    writeFileSync(log(), '')
    copyFileSync(join(PLACE, 'nft'), join(folder, 'nft'))
  })
  afterEach(async () => {
    await daemon.stop()
    spawnSync(network.server[0]!, [...network.server.slice(1), 'nft', 'delete', 'table', 'inet', 'breakwater'])
    rmSync(folder, { recursive: true, force: true })
  })

  it('exits with 1, hangs or is missing says so, goes on deciding, and catches up when it works again', async () => {
    install('real')
    start()
    await daemon.message('nftables works', 10_000)
    await waitUntil('the control socket', 10_000, () => breakwater('status').status === 0)
    const first = flood()
    await waitUntil('the first ban', 6_000, async () => (await kernel()).has(first))
    await waitUntil('its confirmation', 6_000, () => stateOf(first) === 'in-force')

    const cases = [
      ['exited with 1: out of order', { script: 'echo out of order >&2; exit 1' }],
      ['did not end within 2000 ms', { script: 'sleep 60' }],
      ['nft is not installed', 'none'],
    ] as const
    const downs = () => daemon.messages.split('ENFORCEMENT DOWN').length - 1
    const ups = () => daemon.messages.split('nftables works').length - 1
    for (const [index, [words, what]] of cases.entries()) {
      install(what)
      const began = performance.now()
      const one = flood()
      await decided(one)
      await waitUntil(`the message of "${words}"`, 6_000, () => downs() === index + 1)
      expect(performance.now() - began).toBeLessThan(6_000)
      const second = flood()
      await decided(second)
      const status = breakwater('status')
      expect(status.status).toBe(1)
      expect(status.stdout).toContain('ENFORCEMENT DOWN')
      expect(status.stdout).toContain(words)
      expect([stateOf(one), stateOf(second)]).toEqual(['pending', 'pending'])
      expect([...(await kernel()).keys()]).not.toEqual(expect.arrayContaining([one]))
      const claims = audited('ban').filter(({ effect }) => effect === 'in-force')
      expect(JSON.stringify(claims)).not.toMatch(new RegExp(`"(${one}|${second})"`))

      install('real')
      await waitUntil('the message that it works', 15_000, () => ups() === index + 2)
      await waitUntil('all bans in force', 6_000, () => ledger().every(({ state }) => state === 'in-force'))
      expect([...(await kernel()).keys()].sort()).toEqual(
        ledger()
          .map(({ address }) => address)
          .sort(),
      )
      expect(breakwater('status').status).toBe(0)
    }
    expect(ledger()).toHaveLength(1 + 2 * cases.length)
    expect(audited('enforcer-failed').map(({ error }) => error)).toEqual(
      cases.map(([words]) => expect.stringContaining(words)),
    )
    expect(audited('enforcer-repaired').length).toBeGreaterThanOrEqual(1 + cases.length)
  })

  it('is not there at the start watches all the same, and enforces as soon as it is', async () => {
    install('none')
    start()
    await daemon.message('ENFORCEMENT DOWN', 10_000)
    await waitUntil('the control socket', 10_000, () => breakwater('status').status === 1)
    const early = flood()
    await decided(early)
    expect(stateOf(early)).toBe('pending')
    install('real')
    await waitUntil('the ban', 15_000, async () => (await kernel()).has(early))
    await waitUntil('its confirmation', 6_000, () => stateOf(early) === 'in-force')
    await waitUntil('a good status', 6_000, () => breakwater('status').status === 0)
  })

  it(
    `is flushed by others each 3 s has all bans again within 5 s, with what is left of them, ${ROUNDS} times`,
    async () => {
      install('real')
      start()
      await daemon.message('nftables works', 10_000)
      await waitUntil('the control socket', 10_000, () => breakwater('status').status === 0)
      const add = (address: string, length: string) =>
        expect(breakwater('bans', 'add', address, '--for', length, '--reason', 'a test').status).toBe(0)
      add('198.18.9.0/24', '2h')
      add('2001:db8:bad:9::/64', '90s')
      let flushedAt = Number.NEGATIVE_INFINITY
      for (let round = 0; round < ROUNDS; round++) {
        await decided(flood())
        await waitUntil('3 s since the last time', 3_500, () => performance.now() - flushedAt >= 3_000)
        network.run('nft', 'flush', 'ruleset')
        flushedAt = performance.now()
        const during = flood()
        await decided(during)
        await waitUntil(`kernel and ledger equal in round ${round}`, 5_000, async () => {
          const [held, wanted] = [await kernel(), ledger()]
          return wanted.length === held.size && wanted.every(({ address }) => held.has(address))
        })
        const held = await kernel()
        for (const { address, until } of ledger()) {
          const left = Date.parse(until!) - Date.now()
          // Times of the log are whole seconds.
          expect(Math.abs(held.get(address)! - left), `${address} in round ${round}`).toBeLessThan(2_500)
        }
      }
      expect(JSON.parse(breakwater('status', '-o', 'json').stdout).enforcement.repairs).toBeGreaterThanOrEqual(ROUNDS)
      expect(daemon.messages).toContain('does another program flush it?')
    },
    40_000 + ROUNDS * 10_000,
  )
})
