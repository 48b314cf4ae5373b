import { YOUNG } from '../brain/baseline/site-baselines.ts'
import type { Ban } from '../domain/ban.ts'
import type { BanState } from '../domain/control.ts'
import { subjectText } from '../domain/finding.ts'
import type { Incident } from '../domain/incident.ts'
import type { LiveBan, LiveIncident, LiveMetric, LiveSnapshot, LiveSource } from '../domain/live-snapshot.ts'
import type { SourceKey } from '../domain/source.ts'
import { type EpochMilliseconds, SECOND } from '../domain/units.ts'
import type { TopSource } from '../edge/window/top-sources.ts'
import { formatSource } from '../lib/ip-address.ts'
import type { Engine } from './engine.ts'
import type { LiveRecord } from './live-record.ts'
import { protectedWords, sourceNow, sparedWords } from './source-now.ts'

/** Rows of each table. */
const MOST = 50
const SPAN = 60

/** Nothing is called banned that the kernel has not confirmed. */
const SOURCE_STATES = { observed: 'would-ban', pending: 'banning', failed: 'banning', 'in-force': 'banned' } as const
export const BAN_WORDS: Readonly<Record<BanState, string>> = {
  observed: 'Would be banned',
  pending: 'Not confirmed by the kernel yet: to be banned',
  failed: 'The kernel REFUSED the ban: to be banned',
  'in-force': 'Banned',
}

/** All that the screen shows, taken from the engine. */
export function snapshotOf(engine: Engine, view: LiveRecord, now: EpochMilliseconds): LiveSnapshot {
  const { brain } = engine
  const { last } = view
  const at = engine.to ?? now
  const bans = [...brain.ledger.bans()].slice(-MOST).reverse()
  const requests60 = last === null ? 0 : last.requests60 + last.condemned60
  const metric = (name: string, value: number | null): LiveMetric => ({
    value,
    expected: brain.band(name),
  })
  const share = (count: number | undefined) =>
    requests60 > 0 && count !== undefined ? (100 * count) / requests60 : null
  const top = engine.window.top(MOST)
  const sent = sentBy(engine, view, now, [...bans.map(({ source }) => source), ...top.map(({ source }) => source)])
  const endpoints = last?.endpoints ?? []
  view.names.keep(new Set(endpoints.map(({ bucket }) => bucket)))
  return {
    now,
    uptime: now - view.started,
    memory: process.memoryUsage.rss(),
    learning: learning(engine),
    silence: view.lastLine === null ? null : now - view.lastLine,
    lag: view.lag,
    requests: metric('requests', view.history.at(-1) ?? null),
    clientErrors: metric('client-errors', share(last?.clientErrors60)),
    serverErrors: metric('server-errors', share(last?.serverErrors60)),
    notFound: metric('not-found', share(last?.notFound60)),
    latency: metric('latency', last?.latencyP99 ?? null),
    clients: metric('clients', last?.clients60 ?? null),
    bytes: metric('bytes', last?.bytes ?? null),
    history: [...view.history],
    requests60: view.history.slice(-SPAN).reduce((sum, count) => sum + count, 0),
    sources: sources(engine, view, top, bans, sent),
    endpoints: endpoints.flatMap(({ bucket, requests }) => {
      const path = view.names.of(bucket)
      return path === undefined ? [] : [{ path, requests }]
    }),
    incidents: [...brain.tracker.open().reverse(), ...view.resolved].slice(0, MOST).map((one) => incident(one, view)),
    bans: bans.map((one) => ban(one, view, at)),
    bansInForce: brain.ledger.size,
    bansConfirmed: view.enforcement.confirmed,
    enforcement: { mode: view.enforcement.mode, state: view.enforcement.state },
    files: view.files.map(({ name, lines, rejected }) => ({ path: name, lines, refused: rejected })),
    messages: [...view.messages],
  }
}

/** Whole minutes of the baseline while it is too young to judge by; null from then on. */
export function learning({ brain }: Engine): LiveSnapshot['learning'] {
  const age = brain.baseline('requests')?.age ?? 0
  return age < YOUNG ? { minutes: Math.floor(age / 60), of: YOUNG / 60 } : null
}

/**
 * Once a second, whether anybody looks at the view or not: what the newest bans' sources have sent, so that it is known how much that
 * is when somebody does.
 */
export function lookAtBans({ brain, window }: Engine, { totals }: LiveRecord, now: EpochMilliseconds): void {
  if (brain.ledger.size === 0) return
  for (const { source } of [...brain.ledger.bans()].slice(-MOST)) lookAt(totals, source, window.totalOf(source), now)
}

/** Returns what it sent in the last 60 s, as far as it was looked at. */
function lookAt(totals: LiveRecord['totals'], source: SourceKey, total: number, now: EpochMilliseconds): number {
  const address = formatSource(source.kind, source.high, source.low)
  const looks = totals.get(address) ?? []
  totals.set(address, looks)
  looks.push({ at: now, total })
  while (looks[0]!.at < now - SPAN * SECOND) looks.shift()
  return Math.max(0, total - looks[0]!.total)
}

/** Requests of sources in 60 s, as far as it was looked, by address, prevented ones included: windows do not hold those. */
function sentBy(
  engine: Engine,
  { totals: seen }: LiveRecord,
  now: EpochMilliseconds,
  keys: readonly SourceKey[],
): Map<string, number> {
  const counts = new Map<string, number>()
  for (const source of keys)
    counts.set(
      formatSource(source.kind, source.high, source.low),
      lookAt(seen, source, engine.window.totalOf(source), now),
    )
  for (const address of seen.keys()) if (!counts.has(address)) seen.delete(address)
  return counts
}

function sources(
  engine: Engine,
  view: LiveRecord,
  top: readonly TopSource[],
  bans: readonly Ban[],
  sent: ReadonlyMap<string, number>,
): LiveSource[] {
  const banned = bans.map(
    (one): LiveSource => ({
      address: one.address,
      requests: sent.get(one.address) ?? 0,
      errors: 0,
      state: SOURCE_STATES[view.enforcement.stateOf(one)],
      why: banWords(one, view),
    }),
  )
  const free = top.map((one) => sourceSeen(engine, one, view))
  return [...banned.filter(({ requests }) => requests > 0), ...free]
    .sort((a, b) => b.requests - a.requests || (a.address < b.address ? -1 : 1))
    .slice(0, MOST)
}

/** A source that is not banned, as it is seen now. */
export function sourceSeen(engine: Engine, top: TopSource, view: LiveRecord): LiveSource {
  const { brain } = engine
  const { kind, high, low } = top.source
  const address = formatSource(kind, high, low)
  const range = brain.protectedRange(top.source)
  const spared = brain.policy.sparedBecause(address)
  return {
    address,
    requests: top.requests,
    errors: top.errors,
    state: range !== undefined ? 'protected' : brain.tightened.of(address)?.until === null ? 'tightened' : 'ok',
    why: [
      ...sourceNow(engine, top, (at) => view.clock(at)),
      ...protectedWords(range),
      ...(spared?.why === 'little-evidence' ? [] : sparedWords(spared)),
    ],
  }
}

function ban(one: Ban, view: LiveRecord, at: EpochMilliseconds): LiveBan {
  // The engine's time may lie a little before that of the line that was judged.
  const left = one.until === null ? null : Math.max(0, Math.min(one.until - at, one.duration ?? 0))
  return {
    address: one.address,
    state: view.enforcement.stateOf(one),
    kind: one.kind,
    left,
    offence: one.offence,
    why: banWords(one, view),
  }
}

function banWords(ban: Ban, view: LiveRecord): string[] {
  const { at, until, offence, reason, evidence } = ban
  const end = until === null ? 'for good' : `until ${view.clock(until)}`
  const words = BAN_WORDS[view.enforcement.stateOf(ban)]
  return [`${words} since ${view.clock(at)} ${end}, offence ${offence}.`, reason, ...evidence.lines]
}

function incident(one: Incident, view: LiveRecord): LiveIncident {
  const { kind, subject, since, peak } = one
  return {
    kind,
    subject: subjectText(subject),
    since: view.clock(since),
    resolved: one.state === 'resolved' ? view.clock(one.resolvedAt) : null,
    severity: one.severity,
    observed: peak.observed,
    expected: peak.expected,
    unit: peak.unit,
    why: incidentWords(one, (at) => view.clock(at)),
  }
}

/** When it was, why it is one, who found it, and log lines of it. */
export function incidentWords(incident: Incident, time: (at: EpochMilliseconds) => string): string[] {
  const { since, reason, parts, severity, peak } = incident
  return [
    incident.state === 'resolved' ? `From ${time(since)} to ${time(incident.resolvedAt)}.` : `Since ${time(since)}.`,
    reason,
    `Found by ${parts.join(', ')}; severity ${severity} of 5.`,
    ...peak.lines,
  ]
}
