import { type IncidentKind, subjectText } from '../domain/finding.ts'
import { changedAt, type Incident } from '../domain/incident.ts'
import type { EpochMilliseconds } from '../domain/units.ts'
import { Table } from './table.ts'

/** Which incidents; what is left out does not matter. */
export interface IncidentQuery {
  /** As `subjectText` says it. */
  readonly subject?: string
  readonly kind?: IncidentKind
  /** Not resolved when it was last heard of. */
  readonly isOpen?: boolean
  /** Open at this time or later. */
  readonly since?: EpochMilliseconds
  /** Changed before this time. */
  readonly before?: EpochMilliseconds
  readonly limit: number
}

/** Incidents as they stood at their last change. */
export class IncidentTable extends Table {
  put(incident: Incident): boolean {
    const { id, kind, subject, state, severity, since } = incident
    return this.write({
      weight: 'record',
      key: `incident ${id}`,
      run: () =>
        this.run(
          `INSERT INTO incidents (id, kind, subject, state, severity, since, changed, json) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET
             state = excluded.state, severity = excluded.severity, since = excluded.since, changed = excluded.changed, json = excluded.json`,
          id,
          kind,
          subjectText(subject),
          state,
          severity,
          since,
          changedAt(incident),
          JSON.stringify(incident),
        ),
    })
  }

  get(id: string): Incident | undefined {
    return this.objects<Incident>('SELECT json FROM incidents WHERE id = ?', id)[0]
  }

  /** Not resolved when they were last heard of, the oldest first. */
  open(): readonly Incident[] {
    return this.objects(`SELECT json FROM incidents WHERE state <> 'resolved' ORDER BY since, seq`)
  }

  /** Those that changed last first. */
  list(wanted: IncidentQuery): readonly Incident[] {
    const { subject = null, kind = null, isOpen = null, since = null, before = null, limit } = wanted
    return this.objects(
      `SELECT json FROM incidents
       WHERE (?1 IS NULL OR subject = ?1) AND (?2 IS NULL OR kind = ?2) AND (?3 IS NULL OR (state <> 'resolved') = ?3)
         AND (?4 IS NULL OR state <> 'resolved' OR changed >= ?4) AND (?5 IS NULL OR changed < ?5)
       ORDER BY changed DESC, seq DESC LIMIT ?6`,
      subject,
      kind,
      isOpen === null ? null : Number(isOpen),
      since,
      before,
      limit,
    )
  }

  /** How many were resolved at this time or later. */
  resolvedSince(since: EpochMilliseconds): number {
    return this.count(`SELECT count(*) AS count FROM incidents WHERE changed >= ? AND state = 'resolved'`, since)
  }

  /** Deletes up to `most` incidents that changed last before a time; returns how many, 0 as well when that must wait. */
  prune(before: EpochMilliseconds, most: number): number {
    return this.deleteOlder('incidents', 'changed', before, most)
  }
}
