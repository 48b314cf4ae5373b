import type { EpochMilliseconds } from '../domain/units.ts'
import type { DatabaseFile } from './database-file.ts'
import type { SqlRow, SqlValue } from './sqlite.ts'
import type { Write } from './write-queue.ts'
import type { Writer } from './writer.ts'

/** One table of a database: statements by their text, prepared once. */
export abstract class Table {
  readonly #file: DatabaseFile
  readonly #writer: Writer

  constructor(file: DatabaseFile, writer: Writer) {
    this.#file = file
    this.#writer = writer
  }

  /** True: it is on disk; false: it waits in memory. */
  protected write(write: Write): boolean {
    return this.#writer.write(write)
  }

  /** Inside a write. Returns how many rows changed. */
  protected run(sql: string, ...values: readonly SqlValue[]): number {
    return Number(this.#file.statement(sql).run(...values).changes)
  }

  /** Empty when the database cannot be read. */
  protected all(sql: string, ...values: readonly SqlValue[]): readonly SqlRow[] {
    return this.#writer.read([], () => this.#file.statement(sql).all(...values))
  }

  /** What the column `json` of the rows holds, parsed row by row; empty when the database cannot be read. */
  protected objects<T>(sql: string, ...values: readonly SqlValue[]): readonly T[] {
    return this.#writer.read([], () => {
      const found: T[] = []
      for (const { json } of this.#file.statement(sql).iterate(...values)) found.push(JSON.parse(String(json)) as T)
      return found
    })
  }

  /** Deletes up to `most` rows older than `before`. Returns how many; 0 as well when that must wait. */
  protected deleteOlder(table: string, column: string, before: EpochMilliseconds, most: number): number {
    let deleted = 0
    const sql = `DELETE FROM ${table} WHERE seq IN (SELECT seq FROM ${table} WHERE ${column} < ? ORDER BY ${column} LIMIT ?)`
    const run = () => {
      deleted = this.run(sql, before, most)
    }
    return this.write({ weight: 'record', key: `prune ${table}`, run }) ? deleted : 0
  }

  protected count(sql: string, ...values: readonly SqlValue[]): number {
    return Number(this.all(sql, ...values)[0]?.count ?? 0)
  }
}
