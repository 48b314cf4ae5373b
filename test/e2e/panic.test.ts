import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Iptables } from '../../src/edge/enforce/enforcers/iptables.ts'
import { Nftables } from '../../src/edge/enforce/enforcers/nftables.ts'
import { MAIN } from './daemon.ts'
import { namespaceTrouble, runSync } from './network-namespace.ts'

const missing = ['nft', 'iptables', 'ipset'].filter((command) => spawnSync(command, ['--version']).error)
const trouble = namespaceTrouble() ?? (missing.length > 0 ? `missing: ${missing.join(', ')}` : undefined)
if (trouble) process.stdout.write(`skipped, breakwater panic: ${trouble}\n`)

describe.skipIf(trouble !== undefined)('breakwater panic', () => {
  const name = `bw-p-${process.pid}`
  const within = ['netns', 'exec', name]
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-panic-'))
  const config = join(folder, 'breakwater.yaml')
  const deny = join(folder, 'deny.conf')
  const run = (...args: string[]) => runSync('ip', [...within, ...args])
  const panic = (...args: string[]) => {
    const command = [...within, process.execPath, MAIN, 'panic', '-c', config, '--state-dir', folder, ...args]
    const { status, stdout, stderr } = spawnSync('ip', command, { encoding: 'utf8' })
    return { status, stdout, stderr }
  }
  beforeAll(() => {
    runSync('ip', ['netns', 'add', name])
    writeFileSync(config, `enforcement: { deny_file: ${deny}, reload: ['true'] }\n`)
  })
  afterAll(() => {
    spawnSync('ip', ['netns', 'del', name])
    rmSync(folder, { recursive: true, force: true })
  })

  it('removes all rules of ours, says which, and leaves those of others', async () => {
    run('nft', 'add', 'table', 'inet', 'foreign')
    run('iptables', '-A', 'INPUT', '-p', 'udp', '-j', 'ACCEPT')
    const rules = () => [run('nft', 'list', 'ruleset'), run('ip6tables', '-S'), run('ipset', 'list', '-n')].join('')
    const prefix = ['ip', ...within]
    const enforcers = [new Nftables({ table: 'breakwater', prefix }), new Iptables({ prefix })]
    await enforcers[1]!.apply([])
    await enforcers[1]!.purge()
    const before = rules()
    for (const enforcer of enforcers) await enforcer.apply([{ type: 'add', address: '203.0.113.7', remaining: 60_000 }])
    writeFileSync(deny, '# Written by breakwater: x\ndeny 203.0.113.7;\n')
    const { status, stdout } = panic()
    expect(stdout.split('\n')).toEqual([
      `enforcement by the daemon (mark ${folder}/enforcement-stopped): gone (it only observes until breakwater panic --over)`,
      'nftables table inet breakwater: gone, with 1 ban in it',
      'iptables chain BREAKWATER and its ipsets: gone, with 1 ban in it',
      `deny file ${deny}: gone, with 1 ban in it`,
      '',
    ])
    expect(status).toBe(0)
    expect(rules()).toBe(before)
    expect(readFileSync(deny, 'utf8')).not.toContain('deny 203')
  })

  it('works with a broken configuration and with nothing to remove', () => {
    writeFileSync(config, 'enforce: [')
    const { status, stdout, stderr } = panic('-o', 'json')
    expect(stderr).toContain('The usual names are tried instead')
    expect(JSON.parse(stdout).steps.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      'gone',
      'gone',
      'gone',
    ])
    expect(status).toBe(0)
  })

  it('is over when it is told so', () => {
    expect(panic('--over')).toMatchObject({ status: 0, stdout: expect.stringContaining('may go on') })
  })

  it('does not delete a state folder that a process uses, and says so', () => {
    writeFileSync(join(folder, 'hash-seed'), '00000001\n')
    writeFileSync(join(folder, 'lock'), `${process.pid}\n`)
    const { status, stdout } = panic('--purge')
    expect(stdout).toContain(`is in use by breakwater (pid ${process.pid})`)
    expect(stdout).toContain('goes on observing; nothing is blocked')
    expect(status).toBe(1)
    rmSync(join(folder, 'lock'))
  })
})
