import type { Acknowledgement } from '../domain/site-desk.ts'
import type { EpochMilliseconds } from '../domain/units.ts'
import { Table } from './table.ts'

/** Who looked at which incident; the last one who did counts. */
export class AcknowledgementTable extends Table {
  put(incident: string, acknowledgement: Acknowledgement): boolean {
    return this.write({
      weight: 'record',
      key: `acknowledgement ${incident}`,
      run: () =>
        this.run(
          'INSERT OR REPLACE INTO acknowledgements (incident, at, json) VALUES (?, ?, ?)',
          incident,
          Date.parse(acknowledgement.at),
          JSON.stringify(acknowledgement),
        ),
    })
  }

  get(incident: string): Acknowledgement | undefined {
    return this.objects<Acknowledgement>('SELECT json FROM acknowledgements WHERE incident = ?', incident)[0]
  }

  /** Deletes up to `most` that were made before a time; returns how many, 0 as well when that must wait. */
  prune(before: EpochMilliseconds, most: number): number {
    return this.deleteOlder('acknowledgements', 'at', before, most)
  }
}
