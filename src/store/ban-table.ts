import type { Ban, Lift } from '../domain/ban.ts'
import type { SourceText } from '../domain/source.ts'
import type { EpochMilliseconds, Milliseconds } from '../domain/units.ts'
import { Table } from './table.ts'

const PUT = 'INSERT OR REPLACE INTO bans (id, address, kind, at, until, json) VALUES (?, ?, ?, ?, ?, ?)'

/** Bans in force, and those that ended. */
export class BanTable extends Table {
  /** Bans in force. */
  get size(): number {
    return this.count('SELECT count(*) AS count FROM bans')
  }

  /** A ban of the same address is replaced. True: on disk when it returns. */
  put(ban: Ban): boolean {
    return this.write({ weight: 'state', run: () => this.#insert(ban) })
  }

  /** The same of many, in one transaction: 10,000 of them take about a tenth of a second. */
  putAll(bans: readonly Ban[]): boolean {
    return this.write({
      weight: 'state',
      run: () => {
        for (const ban of bans) this.#insert(ban)
      },
    })
  }

  /** The ban is in force no more and goes to the history, in one transaction. */
  lift(lift: Lift): boolean {
    const { address } = lift.ban
    return this.write({
      weight: 'state',
      run: () => {
        this.run('DELETE FROM bans WHERE address = ?', address)
        this.run(
          'INSERT INTO lifted (id, address, at, cause, json) VALUES (?, ?, ?, ?, ?)',
          lift.ban.id,
          address,
          lift.at,
          lift.cause,
          JSON.stringify(lift),
        )
      },
    })
  }

  /** The stored ban of the same address takes on this text, and keeps its place. */
  change(ban: Ban): boolean {
    return this.write({
      weight: 'state',
      run: () =>
        this.run('UPDATE bans SET until = ?, json = ? WHERE address = ?', ban.until, JSON.stringify(ban), ban.address),
    })
  }

  /** Moves the ends of all bans by so much. */
  shift(by: Milliseconds): boolean {
    return this.write({
      weight: 'state',
      run: () => {
        this.run(
          `UPDATE bans SET until = until + ?1, json = json_set(json, '$.until', until + ?1) WHERE until IS NOT NULL`,
          by,
        )
        this.run(
          `UPDATE bans SET json = json_set(json, '$.reviewAt', json_extract(json, '$.reviewAt') + ?)
           WHERE json_extract(json, '$.reviewAt') IS NOT NULL`,
          by,
        )
      },
    })
  }

  clear(): boolean {
    return this.write({ weight: 'state', run: () => this.run('DELETE FROM bans') })
  }

  get(address: SourceText): Ban | undefined {
    return this.objects<Ban>('SELECT json FROM bans WHERE address = ?', address)[0]
  }

  /** The ban with this id, and how it ended if it did; the last one if there are several. */
  find(id: string): { readonly ban: Ban; readonly lift: Lift | null } | undefined {
    const ban = this.objects<Ban>('SELECT json FROM bans WHERE id = ? ORDER BY seq DESC LIMIT 1', id)[0]
    if (ban !== undefined) return { ban, lift: null }
    const lift = this.objects<Lift>('SELECT json FROM lifted WHERE id = ? ORDER BY seq DESC LIMIT 1', id)[0]
    return lift && { ban: lift.ban, lift }
  }

  /** In the order in which they were made. */
  inForce(): readonly Ban[] {
    return this.objects('SELECT json FROM bans ORDER BY seq')
  }

  /** Bans that ended, the newest first, at most `limit`; of one address, or before a time. */
  lifted(wanted: {
    readonly address?: SourceText
    readonly before?: EpochMilliseconds
    readonly limit: number
  }): readonly Lift[] {
    const { address = null, before = null, limit } = wanted
    return address === null
      ? this.objects(
          'SELECT json FROM lifted WHERE (?1 IS NULL OR at < ?1) ORDER BY at DESC, seq DESC LIMIT ?2',
          before,
          limit,
        )
      : this.objects(
          'SELECT json FROM lifted WHERE address = ?1 AND (?2 IS NULL OR at < ?2) ORDER BY at DESC, seq DESC LIMIT ?3',
          address,
          before,
          limit,
        )
  }

  /** Bans of one incident that ended, the newest first, at most `limit`. */
  liftedOf(incident: string, limit: number): readonly Lift[] {
    return this.objects(
      `SELECT json FROM lifted WHERE json_extract(json, '$.ban.incident') = ? ORDER BY at DESC, seq DESC LIMIT ?`,
      incident,
      limit,
    )
  }

  /** Deletes up to `most` bans that ended before a time; returns how many, 0 as well when that must wait. */
  prune(before: EpochMilliseconds, most: number): number {
    return this.deleteOlder('lifted', 'at', before, most)
  }

  #insert(ban: Ban): void {
    this.run(PUT, ban.id, ban.address, ban.kind, ban.at, ban.until, JSON.stringify(ban))
  }
}
