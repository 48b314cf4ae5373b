/** What is bound to a statement, and what a row holds. */
export type SqlValue = string | number | null

/** A row of a result, by column. */
export type SqlRow = Readonly<Record<string, SqlValue>>

/** A prepared statement; values are bound in the order of its question marks. */
export interface Statement {
  run(...values: readonly SqlValue[]): { readonly changes: number | bigint }
  get(...values: readonly SqlValue[]): SqlRow | undefined
  all(...values: readonly SqlValue[]): readonly SqlRow[]
  iterate(...values: readonly SqlValue[]): Iterable<SqlRow>
}

/** An open database. Every call is synchronous and throws what `faultOf` (sqlite-fault.ts) tells apart. */
export interface Database {
  exec(sql: string): void
  prepare(sql: string): Statement
  close(): void
}

/** Opens or creates the file. A lock of another process is waited for `timeout` milliseconds. */
export type OpenDatabase = (path: string, options: { readonly timeout: number }) => Database

interface SqliteModule {
  readonly DatabaseSync: new (path: string, options: { readonly timeout: number }) => Database
}

/**
 * The one door to SQLite: the module of the running Node where it has one (22.13 and later), else the package of the same API. Importing
 * this file loads neither; loading takes a few milliseconds and 5 MB.
 */
export async function loadSqlite(): Promise<OpenDatabase> {
  const { DatabaseSync } = builtIn() ?? ((await import('@photostructure/sqlite')) as SqliteModule)
  return (path, options) => new DatabaseSync(path, options)
}

/** Node's own module says at its first use that it is experimental: nothing an operator could act on, so that it is not said. */
function builtIn(): SqliteModule | undefined {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return process.getBuiltinModule?.('node:sqlite') as SqliteModule | undefined
  } finally {
    process.emitWarning = emitWarning
  }
}
