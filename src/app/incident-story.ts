import { grouped } from '../brain/explain/reason.ts'
import type { Ban, Lift } from '../domain/ban.ts'
import type { BanView } from '../domain/control.ts'
import { changedAt, type Incident } from '../domain/incident.ts'
import type { IncidentStory, StoryMoment } from '../domain/site-desk.ts'
import type { EpochMilliseconds } from '../domain/units.ts'
import { isoTime } from '../wire/ndjson.ts'
import { findIncident, isOpen } from './desk-incidents.ts'
import { type DeskParts, engineTime } from './desk-parts.ts'
import { banView, endedView, endView, incidentView } from './desk-views.ts'
import { BAN_WORDS, incidentWords } from './live-snapshot.ts'
import type { AuditReader } from './site-parts.ts'

type Parts = Pick<DeskParts, 'engine' | 'record' | 'store' | 'acknowledged' | 'enforcement' | 'clock'> & {
  readonly audit: AuditReader | null
}

/** Bans that are told with an incident, and of these those that stand in its timeline too; entries of the audit log on it. */
const MOST_BANS = 200
const MOST_MOMENTS = 100
const MOST_ENTRIES = 200

interface Told {
  readonly ban: Ban
  readonly lift: Lift | null
}

/** How one incident went and what was done; null when it is not known. */
export function incidentStory(parts: Parts, id: string): IncidentStory | null {
  const incident = findIncident(parts, id)
  if (incident === null) return null
  const acknowledged = parts.acknowledged.get(id)
  const { told, left } = bansOf(parts, id)
  const now = engineTime(parts)
  return {
    incident: incidentView(incident, isOpen(parts, incident), acknowledged),
    acknowledged,
    evidence: incident.peak,
    words: incidentWords(incident, parts.record.time),
    timeline: timeline(parts, incident, told, left),
    bans: told.map(({ ban, lift }): BanView & { readonly ended: ReturnType<typeof endView> | null } =>
      lift === null
        ? { ...banView(ban, parts.enforcement, now), ended: null }
        : { ...endedView(lift), ended: endView(lift) },
    ),
  }
}

/** The newest first, in force ones and others; and how many more are in force. */
function bansOf(
  { engine, record, store }: Parts,
  id: string,
): { readonly told: readonly Told[]; readonly left: number } {
  const held: Told[] = []
  for (const ban of engine.brain.ledger.bans()) if (ban.incident === id) held.push({ ban, lift: null })
  const lifts = store?.bans.liftedOf(id, MOST_BANS) ?? record.ended.filter(({ ban }) => ban.incident === id)
  const ended = lifts.map((lift): Told => ({ ban: lift.ban, lift }))
  const all = [...held, ...ended].sort((a, b) => b.ban.at - a.ban.at)
  return { told: all.slice(0, MOST_BANS), left: Math.max(0, all.length - MOST_BANS) }
}

/** The oldest first. Without an audit log what the incident says of itself. */
function timeline(parts: Parts, incident: Incident, told: readonly Told[], left: number): StoryMoment[] {
  const moments: { readonly at: EpochMilliseconds; readonly moment: Omit<StoryMoment, 'at'> }[] = []
  const add = (at: EpochMilliseconds, what: StoryMoment['what'], text: string) =>
    moments.push({ at, moment: { what, text } })
  for (const entry of parts.audit?.ofIncident(incident.id, MOST_ENTRIES) ?? []) {
    if (!('incident' in entry)) continue
    const { severity, reason } = entry.incident
    if (entry.type === 'incident-opened') add(entry.incident.since, 'opened', reason)
    else if (entry.type === 'incident-changed')
      add(changedAt(entry.incident), 'worse', `Severity ${severity} of 5. ${reason}`)
  }
  if (!moments.some(({ moment }) => moment.what === 'opened')) add(incident.since, 'opened', incident.reason)
  for (const { ban, lift } of told.slice(0, MOST_MOMENTS)) {
    const opening = lift === null ? BAN_WORDS[parts.enforcement.stateOf(ban.address)] : 'A ban was decided'
    add(
      ban.at,
      'ban',
      `${opening}: ${ban.address} ${ban.until === null ? 'for good' : `until ${parts.record.time(ban.until)}`}, offence ${ban.offence}.`,
    )
    if (lift !== null)
      add(
        lift.at,
        'unban',
        `The ban of ${ban.address} ended: ${LIFT_WORDS[lift.cause]}${lift.author === undefined ? '' : ` by ${lift.author}`}.`,
      )
  }
  const more = left + Math.max(0, told.length - MOST_MOMENTS)
  if (more > 0) add(told.at(-1)!.ban.at, 'note', `${grouped(more)} earlier bans of it are not shown here.`)
  const acknowledged = parts.acknowledged.get(incident.id)
  if (acknowledged !== null)
    add(Date.parse(acknowledged.at), 'acknowledged', `${acknowledged.author} looked at it: ${acknowledged.reason}`)
  if (incident.state === 'resolved') add(incident.resolvedAt, 'resolved', 'It is over.')
  return moments.sort((a, b) => a.at - b.at).map(({ at, moment }) => ({ at: isoTime(at), ...moment }))
}

const LIFT_WORDS = {
  expired: 'its time was over',
  manual: 'lifted',
  allowed: 'what is in it came to be protected',
} as const
