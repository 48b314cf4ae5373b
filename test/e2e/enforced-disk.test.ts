import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Nftables } from '../../src/edge/enforce/enforcers/nftables.ts'
import { Daemon, MAIN } from './daemon.ts'
import { EnforcedNetwork } from './enforced-network.ts'
import { namespaceTrouble } from './network-namespace.ts'
import { waitUntil } from './wait-until.ts'

const BEFORE = '198.18.1.7'
const DURING = '198.18.1.8'
const MANUAL = '198.18.1.9'
const AFTER = '198.18.1.10'

function mount(...args: string[]): string | undefined {
  const { status, stderr } = spawnSync('mount', args, { encoding: 'utf8' })
  return status === 0 ? undefined : stderr
}

function trouble(): string | undefined {
  const first = namespaceTrouble()
  if (first !== undefined) return first
  if (spawnSync('nft', ['--version']).error) return 'the Debian package nftables is missing'
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-mount-'))
  const refused = mount('-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder)
  if (refused === undefined) spawnSync('umount', [folder])
  rmSync(folder, { recursive: true })
  return refused && `cannot mount a small disk here: ${refused}`
}

const reason = trouble()
if (reason) process.stdout.write(`skipped, a daemon whose disk is full: ${reason}\n`)

describe.skipIf(reason !== undefined)('a daemon whose disk', () => {
  let network: EnforcedNetwork
  let folder: string
  let disk: string
  let log: string
  let daemon: Daemon | null
  const mounted = new Set<string>()
  const breakwater = (...args: string[]) =>
    spawnSync(process.execPath, [MAIN, ...args, '--state-dir', disk], { encoding: 'utf8' })
  const kernel = async () =>
    [...((await new Nftables({ table: 'breakwater', prefix: network.server }).read()) ?? new Map()).keys()].sort()
  const addresses = () =>
    JSON.parse(breakwater('bans', 'list', '-o', 'json').stdout)
      .bans.map(({ address }: { address: string }) => address)
      .sort()
  const audit = () => readFileSync(join(disk, 'audit.jsonl'), 'utf8')
  const start = () => {
    const args = [log, '--state-dir', disk, '-o', 'ndjson', '--profile', 'classic', '--enforce', 'nftables']
    daemon = new Daemon(args, network.server)
    return daemon
  }
  const up = () => waitUntil('the control socket', 10_000, () => breakwater('status').status !== 3)
  const flood = (address: string) => {
    const time = new Date().toISOString().replace(/\.\d+Z/, '+00:00')
    const line = `{"time_iso8601":"${time}","remote_addr":"${address}","status":404,"request":"GET / HTTP/1.1"}\n`
    appendFileSync(log, line.repeat(400))
  }
  const unmount = () => {
    for (const place of mounted) spawnSync('umount', ['-l', place])
    mounted.clear()
  }
  const filler = () => join(disk, 'filler')
  const fill = () => {
    const file = openSync(filler(), 'a')
    for (const size of [4_096, 1])
      try {
        for (;;) writeSync(file, Buffer.alloc(size))
      } catch {
        // Full for pieces of this size.
      }
    closeSync(file)
  }

  beforeAll(async () => {
    network = new EnforcedNetwork()
    await network.ready()
  })
  afterAll(async () => {
    unmount()
    await network.remove()
  })
  beforeEach(() => {
    daemon = null
    folder = mkdtempSync(join(tmpdir(), 'breakwater-disk-'))
    disk = join(folder, 'state')
    log = join(folder, 'access.log')
    writeFileSync(log, '')
    mkdirSync(disk, { mode: 0o700 })
    expect(mount('-t', 'tmpfs', '-o', 'size=1500k,mode=700', 'tmpfs', disk)).toBeUndefined()
    mounted.add(disk)
  })
  afterEach(async () => {
    await daemon?.stop()
    spawnSync(network.server[0]!, [...network.server.slice(1), 'nft', 'delete', 'table', 'inet', 'breakwater'])
    unmount()
    rmSync(folder, { recursive: true, force: true })
  })

  it('is full detects and blocks on, says so, and has all of it on disk when there is room again', async () => {
    const running = start()
    await running.message('nftables works', 10_000)
    await up()
    flood(BEFORE)
    await waitUntil('the first ban', 6_000, async () => (await kernel()).includes(BEFORE))
    await waitUntil('a good status', 6_000, () => breakwater('status').status === 0)

    fill()
    flood(DURING)
    await waitUntil('the second ban', 6_000, async () => (await kernel()).includes(DURING))
    // Room in the file that was there before may take some writes; then the trouble shows.
    await waitUntil('the trouble', 15_000, () => {
      fill()
      return breakwater('status').stdout.includes('cannot be written')
    })
    const status = breakwater('status')
    expect(status.status).toBe(1)
    expect(status.stdout).toMatch(/disk is full|ENOSPC/)
    const added = breakwater('bans', 'add', MANUAL, '--for', '1h', '--reason', 'a test')
    expect(added.status).toBe(0)
    expect(`${added.stdout}${added.stderr}`).toContain('a restart may forget this ban')
    expect(await kernel()).toEqual([BEFORE, DURING, MANUAL].sort())
    expect(addresses()).toEqual([BEFORE, DURING, MANUAL].sort())

    rmSync(filler())
    await running.message('is written again', 10_000)
    await waitUntil('a good status', 6_000, () => breakwater('status').status === 0)
    expect(breakwater('bans', 'remove', BEFORE).status).toBe(0)
    expect(audit(), 'entries that were lost are counted').toContain('"type":"gap"')
    running.signal('SIGKILL')
    await running.ended

    // Of the kernel nothing is left: what comes back comes from the disk.
    network.run('nft', 'delete', 'table', 'inet', 'breakwater')
    const again = start()
    await again.message('2 bans are in force from before', 10_000)
    await up()
    expect(addresses()).toEqual([DURING, MANUAL].sort())
    await waitUntil('the bans', 6_000, async () => (await kernel()).length === 2)
    flood(AFTER)
    await waitUntil('one more', 6_000, async () => (await kernel()).includes(AFTER))
    expect(breakwater('status').status).toBe(0)
    for (const line of audit().split('\n').slice(0, -1)) JSON.parse(line)
  })

  it('is still full after a crash starts again, with the bans that are on disk', async () => {
    const running = start()
    await running.message('nftables works', 10_000)
    await up()
    flood(BEFORE)
    await waitUntil('the ban', 6_000, async () => (await kernel()).includes(BEFORE))
    await waitUntil('its confirmation', 6_000, () => addresses().length === 1)
    fill()
    running.signal('SIGKILL')
    await running.ended
    fill()
    const again = start()
    await again.message('1 ban is in force from before', 10_000)
    await again.message('nftables works', 10_000)
    await up()
    expect(breakwater('status').stdout).toContain('cannot be written')
    expect(await kernel()).toEqual([BEFORE])
    expect(addresses()).toEqual([BEFORE])
    flood(DURING)
    await waitUntil('one more', 6_000, async () => (await kernel()).includes(DURING))
    rmSync(filler())
    await waitUntil('a good status', 10_000, () => breakwater('status').status === 0)
  })

  it('is full at the start, and holds no lock from before, refuses with what to do', async () => {
    start()
    await daemon!.message('nftables works', 10_000)
    await up()
    flood(BEFORE)
    await waitUntil('the ban', 6_000, async () => (await kernel()).includes(BEFORE))
    expect(await daemon!.stop()).toBe(0)
    fill()
    const refused = start()
    expect(await refused.ended).toBe(1)
    expect(refused.messages).toContain(`cannot use the state directory ${disk}: ENOSPC`)
    expect(refused.messages).toContain('Make room on its disk')
    expect(await kernel(), 'bans stay').toEqual([BEFORE])
    rmSync(filler())
    await start().message('1 ban is in force from before', 10_000)
  })

  it('is read-only refuses to start, says why, and leaves the kernel alone', async () => {
    expect(mount('-o', 'remount,ro', disk)).toBeUndefined()
    const refused = start()
    expect(await refused.ended).toBe(1)
    daemon = null
    expect(refused.messages).toContain(`cannot use the state directory ${disk}: EROFS`)
    expect(refused.messages).toContain('--state-dir DIR')
    expect(network.run('nft', 'list', 'ruleset')).not.toContain('breakwater')
  })
})
