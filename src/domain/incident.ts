import type { Evidence, IncidentKind, Subject } from './finding.ts'
import type { EpochMilliseconds } from './units.ts'

export type IncidentState =
  | { readonly state: 'pending'; readonly since: EpochMilliseconds }
  | {
      readonly state: 'firing'
      readonly since: EpochMilliseconds
      readonly firedAt: EpochMilliseconds
      /** When it became more severe the last time. */
      readonly worseAt?: EpochMilliseconds
    }
  | { readonly state: 'resolved'; readonly since: EpochMilliseconds; readonly resolvedAt: EpochMilliseconds }

/** Findings of one kind on one subject over time. */
export type Incident = IncidentState & {
  /** Hash of kind, subject and start second: the same in each replay. */
  readonly id: string
  readonly kind: IncidentKind
  readonly subject: Subject
  /** 1 (look when convenient) … 5 (the site is going down). */
  readonly severity: number
  /** The strongest evidence so far. */
  readonly peak: Evidence
  /** One sentence for people. */
  readonly reason: string
  /** Who found it, in the order of the first finding; a kind that is part of it as `kind (detector)`. */
  readonly parts: readonly string[]
}

/** When the incident took on its state. */
export function changedAt(incident: IncidentState): EpochMilliseconds {
  switch (incident.state) {
    case 'pending':
      return incident.since
    case 'firing':
      return incident.worseAt ?? incident.firedAt
    case 'resolved':
      return incident.resolvedAt
  }
}
