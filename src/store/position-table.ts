import type { ReadPosition } from '../domain/read-position.ts'
import { Table } from './table.ts'

const PUT = `INSERT INTO positions (path, device, inode, position, head_length, head_hash, at) VALUES (?, ?, ?, ?, ?, ?, ?)`

/** How far each log was read: two for a log whose former file is still read. */
export class PositionTable extends Table {
  /** Takes the place of all that were there. */
  put(positions: readonly ReadPosition[]): boolean {
    return this.write({
      weight: 'state',
      key: 'positions',
      run: () => {
        this.run('DELETE FROM positions')
        for (const { path, device, inode, position, head, at } of positions)
          this.run(PUT, path, device, inode, position, head.length, head.hash, at)
      },
    })
  }

  /** In the order in which they were put. */
  list(): readonly ReadPosition[] {
    return this.all('SELECT * FROM positions ORDER BY seq').map((row) => ({
      path: String(row.path),
      device: Number(row.device),
      inode: Number(row.inode),
      position: Number(row.position),
      head: { length: Number(row.head_length), hash: String(row.head_hash) },
      at: Number(row.at),
    }))
  }
}
