import { spawn } from 'node:child_process'
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { StateError } from '../domain/errors.ts'
import { banOf, START } from './ban.fixture.ts'
import { loadSqlite } from './sqlite.ts'
import { openStore, temporaryFolder } from './store.fixture.ts'

/** A folder with a database of some hundred bans that was closed in order. */
async function filledFolder(): Promise<string> {
  const folder = temporaryFolder()
  const rig = await openStore(folder)
  rig.store.bans.putAll(Array.from({ length: 300 }, (_, index) => banOf(`10.0.${index >> 8}.${index & 255}`)))
  rig.store.close()
  return folder
}

function overwrite(path: string, from: number, text: string): void {
  const file = openSync(path, 'r+')
  writeSync(file, text, from)
  closeSync(file)
}

const copies = (folder: string) => readdirSync(folder).filter((name) => /quarantine-[0-9TZ]+$/.test(name))

describe('a database that cannot be trusted', () => {
  it.each([
    ['corrupt', 'has garbage in its pages', (path: string) => overwrite(path, 8_192, 'garbage '.repeat(4_096))],
    ['corrupt', 'has another head', (path: string) => overwrite(path, 0, 'GIF89a, and no database')],
    ['corrupt', 'lost its second half', (path: string) => truncateSync(path, statSync(path).size >> 1)],
    ['corrupt', 'ends in the midst of a page', (path: string) => truncateSync(path, statSync(path).size - 1_000)],
    ['truncated', 'is empty', (path: string) => truncateSync(path, 0)],
    ['newer', 'is of a newer version', (path: string) => overwrite(path, 60, '\0\0\0\x63')],
  ])('is moved aside as %s when it %s, and a new one is begun', async (why, _, damage) => {
    const folder = await filledFolder()
    damage(join(folder, 'state.db'))
    const rig = await openStore(folder)
    expect(rig.troubles).toMatchObject([{ kind: 'quarantined', store: 'state', why }])
    expect(copies(folder)).toEqual(['state.db.quarantine-20260302T091501700Z'])
    expect(rig.store.quarantined).toEqual([join(folder, copies(folder)[0]!)])
    expect(rig.store.bans.size).toBe(0)
    const remembered = {
      bans: [banOf('192.0.2.7')],
      offences: [{ address: '192.0.2.7', count: 2, since: START }],
      allow: [],
    }
    expect(rig.store.replace(remembered)).toBe(true)
    expect((await rig.reopen()).remembered()).toEqual(remembered)
    expect(rig.troubles).toHaveLength(1)
  })

  it('leaves three copies at most', async () => {
    const folder = temporaryFolder()
    for (let round = 0; round < 5; round++) {
      writeFileSync(join(folder, 'state.db'), `no database, round ${round}`)
      const rig = await openStore(folder)
      expect(rig.troubles).toHaveLength(1)
      rig.store.close()
    }
    expect(copies(folder)).toEqual([
      'state.db.quarantine-20260302T091501702Z',
      'state.db.quarantine-20260302T091501703Z',
      'state.db.quarantine-20260302T091501704Z',
    ])
  })

  it('is refused when another process holds it, and stays as it is', async () => {
    const folder = await filledFolder()
    const other = (await loadSqlite())(join(folder, 'state.db'), { timeout: 0 })
    onTestFinished(() => other.close())
    other.exec('BEGIN EXCLUSIVE')
    const opening = openStore(folder)
    await expect(opening).rejects.toThrow(StateError)
    await expect(opening).rejects.toThrow('another process holds the database')
    other.exec('ROLLBACK')
    expect((await openStore(folder)).store.bans.size).toBe(300)
    expect(copies(folder)).toEqual([])
  })

  it('is not followed through a link', async () => {
    const folder = temporaryFolder()
    const victim = join(temporaryFolder(), 'victim')
    symlinkSync(victim, join(folder, 'state.db'))
    await expect(openStore(folder)).rejects.toThrow('is a symbolic link')
    expect(existsSync(victim)).toBe(false)
  })
})

describe('after kill -9', () => {
  it('holds every ban that was acknowledged, and opens without trouble', async () => {
    const folder = temporaryFolder()
    const acknowledged: string[] = []
    for (let round = 0; round < 5; round++) {
      const args = ['--import', 'tsx', join(import.meta.dirname, 'write-loop.fixture.ts')]
      const child = spawn(process.execPath, [...args, folder, String(round << 16)], {
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let [told, said] = ['', '']
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text
      })
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        told += text
        // Killed by how far it came, not by the time: another point of the log in each round.
        if (told.length > 400 + 1_777 * round) child.kill('SIGKILL')
      })
      await new Promise((resolve) => child.once('close', resolve))
      expect(said).toBe('')
      expect(child.signalCode).toBe('SIGKILL')
      acknowledged.push(...told.split('\n').slice(0, -1))
    }
    expect(acknowledged.length).toBeGreaterThan(500)
    const { store, troubles } = await openStore(folder)
    const held = new Set(store.bans.inForce().map(({ address }) => address))
    expect(acknowledged.filter((address) => !held.has(address))).toEqual([])
    expect(store.offences.every()).toHaveLength(held.size)
    expect(troubles).toEqual([])
  })
})
