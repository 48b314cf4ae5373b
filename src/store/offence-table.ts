import type { Offence } from '../domain/remembered.ts'
import type { SourceText } from '../domain/source.ts'
import type { EpochMilliseconds, Milliseconds } from '../domain/units.ts'
import { Table } from './table.ts'

/** As many as are remembered in memory; the oldest give way. */
const MOST = 1 << 20

/** Who offended, how often, and when that number changed last. */
export class OffenceTable extends Table {
  put({ address, count, since }: Offence): boolean {
    return this.write({
      weight: 'state',
      run: () =>
        this.run('INSERT OR REPLACE INTO offences (address, count, since) VALUES (?, ?, ?)', address, count, since),
    })
  }

  forgive(address: SourceText): boolean {
    return this.write({ weight: 'state', run: () => this.run('DELETE FROM offences WHERE address = ?', address) })
  }

  shift(by: Milliseconds): boolean {
    return this.write({ weight: 'state', run: () => this.run('UPDATE offences SET since = since + ?', by) })
  }

  clear(): boolean {
    return this.write({ weight: 'state', run: () => this.run('DELETE FROM offences') })
  }

  get(address: SourceText): Offence | undefined {
    return this.#offences('WHERE address = ?', address)[0]
  }

  /** In the order of the last offence. */
  every(): readonly Offence[] {
    return this.#offences('ORDER BY seq')
  }

  /**
   * Drops up to `most` of those that are forgotten at `now`, one offence for each `decay` (null: none is), and of those that are too many.
   * Returns how many; 0 as well when it must wait.
   */
  prune(now: EpochMilliseconds, decay: Milliseconds | null, most: number): number {
    let dropped = 0
    const isWritten = this.write({
      weight: 'record',
      key: 'prune offences',
      run: () => {
        dropped = this.run(
          `DELETE FROM offences WHERE seq IN (
             SELECT seq FROM offences WHERE since <= ?2 - ?1 AND since + count * ?1 <= ?2 ORDER BY since LIMIT ?3)`,
          decay,
          now,
          most,
        )
        dropped += this.run(
          `DELETE FROM offences WHERE seq IN (
             SELECT seq FROM offences ORDER BY seq LIMIT min(?1, max(0, (SELECT count(*) FROM offences) - ${MOST})))`,
          most,
        )
      },
    })
    return isWritten ? dropped : 0
  }

  #offences(which: string, ...values: readonly string[]): readonly Offence[] {
    return this.all(`SELECT address, count, since FROM offences ${which}`, ...values).map((row) => ({
      address: String(row.address),
      count: Number(row.count),
      since: Number(row.since),
    }))
  }
}
