import { type Attack, type Attacker, isShared } from '../brain/explain/attack-words.ts'
import type { Ban } from '../domain/ban.ts'
import type { BanState } from '../domain/control.ts'
import { type Evidence, type IncidentKind, subjectText } from '../domain/finding.ts'
import type { Incident } from '../domain/incident.ts'
import { type Limits, NO_LIMIT, WINDOWS } from '../domain/limits.ts'
import { type EpochMilliseconds, SECOND } from '../domain/units.ts'
import type { DeskParts } from './desk-parts.ts'
import { rateNow } from './site-sources.ts'

type Parts = Pick<DeskParts, 'engine' | 'record' | 'enforcement'>

/** Requests in 60 s from which on a banned source is said to go on: a ban needs as many of its own. */
const GOES_ON = 10
/** Requests/s below which a source is said to have stopped. */
const TRICKLE = 0.2

/**
 * The attack that lasts, if one does: bans that the engine decided, whose incident fires or whose source goes on, and incidents of many.
 * `sending`: requests of the last 60 s by address, of those that are looked at.
 */
export function attackNow(
  { engine, record, enforcement }: Parts,
  open: readonly Incident[],
  sending: ReadonlyMap<string, number>,
  now: EpochMilliseconds,
): Attack | null {
  const byId = new Map(open.map((incident) => [incident.id, incident]))
  const shared = open.find(({ kind }) => isShared(kind))
  const incidents = new Set(open.filter(({ kind }) => isShared(kind)).map(({ id }) => id))
  const bans = { observed: 0, pending: 0, 'in-force': 0, failed: 0 }
  let since = shared?.since ?? Number.POSITIVE_INFINITY
  let rate = 0
  let members = 0
  let first: {
    readonly ban: Ban & { readonly kind: IncidentKind }
    readonly rate: number | null
    readonly weight: number
  } | null = null
  for (const address of suspects(open, sending)) {
    const ban = engine.brain.ledger.get(address)
    if (ban === undefined || !isDecided(ban)) continue
    const incident = ban.incident === null ? undefined : byId.get(ban.incident)
    if (incident === undefined && (sending.get(address) ?? 0) < GOES_ON) continue
    bans[enforcement.stateOf(address)]++
    since = Math.min(since, incident?.since ?? ban.at)
    if (incident !== undefined) incidents.add(incident.id)
    if (incident !== undefined && incident === shared) members++
    const current = rateNow(record.totals.get(address) ?? [], now)
    rate += current ?? 0
    const weight = Math.max(current ?? 0, peakRate(ban) ?? 0)
    if (first === null || weight > first.weight) first = { ban, rate: current, weight }
  }
  if (first === null && shared === undefined) return null
  return {
    ...{ since, bans, rate, incidents, members, mode: enforcement.mode, prevented: record.prevented.since(since) },
    together: shared?.kind ?? null,
    incident: shared?.id ?? first?.ban.incident ?? null,
    first: first && attacker(first.ban, first.rate, enforcement.stateOf(first.ban.address), engine.window.limits, now),
  }
}

/** Whose incident fires, for that of a ban is on its address, and who sends at all: bans may be many more. */
function suspects(open: readonly Incident[], sending: ReadonlyMap<string, number>): Set<string> {
  const found = new Set(sending.keys())
  for (const { subject } of open)
    if (subject.type === 'address' || subject.type === 'prefix') found.add(subjectText(subject))
  return found
}

function isDecided(ban: Ban): ban is Ban & { readonly kind: IncidentKind } {
  return ban.kind !== 'manual'
}

function attacker(
  ban: Ban & { readonly kind: IncidentKind },
  current: number | null,
  state: BanState,
  limits: Limits,
  now: EpochMilliseconds,
): Attacker {
  const { kind, until, offence, at } = ban
  const peak = peakRate(ban)
  // What has just begun is not seen in a mean yet.
  const isNew = now - at < 10 * SECOND
  const isSending = isNew || (current !== null && current >= TRICKLE)
  const rate = isNew ? Math.max(current ?? 0, peak ?? 0) || null : isSending ? current : peak
  const limit = peak === null ? null : sustained(limits, ban)
  return {
    ...{ kind, until, offence, ban: state, rate, isSending },
    times: rate === null || limit === null ? null : rate / limit,
  }
}

/** Requests/s that a source may go on with for a minute; before that is known, what the ban was decided by. */
function sustained({ plain }: Limits, { evidence }: Ban): number | null {
  const known = WINDOWS.filter((window) => plain[window] !== NO_LIMIT).map((window) => plain[window] / window)
  if (known.length > 0) return Math.min(...known)
  return evidence.limit > 0 ? perSecond(evidence, evidence.limit) : null
}

/** Requests/s that the ban was decided by; null when it was not by a number of requests. */
function peakRate({ evidence }: Ban): number | null {
  return perSecond(evidence, evidence.observed)
}

function perSecond({ unit, window }: Evidence, value: number): number | null {
  if (unit === 'requests/s') return value
  return unit === 'requests' && window > 0 ? value / window : null
}
