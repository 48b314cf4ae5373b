import { closeSync, constants, fstatSync, openSync } from 'node:fs'
import { StateError } from '../domain/errors.ts'
import type { TroubleFacts } from '../domain/store-trouble.ts'
import type { EpochMilliseconds } from '../domain/units.ts'
import { quarantine } from './quarantine.ts'
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

/** Why a database was moved aside, and where it is now. */
export interface Replaced {
  readonly why: Extract<TroubleFacts, { kind: 'quarantined' }>['why']
  readonly copy: string
  readonly text: string
}

class Untrusted extends Error {
  readonly why: Replaced['why']
  constructor(why: Replaced['why'], text: string) {
    super(text)
    this.why = why
  }
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
      return null
    } catch (error) {
      this.close()
      if (error instanceof StateError) throw error
      const fault = error instanceof Untrusted ? 'corrupt' : faultOf(error)
      if (fault === 'busy') throw this.#locked(error)
      if (fault !== 'corrupt') throw error
      return this.#replace(error instanceof Untrusted ? error : new Untrusted('corrupt', (error as Error).message))
    }
  }

  /** After a corruption that showed while it was in use: moves the file aside and opens a new one. */
  replace(text: string): Replaced {
    return this.#replace(new Untrusted('corrupt', text))
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
    prepareFile(path)
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

  #replace({ why, message }: Untrusted): Replaced {
    this.close()
    const copy = quarantine(this.path, this.#options.now())
    this.#connect()
    return { why, copy, text: message }
  }

  #locked(cause: unknown): StateError {
    return new StateError(
      `another process holds the database ${this.path}`,
      'Stop it first, or give this breakwater its own folder with --state-dir DIR.',
      { cause },
    )
  }
}

/** Makes the file for its owner alone. Throws when it is a link, which would lead the writes of a privileged process elsewhere. */
function prepareFile(path: string): void {
  const { O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK } = constants
  try {
    closeSync(openSync(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600))
    return
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  let file: number
  try {
    file = openSync(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ELOOP') throw cause
    throw new StateError(`${path} is a symbolic link`, 'Put the database itself there, or remove the link.', { cause })
  }
  try {
    const facts = fstatSync(file)
    if (!facts.isFile()) throw new StateError(`${path} is no file`, 'Remove it; the database is made anew.')
    if (facts.size === 0) throw new Untrusted('truncated', 'it is empty')
  } finally {
    closeSync(file)
  }
}

function rollBack(database: Database): void {
  try {
    database.exec('ROLLBACK')
  } catch {
    // SQLite rolled back by itself: https://sqlite.org/lang_transaction.html#response_to_errors_within_a_transaction
  }
}
