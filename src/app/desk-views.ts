import type { Ban, Lift } from '../domain/ban.ts'
import type { AllowView, BanEnd, BanView, IncidentView } from '../domain/control.ts'
import { subjectText } from '../domain/finding.ts'
import type { Incident } from '../domain/incident.ts'
import type { AllowEntry } from '../domain/remembered.ts'
import type { SourceKey } from '../domain/source.ts'
import { networkLow } from '../domain/source-prefix.ts'
import { type EpochMilliseconds, type Milliseconds, SECOND } from '../domain/units.ts'
import { isoTime } from '../wire/ndjson.ts'
import type { DeskEnforcement } from './desk-enforcement.ts'

const SINGLE = { 4: 32, 6: 64 } as const

/** A ban in force, as the enforcer has it at this moment. `now`: engine time. */
export function banView(
  ban: Ban,
  enforcement: Pick<DeskEnforcement, 'stateOf' | 'troubleOf'>,
  now: EpochMilliseconds,
): BanView {
  const state = enforcement.stateOf(ban.address)
  return { ...facts(ban, leftOf(ban, now)), state, trouble: enforcement.troubleOf(ban.address) }
}

/** A ban that has ended: it blocks nothing. */
export function endedView({ ban }: Lift): BanView {
  return { ...facts(ban, 0), state: 'observed', trouble: null }
}

export function endView({ at, cause, author }: Lift): BanEnd {
  return { at: isoTime(at), cause, author: author ?? null }
}

/** The engine's time may lie a little before that of the line that was judged. */
function leftOf({ until, duration }: Ban, now: EpochMilliseconds): Milliseconds | null {
  return until === null ? null : Math.max(0, Math.min(until - now, duration ?? Number.POSITIVE_INFINITY))
}

function facts(ban: Ban, left: Milliseconds | null): Omit<BanView, 'state' | 'trouble'> {
  const { id, address, kind, author = null, reason, at, until, duration, offence, incident, reviewAt } = ban
  return {
    ...{ id, address, kind, author, reason, at: isoTime(at), until: until === null ? null : isoTime(until) },
    remaining_s: left === null ? null : left / SECOND,
    duration_s: duration === null ? null : duration / SECOND,
    ...{ offence, incident, review_at: reviewAt === undefined ? null : isoTime(reviewAt) },
  }
}

/** `isOpen`: it fires now. What was open when the process before this one ended is over, and nobody knows since when. */
export function incidentView(
  incident: Incident,
  isOpen: boolean,
  acknowledged: IncidentView['acknowledged'],
): IncidentView {
  const { id, kind, subject, since, severity, peak, reason, parts } = incident
  return {
    ...{ id, kind, subject: subjectText(subject), state: isOpen ? incident.state : 'resolved', since: isoTime(since) },
    resolved_at: incident.state === 'resolved' ? isoTime(incident.resolvedAt) : null,
    ...{ severity, observed: peak.observed, expected: peak.expected, unit: peak.unit, window_s: peak.window },
    ...{ reason, parts: [...parts], acknowledged },
  }
}

export function allowView({ range, comment, author, at, until }: AllowEntry): AllowView {
  return {
    ...{ network: shortRange(range), origin: 'operator', comment, author, since: isoTime(at) },
    until: until === null ? null : isoTime(until),
  }
}

/** A canonical CIDR as people write it: one address without its length. */
export function shortRange(cidr: string): string {
  return cidr.replace(cidr.includes(':') ? /\/128$/ : /\/32$/, '')
}

/** Whether one of both, a source or a network, holds the other. */
export function isWithin(one: SourceKey, other: SourceKey): boolean {
  const { kind } = one
  if (kind !== other.kind || one.high !== other.high) return false
  const bits = Math.min(one.bits ?? SINGLE[kind], other.bits ?? SINGLE[kind])
  return networkLow(kind, one.low, bits) === networkLow(kind, other.low, bits)
}

/** Whether a ban of `banned` covers all of `source`. */
export function isCovered(source: SourceKey, banned: SourceKey): boolean {
  const full = SINGLE[source.kind]
  return isWithin(source, banned) && (banned.bits ?? full) <= (source.bits ?? full)
}
