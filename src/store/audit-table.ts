import { type AuditEntry, type AuditType, auditedAddress } from '../domain/audit.ts'
import type { SourceText } from '../domain/source.ts'
import type { EpochMilliseconds } from '../domain/units.ts'
import type { SqlRow } from './sqlite.ts'
import { Table } from './table.ts'

/** An entry with its number; numbers ascend. */
export type NumberedEntry = AuditEntry & { readonly number: number }

/** The audit log as the API shows it. */
export class AuditTable extends Table {
  add(entry: AuditEntry): boolean {
    return this.write({
      weight: 'record',
      run: () =>
        this.run(
          'INSERT INTO audit (at, type, address, json) VALUES (?, ?, ?, ?)',
          entry.at,
          entry.type,
          auditedAddress(entry),
          JSON.stringify(entry),
        ),
    })
  }

  /** The newest first, at most `limit`; of one address or type; `before` is the number of the last one shown. */
  list(wanted: {
    readonly address?: SourceText
    readonly type?: AuditType
    readonly before?: number
    readonly limit: number
  }): readonly NumberedEntry[] {
    const { address = null, type = null, before = null, limit } = wanted
    return this.all(
      `SELECT seq, json FROM audit
       WHERE (?1 IS NULL OR address = ?1) AND (?2 IS NULL OR type = ?2) AND (?3 IS NULL OR seq < ?3) ORDER BY seq DESC LIMIT ?4`,
      address,
      type,
      before,
      limit,
    ).map(numbered)
  }

  /** What was told of one incident, the oldest first, at most `limit`. */
  ofIncident(id: string, limit: number): readonly NumberedEntry[] {
    return this.all(
      `SELECT seq, json FROM audit
       WHERE type IN ('incident-opened', 'incident-changed', 'incident-resolved') AND json_extract(json, '$.incident.id') = ?
       ORDER BY seq LIMIT ?`,
      id,
      limit,
    ).map(numbered)
  }

  /** Deletes up to `most` entries before a time; returns how many, 0 as well when that must wait. */
  prune(before: EpochMilliseconds, most: number): number {
    return this.deleteOlder('audit', 'at', before, most)
  }
}

function numbered({ seq, json }: SqlRow): NumberedEntry {
  return { ...(JSON.parse(String(json)) as AuditEntry), number: Number(seq) }
}
