import type { ReadPosition } from '../domain/read-position.ts'
import { Table } from './table.ts'

/** How far each log was read. */
export class PositionTable extends Table {
  put({ path, device, inode, offset, head, at }: ReadPosition): boolean {
    return this.write({
      weight: 'state',
      key: `position ${path}`,
      run: () =>
        this.run(
          'INSERT OR REPLACE INTO positions (path, device, inode, offset, head_length, head_sha256, at) VALUES (?, ?, ?, ?, ?, ?, ?)',
          path,
          device,
          inode,
          offset,
          head.length,
          head.sha256,
          at,
        ),
    })
  }

  remove(path: string): boolean {
    return this.write({
      weight: 'state',
      key: `position ${path}`,
      run: () => this.run('DELETE FROM positions WHERE path = ?', path),
    })
  }

  get(path: string): ReadPosition | undefined {
    return this.list().find((position) => position.path === path)
  }

  list(): readonly ReadPosition[] {
    return this.all('SELECT * FROM positions ORDER BY path').map((row) => ({
      path: String(row.path),
      device: Number(row.device),
      inode: Number(row.inode),
      offset: Number(row.offset),
      head: { length: Number(row.head_length), sha256: String(row.head_sha256) },
      at: Number(row.at),
    }))
  }
}
