import type { EpochMilliseconds } from '../domain/units.ts'
import { Table } from './table.ts'

/** Something that was learned, as its owner wrote it. */
export interface StoredSnapshot {
  /** Such as `engine`. */
  readonly name: string
  /** Of the owner's own format. */
  readonly version: number
  readonly at: EpochMilliseconds
  /** JSON text. */
  readonly json: string
}

/** What was learned, by name; only the last one of each. */
export class SnapshotTable extends Table {
  put({ name, version, at, json }: StoredSnapshot): boolean {
    return this.write({
      weight: 'state',
      key: `snapshot ${name}`,
      run: () =>
        this.run(
          'INSERT OR REPLACE INTO snapshots (name, version, at, json) VALUES (?, ?, ?, ?)',
          name,
          version,
          at,
          json,
        ),
    })
  }

  remove(name: string): boolean {
    return this.write({
      weight: 'state',
      key: `snapshot ${name}`,
      run: () => this.run('DELETE FROM snapshots WHERE name = ?', name),
    })
  }

  get(name: string): StoredSnapshot | undefined {
    const row = this.all('SELECT * FROM snapshots WHERE name = ?', name)[0]
    return row && { name, version: Number(row.version), at: Number(row.at), json: String(row.json) }
  }

  names(): readonly string[] {
    return this.all('SELECT name FROM snapshots ORDER BY name').map(({ name }) => String(name))
  }
}
