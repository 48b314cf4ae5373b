import { describe, expect, it } from 'vitest'
import { StateError } from '../domain/errors.ts'
import type { StoreTrouble } from '../domain/store-trouble.ts'
import { ManualClock } from '../lib/clock.ts'
import { DatabaseFile } from './database-file.ts'
import { loadSqlite, type OpenDatabase } from './sqlite.ts'
import { temporaryFolder } from './store.fixture.ts'
import { Writer } from './writer.ts'

/** A writer of a real database whose commits fail with a result code, or take as long, as the test says. */
async function openWriter(limit?: number) {
  const real = await loadSqlite()
  const disk = { error: 0, times: Number.POSITIVE_INFINITY, took: 0, commits: 0 }
  let stopwatch = 0
  const sqlite: OpenDatabase = (path, options) => {
    const database = real(path, options)
    return {
      exec: (sql) => database.exec(sql),
      close: () => database.close(),
      prepare(sql) {
        const statement = database.prepare(sql)
        if (sql !== 'COMMIT') return statement
        return {
          get: (...values) => statement.get(...values),
          all: (...values) => statement.all(...values),
          iterate: (...values) => statement.iterate(...values),
          run() {
            disk.commits++
            stopwatch += disk.took
            if (disk.error !== 0 && disk.times-- > 0)
              throw Object.assign(new Error('disk I/O error'), { errcode: disk.error })
            return statement.run()
          },
        }
      },
    }
  }
  const clock = new ManualClock(0)
  const troubles: StoreTrouble[] = []
  const migrations = ['CREATE TABLE numbers (n INTEGER NOT NULL)']
  const now = () => clock.now()
  const file = new DatabaseFile({ path: `${temporaryFolder()}/a.db`, sqlite, migrations, durability: 'full', now })
  const writer = new Writer({
    store: 'state',
    file,
    clock,
    onTrouble: (trouble) => troubles.push(trouble),
    ...(limit !== undefined && { limit }),
    stopwatch: () => stopwatch,
  })
  writer.open()
  const add = (n: number | null, weight: 'state' | 'record' = 'state', key?: string) =>
    writer.write({
      weight,
      run: () => file.statement('INSERT INTO numbers VALUES (?)').run(n),
      ...(key !== undefined && { key }),
    })
  const numbers = () =>
    writer.read([], () =>
      file
        .statement('SELECT n FROM numbers')
        .all()
        .map(({ n }) => n),
    )
  const kinds = () => troubles.map(({ kind }) => kind)
  disk.commits = 0
  return { writer, file, clock, disk, troubles, add, numbers, kinds }
}

/** READONLY_DBMOVED, IOERR_WRITE, IOERR_FSYNC, FULL, CANTOPEN. */
const DISK_ERRORS = [1_032, 778, 1_034, 13, 14]

describe('Writer', () => {
  it.each(DISK_ERRORS)(
    'keeps what a disk refuses with code %d, tells it once and writes it in order later',
    async (error) => {
      const { clock, disk, add, numbers, kinds, troubles } = await openWriter()
      expect(add(1)).toBe(true)
      disk.error = error
      expect([add(2), add(3), add(4)]).toEqual([false, false, false])
      clock.advance(30_000)
      // Tried once a second, not once a write.
      expect(disk.commits).toBe(32)
      expect(kinds()).toEqual(['unwritable'])
      expect(numbers()).toEqual([1])
      disk.error = 0
      expect(add(5)).toBe(false)
      clock.advance(1_000)
      expect(numbers()).toEqual([1, 2, 3, 4, 5])
      expect(troubles.at(-1)).toMatchObject({ kind: 'recovered', caughtUp: 4, lost: 0 })
      expect(add(6)).toBe(true)
    },
  )

  it('gives up the oldest records first when too much waits, and says how many', async () => {
    const { clock, disk, add, numbers, troubles, writer } = await openWriter(8)
    disk.error = 13
    for (let n = 0; n < 8; n++) add(n, n % 2 === 0 ? 'record' : 'state')
    for (let n = 8; n < 13; n++) add(n)
    expect(writer.pending).toBeLessThanOrEqual(8)
    disk.error = 0
    clock.advance(1_000)
    expect(numbers()).toEqual([3, 5, 7, 8, 9, 10, 11, 12])
    expect(troubles.at(-1)).toMatchObject({ kind: 'recovered', caughtUp: 8, lost: 5 })
  })

  it('keeps only the last of waiting writes with the same key', async () => {
    const { clock, disk, add, numbers, writer } = await openWriter()
    disk.error = 13
    for (let n = 0; n < 100; n++) add(n, 'state', 'position')
    expect(writer.pending).toBe(1)
    disk.error = 0
    clock.advance(1_000)
    expect(numbers()).toEqual([99])
  })

  it('writes to a slow disk now and then only, so that it stops the loop for a tenth of the time at most', async () => {
    const { clock, disk, add, numbers, kinds } = await openWriter()
    disk.took = 400
    expect(add(1)).toBe(true)
    expect([add(2), add(3)]).toEqual([false, false])
    clock.advance(3_999)
    expect(disk.commits).toBe(1)
    clock.advance(1)
    expect(disk.commits).toBe(2)
    expect(numbers()).toEqual([1, 2, 3])
    disk.took = 5
    add(4)
    clock.advance(4_000)
    expect(add(5)).toBe(true)
    expect(kinds()).toEqual(['slow', 'recovered'])
  })

  it('throws a mistake of ours, and lets it hold up nothing that waits', async () => {
    const { clock, disk, add, numbers, troubles } = await openWriter()
    expect(() => add(null)).toThrow('NOT NULL')
    disk.error = 13
    for (const n of [1, null, 3]) add(n)
    disk.error = 0
    clock.advance(1_000)
    expect(numbers()).toEqual([1, 3])
    expect(troubles.at(-1)).toMatchObject({ kind: 'recovered', caughtUp: 2, lost: 1 })
  })

  it('begins a new file when a corruption shows in use, and writes there', async () => {
    const { disk, add, numbers, kinds } = await openWriter()
    add(1)
    Object.assign(disk, { error: 11, times: 1 })
    expect(add(2)).toBe(true)
    expect(numbers()).toEqual([2])
    expect(kinds()).toEqual(['quarantined'])
  })

  it('says that it began a new file also when that could be made only later', async () => {
    const { disk, add, numbers, kinds, clock } = await openWriter()
    add(1)
    Object.assign(disk, { error: 11, times: 3 })
    expect(add(2)).toBe(false)
    clock.advance(5_000)
    expect(numbers()).toEqual([2])
    expect(kinds()).toContain('quarantined')
  })

  it('may be written to by whoever is told of the trouble', async () => {
    const { clock, disk, add, numbers, troubles } = await openWriter()
    const push = troubles.push.bind(troubles)
    troubles.push = (trouble) => {
      if (trouble.kind === 'unwritable') add(9)
      return push(trouble)
    }
    disk.error = 13
    add(1)
    disk.error = 0
    clock.advance(1_000)
    expect(numbers()).toEqual([1, 9])
  })

  it('waits on while another process has taken the file', async () => {
    const { clock, disk, add, numbers, file } = await openWriter()
    disk.error = 13
    add(1)
    file.close()
    const open = file.open.bind(file)
    file.open = () => {
      throw new StateError('another process holds the database', 'Stop it first.')
    }
    clock.advance(2_000)
    file.open = open
    disk.error = 0
    clock.advance(1_000)
    expect(numbers()).toEqual([1])
  })
})
