import { expect, it } from 'vitest'
import { loadSqlite } from './sqlite.ts'

it('opens a database on every Node, and leaves warnings as they were', async () => {
  const { emitWarning } = process
  const database = (await loadSqlite())(':memory:', { timeout: 0 })
  expect(process.emitWarning).toBe(emitWarning)
  database.exec('CREATE TABLE pairs (name TEXT, value REAL)')
  const insert = database.prepare('INSERT INTO pairs VALUES (?, ?)')
  expect(insert.run('a', 0.1).changes).toBe(1)
  insert.run('b', null)
  expect(
    database
      .prepare('SELECT * FROM pairs')
      .all()
      .map((row) => ({ ...row })),
  ).toEqual([
    { name: 'a', value: 0.1 },
    { name: 'b', value: null },
  ])
  expect(() => insert.run('only one', 1, 2)).toThrow()
  database.close()
})
