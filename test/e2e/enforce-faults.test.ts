import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CutConnections } from '../../src/edge/enforce/cut-connections.ts'
import { Nftables } from '../../src/edge/enforce/enforcers/nftables.ts'
import { EnforcedNetwork, LiveEnforcement } from './enforced-network.ts'
import { namespaceTrouble } from './network-namespace.ts'
import { waitUntil } from './wait-until.ts'

const trouble =
  namespaceTrouble() ?? (spawnSync('nft', ['--version']).error ? 'the Debian package nftables is missing' : undefined)
if (trouble) process.stdout.write(`skipped, a firewall that fails: ${trouble}\n`)

const HOST = '198.18.1.7'
const HOUR = 3_600_000

describe.skipIf(trouble !== undefined)('an nft that', () => {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-nft-'))
  const path = process.env.PATH
  const fake = join(folder, 'nft')
  const behave = (script: string | undefined) => {
    rmSync(fake, { force: true })
    if (script === undefined) return
    writeFileSync(fake, `#!/bin/sh\n${script}\n`)
    chmodSync(fake, 0o755)
  }
  let network: EnforcedNetwork
  let live: LiveEnforcement
  beforeAll(async () => {
    network = new EnforcedNetwork()
    await network.ready()
    process.env.PATH = `${folder}:${path}`
  })
  afterAll(async () => {
    process.env.PATH = path
    rmSync(folder, { recursive: true, force: true })
    await network.remove()
  })
  beforeEach(async () => {
    live = new LiveEnforcement(new Nftables({ table: 'breakwater', prefix: network.server }))
    await waitUntil('enforcement', 5_000, () => live.reconciler.status.state === 'up')
  })
  afterEach(async () => {
    behave(undefined)
    await live.reconciler.purge()
  })

  it.each([
    ['exits with 1', 'echo "no, thank you" >&2; exit 1', 'exited with 1: no, thank you'],
    ['hangs', 'sleep 60', 'did not end within 2000 ms'],
    ['is killed', 'kill -9 $$', 'was killed by SIGKILL'],
    ['prints garbage and ends well', 'echo "add rules { everywhere }"', 'there is no table inet breakwater'],
  ])('%s: nothing is said to be in force; one message down, one up, and then it is', async (_, script, words) => {
    behave(script)
    live.ban(HOST, HOUR)
    await waitUntil('the state down', 6_000, () => live.reconciler.status.state === 'down')
    expect(live.reconciler.status.error).toContain(words)
    expect(await network.connect(HOST, { wait: 3_000 })).toBe('echo')
    expect(live.inForce.size).toBe(0)
    behave(undefined)
    await waitUntil('the ban', 9_000, () => live.inForce.has(HOST))
    await waitUntil('the state up', 1_000, () => live.reconciler.status.state === 'up')
    expect(await network.connect(HOST)).toBe('silence')
    expect(live.states.map(({ state }) => state)).toEqual(['up', 'down', 'up'])
  })

  it('works while another program flushes all rules each 3 s: what is banned comes back, with the right times', async () => {
    const ends = new Map<string, number>()
    const began = performance.now()
    let flushes = 0
    for (let host = 1; performance.now() - began < (process.env.BREAKWATER_LONG === '1' ? 60_000 : 6_500); host++) {
      const address = `198.18.${host >> 8}.${host & 255}`
      const length = host % 3 === 0 ? 2_000 : HOUR
      live.ban(address, length)
      ends.set(address, performance.now() + length)
      if (performance.now() - began > 3_000 * (flushes + 1)) {
        network.run('nft', 'flush', 'ruleset')
        flushes++
      }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    expect(flushes).toBeGreaterThan(1)
    const reader = new Nftables({ table: 'breakwater', prefix: network.server })
    const wanted = () => [...ends].filter(([, end]) => end > performance.now()).map(([address]) => address)
    await waitUntil('all bans', 8_000, () => live.reconciler.status.inForce === wanted().length)
    await new Promise((resolve) => setTimeout(resolve, 2_100))
    const held = await reader.read()
    expect([...held.keys()].sort()).toEqual(wanted().sort())
    for (const [address, left] of held)
      expect(Math.abs(left! - (ends.get(address)! - performance.now()))).toBeLessThan(2_200)
    expect(live.reconciler.status.repairs).toBeGreaterThan(10)
    expect(live.states.map(({ state }) => state)).toEqual(['up'])
  })

  it('is not installed', async () => {
    const without = new LiveEnforcement(
      new Nftables({ table: 'breakwater', prefix: ['env', 'breakwater-no-such-program'] }),
    )
    const missing = new LiveEnforcement(new Nftables({ table: 'breakwater', prefix: ['/nowhere/ip'] }))
    for (const { reconciler } of [without, missing]) {
      await waitUntil('the state down', 5_000, () => reconciler.status.failures > 0)
      expect(reconciler.status.error).toMatch(/exited with 127|Install nft/)
      await reconciler.stop()
    }
  })

  it('refuses one element: the others land', async () => {
    // The real one, but for a batch with a word in it.
    behave('in=$(cat); case "$in" in *198.18.1.66*) exit 1;; esac; printf "%s\\n" "$in" | exec /usr/sbin/nft "$@"')
    for (let host = 60; host < 70; host++) live.ban(`198.18.1.${host}`, HOUR)
    await waitUntil('nine bans', 6_000, () => live.inForce.size === 9)
    expect([...live.refused.keys()]).toEqual(['198.18.1.66'])
    expect(live.reconciler.status.state).toBe('up')
  })

  it('works with ss, which ends open connections at once', async () => {
    const troubles: Error[] = []
    const inner = new Nftables({ table: 'breakwater', prefix: network.server })
    const cutting = new LiveEnforcement(new CutConnections(inner, network.server, (error) => troubles.push(error)))
    await live.reconciler.stop()
    for (const [name, from] of [
      ['cut', HOST],
      ['cut6', '2001:db8:bad:1::7'],
      ['other', '198.18.1.8'],
    ] as const)
      expect(await network.connect(from, { keep: name, wait: 3_000 })).toBe('echo')
    cutting.ban(HOST, HOUR)
    cutting.ban('2001:db8:bad:1::/64', HOUR)
    await waitUntil('the bans', 5_000, () => cutting.inForce.size === 2)
    expect(troubles).toEqual([])
    const open = network.run('ss', '-H', '-t', 'state', 'established')
    expect(open).toContain('198.18.1.8')
    expect(open).not.toContain(HOST)
    expect(open).not.toContain('2001:db8:bad:1::7')
    expect(await network.ping('other', 3_000)).toBe('echo')
    await cutting.reconciler.stop()
    expect(existsSync(fake)).toBe(false)
  })
})
