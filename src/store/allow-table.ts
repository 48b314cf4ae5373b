import type { AllowEntry } from '../domain/remembered.ts'
import type { EpochMilliseconds } from '../domain/units.ts'
import { Table } from './table.ts'

/** Ranges that a person allowed while the engine ran. */
export class AllowTable extends Table {
  /** An entry of the same range is replaced. */
  put(entry: AllowEntry): boolean {
    const { range, at, until } = entry
    return this.write({
      weight: 'state',
      run: () =>
        this.run(
          'INSERT OR REPLACE INTO allow (range, at, until, json) VALUES (?, ?, ?, ?)',
          range,
          at,
          until,
          JSON.stringify(entry),
        ),
    })
  }

  remove(range: string): boolean {
    return this.write({ weight: 'state', run: () => this.run('DELETE FROM allow WHERE range = ?', range) })
  }

  clear(): boolean {
    return this.write({ weight: 'state', run: () => this.run('DELETE FROM allow') })
  }

  /** The oldest first; with a time only those that hold then. */
  list(now?: EpochMilliseconds): readonly AllowEntry[] {
    return this.objects(
      'SELECT json FROM allow WHERE ?1 IS NULL OR until IS NULL OR until > ?1 ORDER BY at, range',
      now ?? null,
    )
  }
}
