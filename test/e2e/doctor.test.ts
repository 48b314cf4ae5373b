import { execFile, spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ThrowAwayNetwork } from '../../src/app/doctor/throw-away-network.ts'
import { runCommand } from '../../src/lib/run-command.ts'
import { MAIN } from './daemon.ts'
import { NetworkPair, namespaceTrouble } from './network-namespace.ts'
import { NginxServer, nginxTrouble } from './nginx-server.ts'

const trouble =
  namespaceTrouble() ??
  nginxTrouble() ??
  ['nft', 'iptables']
    .map((tool) => (spawnSync(tool, ['--version']).error ? `${tool} is not installed` : undefined))
    .find(Boolean)
if (trouble) process.stdout.write(`skipped, doctor: ${trouble}\n`)

interface Finding {
  readonly check: string
  readonly result: string
  readonly message: string
  readonly fix: string | null
}

describe.skipIf(trouble !== undefined)('doctor beside a real nginx, with a real firewall', () => {
  let folder: string
  let network: NetworkPair
  let nginx: NginxServer

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'breakwater-doctor-'))
    mkdirSync(join(folder, 'state'), { mode: 0o700 })
    network = new NetworkPair()
    nginx = new NginxServer(folder, network.within(network.server))
    await nginx.ready()
    const plans = Array.from({ length: 40 }, (_, index) => ({
      server: NetworkPair.serverAddress,
      address: `198.18.0.${index + 1}`,
      count: 2,
    }))
    const [command, ...args] = network.within(network.client)
    const client = spawn(command!, [...args, process.execPath, join(import.meta.dirname, 'client.mjs')], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    client.stdin.end(JSON.stringify(plans))
    expect(Object.keys(JSON.parse(await text(client.stdout)))).toHaveLength(40)
  })
  afterAll(async () => {
    await nginx?.stop()
    network?.remove()
    rmSync(folder, { recursive: true, force: true })
  })

  /** What doctor finds; `path`: folders of commands before all others. */
  function doctor(path = ''): Promise<{ readonly code: number; readonly checks: Finding[] }> {
    const args = [MAIN, 'doctor', nginx.log, '--state-dir', join(folder, 'state'), '-o', 'json']
    const env = { ...process.env, PATH: `${path === '' ? '' : `${path}:`}${process.env.PATH}` }
    return new Promise((resolve) => {
      execFile(process.execPath, args, { env, cwd: folder }, (error, stdout) =>
        resolve({ code: Number(error?.code ?? 0), checks: JSON.parse(stdout).checks }),
      )
    })
  }

  const ruleset = () => spawnSync('nft', ['list', 'ruleset'], { encoding: 'utf8' }).stdout
  const namespaces = () => spawnSync('ip', ['netns', 'list'], { encoding: 'utf8' }).stdout

  it('reads the log, sends packets, drops the banned one only, and leaves nothing behind', async () => {
    const before = ruleset()
    const { code, checks } = await doctor()
    const of = (name: string) => checks.find(({ check }) => check === name)
    expect(checks.filter(({ result }) => result === 'fail')).toEqual([])
    expect(code).toBe(0)
    for (const name of ['log found', 'log readable', 'log fresh', 'log format', 'log time', 'proxy', 'state folder'])
      expect(of(name), name).toMatchObject({ result: 'ok' })
    expect(of('log format')!.message).toContain('100 % of the last 80 lines')
    expect(of('packets')).toMatchObject({ result: 'ok', message: expect.stringContaining('was dropped by nft') })
    expect(ruleset()).toBe(before)
    expect(namespaces()).not.toContain('bw-doctor')
  })

  it.each(['nft', 'iptables'] as const)('sends its packets past rules of %s', async (tool) => {
    const throwAway = new ThrowAwayNetwork(runCommand)
    try {
      await throwAway.build()
      expect(await throwAway.reach()).toEqual({ banned: true, neighbour: true })
      await throwAway.ban(tool)
      expect(await throwAway.reach()).toEqual({ banned: false, neighbour: true })
    } finally {
      await throwAway.remove()
    }
    expect(namespaces()).not.toContain('bw-doctor')
  })

  it('fails when the firewall takes the rule and drops nothing, or does not take it', async () => {
    const fakes = join(folder, 'fakes')
    mkdirSync(fakes)
    for (const [script, said] of [
      ['#!/bin/sh\nexit 0\n', 'a banned address still got through'],
      ['#!/bin/sh\n[ "$1" = list ] && exit 0\necho "no such kernel" >&2; exit 1\n', 'the kernel took no rule from nft'],
      ['#!/bin/sh\n[ "$1" = list ] && exit 0\nsleep 60\n', 'did not end within'],
    ] as const) {
      writeFileSync(join(fakes, 'nft'), script)
      chmodSync(join(fakes, 'nft'), 0o755)
      const { code, checks } = await doctor(fakes)
      expect(code).toBe(1)
      const packets = checks.find(({ check }) => check === 'packets')
      expect(packets).toMatchObject({ result: 'fail', message: expect.stringContaining(said) })
      expect(namespaces()).not.toContain('bw-doctor')
    }
  })
})
