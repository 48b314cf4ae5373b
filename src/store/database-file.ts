import { rmSync } from 'node:fs'
import { StateError } from '../domain/errors.ts'
import type { EpochMilliseconds } from '../domain/units.ts'
import { prepareFile, Untrusted } from './prepare-file.ts'
import { COMPANIONS, quarantine, type Replaced } from './quarantine.ts'
import type { Database, OpenDatabase, Statement } from './sqlite.ts'
import { faultOf } from './sqlite-fault.ts'

export interface DatabaseFileOptions {
  readonly path: string
  readonly sqlite: OpenDatabase
  /** SQL that leads from each version to the next; the version of a file is how many of them it has seen. */
  readonly migrations: readonly string[]
  /** `full`: on disk before a write returns. `normal`: a power cut may take the last writes, a crash of the process takes none. */
  readonly durability: 'full' | 'normal'
  readonly now: () => EpochMilliseconds
}

/** How long another process may hold the file before it is said to be locked, in milliseconds: a predecessor that is ending. */
const PATIENCE = 1_000

/** The same while it is in use, when waiting stops the loop. */
const STALL = 20

/**
 * One SQLite file in WAL mode: opened, checked, brought to our version, and replaced by a new one when it cannot be trusted.
 * Statements are prepared once for each file.
 */
export class DatabaseFile {
  readonly path: string
  readonly #options: DatabaseFileOptions
  #database: Database | null = null
  #replaced: Replaced | null = null
  readonly #statements = new Map<string, Statement>()

  constructor(options: DatabaseFileOptions) {
    this.path = options.path
    this.#options = options
  }

  get isOpen(): boolean {
    return this.#database !== null
  }

  /**
   * Opens the file; one that is corrupt, truncated or of a newer version is moved aside first, which is returned. Throws StateError when another
   * process holds it, and what the disk says when it cannot be opened: then it may be tried again.
   */
  open(): Replaced | null {
    if (this.isOpen) return null
    try {
      this.#connect()
    } catch (error) {
      this.close()
      if (error instanceof StateError) throw error
      const fault = error instanceof Untrusted ? 'corrupt' : faultOf(error)
      if (fault === 'busy') throw this.#locked(error)
      if (fault !== 'corrupt') throw error
      this.#replace(error instanceof Untrusted ? error : new Untrusted('corrupt', (error as Error).message))
    }
    return this.#takeReplaced()
  }

  /** After a corruption that showed while it was in use: moves the file aside and opens a new one. Throws as `open` does. */
  replace(text: string): Replaced | null {
    this.#replace(new Untrusted('corrupt', text))
    return this.#takeReplaced()
  }

  /** Throws when the file is not open. */
  statement(sql: string): Statement {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = this.#opened().prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }

  /** All of `work` is written, or nothing. */
  transaction(work: () => void): void {
    const database = this.#opened()
    this.statement('BEGIN IMMEDIATE').run()
    try {
      work()
      this.statement('COMMIT').run()
    } catch (error) {
      rollBack(database)
      throw error
    }
  }

  /** Empties the write-ahead log, so that what was deleted stands in no file any more. */
  checkpoint(): void {
    this.#opened().exec('PRAGMA wal_checkpoint(TRUNCATE)')
  }

  close(): void {
    const database = this.#database
    this.#database = null
    this.#statements.clear()
    try {
      database?.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    } catch {
      // The next start reads it from the write-ahead log.
    }
    try {
      database?.close()
    } catch {
      // What it says then was said before; the file is let go either way.
    }
  }

  #opened(): Database {
    if (this.#database === null)
      throw Object.assign(new Error(`${this.path} is not open`), { code: 'ERR_SQLITE_ERROR', errcode: 14 })
    return this.#database
  }

  #connect(): void {
    const { path, sqlite, migrations, durability } = this.#options
    const isNew = prepareFile(path)
    try {
      this.#connectTo(path, sqlite, migrations, durability)
    } catch (error) {
      // What a full disk left of a new file would be taken for one that was cut off.
      if (isNew) {
        this.close()
        for (const name of ['', ...COMPANIONS]) rmSync(path + name, { force: true })
      }
      throw error
    }
  }

  #connectTo(path: string, sqlite: OpenDatabase, migrations: readonly string[], durability: 'full' | 'normal'): void {
    const database = sqlite(path, { timeout: PATIENCE })
    this.#database = database
    database.exec('PRAGMA journal_mode = WAL')
    database.exec(`PRAGMA synchronous = ${durability.toUpperCase()}`)
    database.exec('PRAGMA secure_delete = ON; PRAGMA journal_size_limit = 4194304; PRAGMA temp_store = MEMORY')
    // Held by nobody else who writes. Not held for good: the package lets a lock go when statements are collected, which is too late to open again.
    database.exec('BEGIN IMMEDIATE; COMMIT')
    const version = Number(this.statement('PRAGMA user_version').get()!.user_version)
    if (version > migrations.length)
      throw new Untrusted('newer', `it has version ${version}, and this program knows ${migrations.length}`)
    const verdict = String(this.statement('PRAGMA quick_check(1)').get()!.quick_check)
    if (verdict !== 'ok') throw new Untrusted('corrupt', verdict)
    if (version < migrations.length)
      this.transaction(() => {
        for (const migration of migrations.slice(version)) database.exec(migration)
        database.exec(`PRAGMA user_version = ${migrations.length}`)
      })
    database.exec(`PRAGMA busy_timeout = ${STALL}`)
  }

  #replace({ why, message }: Untrusted): void {
    this.close()
    const copy = quarantine(this.path, this.#options.now())
    this.#replaced = { why, copy, text: message }
    this.#connect()
  }

  /** What was moved aside since the last time a file was open. */
  #takeReplaced(): Replaced | null {
    const replaced = this.#replaced
    this.#replaced = null
    return replaced
  }

  #locked(cause: unknown): StateError {
    return new StateError(
      `another process holds the database ${this.path}`,
      'Stop it first, or give this breakwater its own folder with --state-dir DIR.',
      { cause },
    )
  }
}

function rollBack(database: Database): void {
  try {
    database.exec('ROLLBACK')
  } catch {
    // SQLite rolled back by itself: https://sqlite.org/lang_transaction.html#response_to_errors_within_a_transaction
  }
}
