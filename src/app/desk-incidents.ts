import type { IncidentFilter, IncidentView } from '../domain/control.ts'
import { subjectText } from '../domain/finding.ts'
import { changedAt, type Incident } from '../domain/incident.ts'
import type { DeskParts } from './desk-parts.ts'
import { incidentView } from './desk-views.ts'

type Parts = Pick<DeskParts, 'engine' | 'record' | 'store'>

/** Incidents of one subject that are told in an explanation. */
const MOST_OF_ONE = 20

/** Those that fire, from the engine; those that are over, from the store and, where it lags or there is none, from the record. */
export function listIncidents(
  parts: Parts & Pick<DeskParts, 'acknowledged'>,
  { state, kind, subject, since, limit }: IncidentFilter,
): IncidentView[] {
  const from = since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(since)
  const open = state === 'resolved' ? [] : parts.engine.brain.tracker.open()
  const wanted = { ...(kind && { kind }), ...(subject && { subject }), ...(since !== undefined && { since: from }) }
  const over =
    state === 'open'
      ? []
      : [...parts.record.resolved, ...(parts.store?.incidents.list({ isOpen: false, limit, ...wanted }) ?? [])]
  const openIds = new Set(open.map(({ id }) => id))
  return newestFirst([...open, ...over])
    .filter((one) => kind === undefined || one.kind === kind)
    .filter((one) => subject === undefined || subjectText(one.subject) === subject)
    .filter((one) => openIds.has(one.id) || changedAt(one) >= from)
    .slice(0, limit)
    .map((one) => incidentView(one, openIds.has(one.id), parts.acknowledged.get(one.id)))
}

/** The incident with this id, as it stood when it was last heard of. */
export function findIncident({ engine, record, store }: Parts, id: string): Incident | null {
  const known = [...engine.brain.tracker.open(), ...record.resolved].find((one) => one.id === id)
  return known ?? store?.incidents.get(id) ?? null
}

/** Incidents on an address or a network. */
export function incidentsOn({ engine, record, store }: Parts, subject: string): Incident[] {
  const known = [...engine.brain.tracker.open(), ...record.resolved].filter(
    (one) => subjectText(one.subject) === subject,
  )
  return newestFirst([...known, ...(store?.incidents.list({ subject, limit: MOST_OF_ONE }) ?? [])])
}

export function isOpen({ engine }: Pick<Parts, 'engine'>, { id }: Incident): boolean {
  return engine.brain.tracker.open().some((one) => one.id === id)
}

/** Of two with the same id the first. */
function newestFirst(incidents: readonly Incident[]): Incident[] {
  const byId = new Map<string, Incident>()
  for (const incident of incidents) if (!byId.has(incident.id)) byId.set(incident.id, incident)
  return [...byId.values()].sort((a, b) => changedAt(b) - changedAt(a) || (a.id < b.id ? -1 : 1))
}
