import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it, onTestFinished } from 'vitest'
import { secondOf } from '../domain/metric-second.fixture.ts'
import type { StoreTrouble } from '../domain/store-trouble.ts'
import { ManualClock } from '../lib/clock.ts'
import { AuditFile } from './audit-file.ts'
import { banOf, START } from './ban.fixture.ts'
import { HistoryStore } from './history-store.ts'
import { openStore } from './store.fixture.ts'

function mountTrouble(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'mounting a small disk needs root on Linux'
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-mount-'))
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], {
    encoding: 'utf8',
  })
  if (status === 0) spawnSync('umount', [folder])
  rmSync(folder, { recursive: true })
  return status === 0 ? undefined : `cannot mount a small disk here: ${stderr}`
}

const trouble = mountTrouble()
if (trouble !== undefined) console.warn(`skipped: a full and a read-only disk: ${trouble}`)

/** A disk of 600 KiB that is gone after the test. */
function smallDisk() {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-disk-'))
  const mount = (...args: string[]) => {
    const { status, stderr } = spawnSync('mount', args, { encoding: 'utf8' })
    if (status !== 0) throw new Error(stderr)
  }
  mount('-t', 'tmpfs', '-o', 'size=600k', 'tmpfs', folder)
  onTestFinished(() => {
    spawnSync('umount', ['-l', folder])
    rmSync(folder, { recursive: true, force: true })
  })
  const filler = join(folder, 'filler')
  return {
    folder,
    /** Takes all the room that is left. */
    fill() {
      const file = openSync(filler, 'a')
      try {
        for (const size of [4_096, 1]) {
          try {
            for (;;) writeSync(file, Buffer.alloc(size))
          } catch {
            // Full for pieces of this size.
          }
        }
      } finally {
        closeSync(file)
      }
    },
    free: () => rmSync(filler),
    remount: (how: 'ro' | 'rw') => mount('-o', `remount,${how}`, folder),
  }
}

/** The package lets a file go when its statements are collected. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc')
  for (let round = 0; round < 5; round++) {
    runInNewContext('gc')()
    await new Promise(setImmediate)
  }
}

const kinds = (troubles: readonly StoreTrouble[]) => troubles.map(({ kind }) => kind)
const addresses = Array.from({ length: 200 }, (_, index) => `10.0.0.${index}`)

describe.skipIf(trouble !== undefined)('a disk that takes nothing', () => {
  it('is survived by the state, and caught up with', async () => {
    const disk = smallDisk()
    const rig = await openStore(disk.folder)
    const { store, clock } = rig
    expect(store.apply({ type: 'put', ban: banOf('192.0.2.1') })).toBe(true)
    disk.fill()
    const outcomes = addresses.map((address) => store.bans.put(banOf(address)))
    expect(outcomes.at(-1)).toBe(false)
    store.bans.lift({ ban: banOf('192.0.2.1'), at: START, cause: 'manual' })
    expect(store.forget('192.0.2.1')).toBeNull()
    clock.advance(10_000)
    expect(kinds(rig.troubles)).toEqual(['unwritable'])
    expect(store.trouble).toBe('unwritable')
    expect(store.bans.get('192.0.2.1')).toEqual(banOf('192.0.2.1'))

    disk.free()
    clock.advance(1_000)
    expect(kinds(rig.troubles)).toEqual(['unwritable', 'recovered'])
    expect(rig.troubles[1]).toMatchObject({ caughtUp: outcomes.filter((isDone) => !isDone).length + 2, lost: 0 })
    expect(store.pending).toBe(0)
    const again = await rig.reopen()
    expect(again.bans.inForce().map(({ address }) => address)).toEqual(addresses)
    expect(again.bans.lifted({ limit: 9 })).toEqual([])
    expect(kinds(rig.troubles)).toEqual(['unwritable', 'recovered'])
  })

  it.each(['full', 'read-only'] as const)('is survived at the start when it is %s', async (how) => {
    const disk = smallDisk()
    const before = await openStore(disk.folder)
    if (how === 'full') disk.fill()
    else {
      before.store.bans.put(banOf('192.0.2.1'))
      before.store.close()
      await collectGarbage()
      disk.remount('ro')
    }
    const rig = await openStore(disk.folder)
    const { store, clock } = rig
    for (const address of addresses) store.bans.put(banOf(address))
    expect(store.pending).toBeGreaterThan(0)
    expect(kinds(rig.troubles)).toEqual(['unwritable'])
    expect(store.remembered().allow).toEqual([])
    if (how === 'full') disk.free()
    else disk.remount('rw')
    clock.advance(1_000)
    expect(store.bans.size).toBe(addresses.length + (how === 'full' ? 0 : 1))
    expect(rig.troubles.at(-1)).toMatchObject({ kind: 'recovered', lost: 0 })
  })

  it('is survived when there is no room for the file itself', async () => {
    const disk = smallDisk()
    disk.fill()
    const { store, clock, troubles } = await openStore(disk.folder)
    expect(store.bans.put(banOf('192.0.2.1'))).toBe(false)
    expect(store.remembered()).toEqual({ bans: [], offences: [], allow: [] })
    disk.free()
    clock.advance(1_000)
    expect(store.bans.inForce()).toEqual([banOf('192.0.2.1')])
    expect(kinds(troubles)).toEqual(['unwritable', 'unreadable', 'recovered'])
  })

  it('is survived by the history, which keeps the last hour', async () => {
    const disk = smallDisk()
    const clock = new ManualClock(START)
    const troubles: StoreTrouble[] = []
    const history = await HistoryStore.open(disk.folder, { clock, onTrouble: (trouble) => troubles.push(trouble) })
    onTestFinished(() => history.close())
    disk.fill()
    const first = Math.floor(START / 1_000)
    for (let index = 0; index < 3_000; index++) {
      history.add(secondOf(first + index))
      clock.advance(1_000)
    }
    expect(kinds(troubles)).toEqual(['unwritable'])
    disk.free()
    clock.advance(10_000)
    expect(kinds(troubles)).toEqual(['unwritable', 'recovered'])
    const points = history.query(START - 60_000, START + 3_600_000, 100)
    expect(points.reduce((sum, { requests }) => sum + requests, 0)).toBe(30_000)
  })

  it('leaves no torn line in the audit log, which tells later how many are missing', () => {
    const disk = smallDisk()
    const told: string[] = []
    const clock = new ManualClock(START)
    const audit = new AuditFile({
      path: join(disk.folder, 'audit.jsonl'),
      clock,
      onTrouble: ({ message }) => told.push(message),
    })
    audit.write({ at: START, type: 'rotation', path: 'before' })
    disk.fill()
    for (let index = 0; index < 99; index++)
      audit.write({ at: START + index, type: 'ban', ban: banOf('192.0.2.1'), effect: 'ordered' })
    expect(told).toEqual(['ENOSPC: no space left on device, write'])
    const missed = audit.missed
    expect(missed).toBeGreaterThan(50)
    disk.free()
    audit.write({ at: START, type: 'rotation', path: 'after' })
    const entries = readLines(join(disk.folder, 'audit.jsonl'))
    expect(entries.slice(-2)).toMatchObject([{ type: 'gap', why: 'disk', entries: missed }, { path: 'after' }])
    expect(entries).toHaveLength(1 + (99 - missed) + 2)
  })
})

function readLines(path: string): unknown[] {
  const { stdout } = spawnSync('cat', [path], { encoding: 'utf8' })
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}
