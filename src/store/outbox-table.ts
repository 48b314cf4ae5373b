import type { Outbox, OutboxChange, OutboxRow } from '../domain/outbox.ts'
import { Table } from './table.ts'

/** Messages that are to be delivered, and what is known of the matters that they are about. */
export class OutboxTable extends Table implements Outbox {
  waiting(): readonly OutboxRow[] {
    return this.all('SELECT id, channel, at, json FROM outbox ORDER BY seq').map(({ id, channel, at, json }) => ({
      id: String(id),
      channel: String(channel),
      at: Number(at),
      json: String(json),
    }))
  }

  notes(): ReadonlyMap<string, string> {
    return new Map(
      this.all('SELECT name, json FROM notify ORDER BY seq').map(({ name, json }) => [String(name), String(json)]),
    )
  }

  /** One write, so that it waits as a whole when the disk does not take it. */
  change({ put = [], remove = [], notes = new Map() }: OutboxChange): void {
    this.write({
      weight: 'state',
      run: () => {
        for (const { id, channel, at, json } of put)
          this.run('INSERT OR IGNORE INTO outbox (id, channel, at, json) VALUES (?, ?, ?, ?)', id, channel, at, json)
        for (const { id, channel } of remove) this.run('DELETE FROM outbox WHERE channel = ? AND id = ?', channel, id)
        for (const [name, json] of notes) {
          if (json === null) this.run('DELETE FROM notify WHERE name = ?', name)
          else
            this.run(
              'INSERT INTO notify (name, json) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET json = excluded.json',
              name,
              json,
            )
        }
      },
    })
  }
}
