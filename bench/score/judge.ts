import type { Ban, BanKind } from '../../src/domain/ban.ts'
import type { Incident } from '../../src/domain/incident.ts'
import type { EngineEvent } from '../../src/domain/ports.ts'
import type { SourceText } from '../../src/domain/source.ts'
import { coversSource, prefixSource } from '../../src/domain/source-prefix.ts'
import { type EpochMilliseconds, MINUTE, SECOND, type Seconds } from '../../src/domain/units.ts'
import type { Attacker, Honest, Trouble } from '../../src/simulate/part.ts'
import type { Promised } from './cases.ts'
import { firstExcess } from './excess.ts'
import { nameGiven } from './name-given.ts'

/** An incident so long after a trouble ended still tells of it. */
const GRACE = MINUTE
/** Of many attackers so many must be banned in time. */
const ENOUGH = 0.95

/** What was true of one case as it was played. */
export interface Facts {
  readonly promised: Promised
  readonly start: EpochMilliseconds
  readonly end: EpochMilliseconds
  /** Of the log. */
  readonly to: EpochMilliseconds
  readonly attackers: readonly Attacker[]
  readonly honest: readonly Honest[]
  readonly troubles: readonly Trouble[]
  /** Times of all requests that the attack sent, by source, in order; attackers or not. */
  readonly sent: ReadonlyMap<SourceText, readonly EpochMilliseconds[]>
  readonly benignRequests: number
}

/** How one contender did in one case. */
export interface Outcome {
  readonly inTime: boolean
  /** From the beginning to the first right incident; null: none. */
  readonly incidentAfter: Seconds | null
  /** From the first request of an attacker to its ban, of those banned. */
  readonly banAfter: readonly Seconds[]
  /** The same from its first excess request on; less than 0 when it was banned before. */
  readonly banAfterExcess: readonly Seconds[]
  readonly attackers: number
  /** Share of the seconds with attack requests in which a right incident was firing, or all who sent were banned. */
  readonly coverage: number
  /** From the end of the attack until the last right incident resolved; null: none was firing then. */
  readonly clearAfter: Seconds | null
  /** Of the attackers. */
  readonly requests: number
  readonly letThrough: number
  /** What it was called; null: nothing. */
  readonly named: BanKind | null
  readonly falseBans: readonly { readonly address: SourceText; readonly reason: string; readonly users: number }[]
  readonly benignRequests: number
}

/** An incident from its first message to its last. */
export interface Told {
  readonly incident: Incident
  readonly from: EpochMilliseconds
  to: EpochMilliseconds
}

export function judge(events: readonly EngineEvent[], facts: Facts): Outcome {
  const { start, end, promised, attackers, sent } = facts
  const bans = bansOf(events, [...sent.keys(), ...facts.honest.map(({ address }) => address)])
  const incidents = incidentsOf(events, facts.to).filter(({ from }) => from >= start && from <= end + GRACE)
  const right = incidents.filter(({ incident }) => isRight(incident, facts))
  const promisedIncident = right.find(({ incident }) => promised.kinds?.includes(incident.kind) ?? true)
  const caught = attackers.flatMap((attacker) => {
    const ban = bans.get(attacker.address)?.find(({ at }) => at >= attacker.from)
    const excess = firstExcess(sent.get(attacker.address) ?? []) ?? attacker.from
    return ban === undefined ? [] : [{ ban, after: ban.at - attacker.from, afterExcess: ban.at - excess }]
  })
  const limit = promised.within * SECOND
  const swift = caught.filter((one) => (promised.from === 'excess' ? one.afterExcess : one.after) <= limit)
  const isBanned = attackers.length > 0 && swift.length >= ENOUGH * attackers.length
  const isTold = promisedIncident !== undefined && promisedIncident.from - start <= limit
  const { requests, letThrough, free } = passage(facts, bans)
  const seconds = secondsOf(facts)
  const firing = (at: EpochMilliseconds) => right.some(({ from, to }) => from < at + SECOND && to > at)
  const covered = seconds.filter((at) => (sent.size > 0 && !free.has(at)) || firing(at))
  const open = right.filter(({ from, to }) => from <= end && to > end)
  return {
    inTime: promised.by === 'ban' ? isBanned : promised.by === 'incident' ? isTold : isBanned || isTold,
    incidentAfter: right.length === 0 ? null : (Math.min(...right.map(({ from }) => from)) - start) / SECOND,
    banAfter: caught.map(({ after }) => after / SECOND),
    banAfterExcess: caught.map(({ afterExcess }) => afterExcess / SECOND),
    attackers: attackers.length,
    coverage: seconds.length === 0 ? 1 : covered.length / seconds.length,
    clearAfter: open.length === 0 ? null : (Math.max(...open.map(({ to }) => to)) - end) / SECOND,
    requests,
    letThrough,
    named: nameGiven(incidents, caught),
    falseBans: falseBans(bans, facts),
    benignRequests: facts.benignRequests,
  }
}

/** All incidents of a log, in the order of their beginning; one that never resolved ends with the log. */
export function incidentsOf(events: readonly EngineEvent[], logEnd: EpochMilliseconds): readonly Told[] {
  const told = new Map<string, Told>()
  for (const event of events) {
    if (event.type !== 'incident') continue
    const { incident } = event
    const known = told.get(incident.id)
    if (incident.state === 'resolved' && known !== undefined) known.to = incident.resolvedAt
    if (incident.state !== 'firing' || known !== undefined) continue
    told.set(incident.id, { incident, from: incident.firedAt, to: logEnd })
  }
  return [...told.values()]
}

type Span = Pick<Ban, 'at' | 'kind'> & { readonly until: EpochMilliseconds }

/** Bans by address, each until it was lifted or would have been. That of a network is one of everybody in it that is named. */
function bansOf(events: readonly EngineEvent[], named: readonly SourceText[]): ReadonlyMap<SourceText, Span[]> {
  const bans = new Map<SourceText, Span[]>()
  for (const event of events) {
    if (event.type !== 'ban') continue
    const { address, at, kind, until } = event.ban
    const span = { at, kind, until: until ?? Number.POSITIVE_INFINITY }
    const covered = prefixSource(address) !== null ? named.filter((one) => coversSource(address, one)) : []
    for (const one of covered.length > 0 ? new Set(covered) : [address]) {
      const known = bans.get(one)
      if (known === undefined) bans.set(one, [span])
      else known.push(span)
    }
  }
  return bans
}

/** An incident of a kind that is true, and of nobody who did not take part. */
function isRight({ kind, subject }: Incident, { troubles, attackers, sent }: Facts): boolean {
  if (subject.type === 'address') return sent.has(subject.address) && troubles.some(({ kinds }) => kinds.includes(kind))
  return troubles.some(({ kinds }) => kinds.includes(kind)) || attackers.some((attacker) => attacker.kind === kind)
}

/** What attackers sent, and how much of it while they were not banned; `free`: seconds with a request of somebody not banned. */
function passage({ attackers, sent }: Facts, bans: ReadonlyMap<SourceText, readonly Span[]>) {
  const guilty = new Set(attackers.map(({ address }) => address))
  const free = new Set<EpochMilliseconds>()
  let requests = 0
  let letThrough = 0
  for (const [source, times] of sent) {
    const spans = bans.get(source) ?? []
    let passed = 0
    for (const at of times) {
      if (spans.some((span) => at >= span.at && at < span.until)) continue
      passed++
      free.add(Math.floor(at / SECOND) * SECOND)
    }
    if (!guilty.has(source)) continue
    requests += times.length
    letThrough += passed
  }
  return { requests, letThrough, free }
}

/** Seconds with a request of the attack; all of its time when it sends none. */
function secondsOf({ sent, start, end }: Facts): readonly EpochMilliseconds[] {
  if (sent.size === 0) return Array.from({ length: (end - start) / SECOND }, (_, i) => start + i * SECOND)
  const seconds = new Set<EpochMilliseconds>()
  for (const times of sent.values()) for (const at of times) seconds.add(Math.floor(at / SECOND) * SECOND)
  return [...seconds]
}

/** Whoever did not take part in the attack, or must not be banned all the same; each address once for each ban. */
function falseBans(bans: ReadonlyMap<SourceText, readonly Span[]>, { sent, honest }: Facts): Outcome['falseBans'] {
  const known = new Map(honest.map((one) => [one.address, one]))
  return [...bans].flatMap(([address, spans]) => {
    const one = known.get(address)
    if (one === undefined && sent.has(address)) return []
    return spans.map(() => ({ address, reason: one?.reason ?? 'a visitor', users: one?.users ?? 1 }))
  })
}
