import { Table } from './table.ts'

/** Single values by name, such as which version wrote last. */
export class MetaTable extends Table {
  put(name: string, value: string): boolean {
    return this.write({
      weight: 'state',
      key: `meta ${name}`,
      run: () => this.run('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)', name, value),
    })
  }

  get(name: string): string | undefined {
    const row = this.all('SELECT value FROM meta WHERE name = ?', name)[0]
    return row && String(row.value)
  }
}
