import { siteSentence } from '../brain/explain/site-sentence.ts'
import type { Ban } from '../domain/ban.ts'
import type { IncidentView } from '../domain/control.ts'
import type { LiveSnapshot } from '../domain/live-snapshot.ts'
import type { SiteFrame } from '../domain/site-frame.ts'
import type { StatusReport } from '../domain/status-report.ts'
import { DAY, type EpochMilliseconds, type EpochSeconds, HOUR, MINUTE, SECOND } from '../domain/units.ts'
import { isoTime } from '../wire/ndjson.ts'
import { listIncidents } from './desk-incidents.ts'
import { engineTime } from './desk-parts.ts'
import { statusReport } from './desk-status.ts'
import { banView } from './desk-views.ts'
import { HostWatch } from './host-status.ts'
import { attackNow } from './site-attack.ts'
import type { SiteParts } from './site-parts.ts'
import { sourceRows } from './site-sources.ts'

/** Rows of each table. */
const SOURCES = 10
const BANS = 20
const INCIDENTS = 10
const SPAN = 60
/** Those that are over are counted so often. */
const COUNTED_EVERY = 5 * SECOND

type Still = Omit<SiteFrame, 'points'>

/** Makes what an overview shows: once in a second of the wall, however many look; only the points are each looker's own. */
export class SiteFrames {
  readonly #parts: SiteParts
  readonly #host: HostWatch
  #still: { readonly second: number; readonly frame: Still } | null = null
  #over: { readonly at: EpochMilliseconds; readonly since: EpochMilliseconds; readonly count: number } | null = null

  constructor(parts: SiteParts) {
    this.#parts = parts
    this.#host = new HostWatch({ steady: parts.steady, started: parts.started })
  }

  frame(since?: EpochSeconds): SiteFrame {
    const now = this.#parts.clock.now()
    const second = Math.floor(now / SECOND)
    if (this.#still?.second !== second) this.#still = { second, frame: this.#make(now) }
    const points = this.#parts.history.pointsSince(since ?? null)
    return { ...this.#still.frame, id: points.time.at(-1) ?? this.#parts.record.last?.second ?? since ?? 0, points }
  }

  #make(now: EpochMilliseconds): Still {
    const { engine, record, config, enforcement, isDemo, version } = this.#parts
    const snapshot = record.snapshot(engine, now)
    const status = statusReport(this.#parts)
    const newest = newestOf([...engine.brain.ledger.bans()])
    const at = engineTime(this.#parts)
    return {
      ...{ id: 0, now: isoTime(now), version, name: this.#name(), profile: config().profile, is_demo: isDemo },
      site: this.#sentence(snapshot, status),
      enforcement: status.enforcement,
      learning: status.learning,
      metrics: metricsOf(snapshot),
      sources: sourceRows(snapshot, record, SOURCES),
      bans: { total: engine.brain.ledger.size, rows: newest.map((ban) => banView(ban, enforcement, at)) },
      incidents: this.#incidents(now),
      prevented: { total: record.prevented.total, last_60_s: record.prevented.last60 },
      baselines: status.baselines,
      ...this.#host.look(now),
      ...{ lines: status.lines, refused_lines: status.refused_lines, lag: status.lag },
      silence_s: snapshot.silence === null ? null : snapshot.silence / SECOND,
      troubles: status.troubles,
    }
  }

  #name(): string {
    const { name, logs, isDemo } = this.#parts
    if (isDemo) return name() ?? 'demo'
    return (
      name() ??
      logs()
        .map(({ path }) => (path === '-' ? 'standard input' : path))
        .join(', ')
    )
  }

  #sentence(snapshot: LiveSnapshot, { enforcement, learning, troubles }: StatusReport) {
    const { engine, record } = this.#parts
    const { now, silence, requests60, requests, clients } = snapshot
    const incidents = engine.brain.tracker.open()
    const sending = new Map(snapshot.sources.map((source) => [source.address, source.requests]))
    return siteSentence({
      ...{ now, time: record.time, enforcement, learning, silence, incidents },
      bans: { ...enforcement.bans, 'in-force': enforcement.bans.in_force },
      requests: { value: requests60 / SPAN, expected: requests.expected },
      clients: clients.value,
      unreadable: troubles.filter(({ code }) => code.startsWith('log-') || code === 'no-format'),
      attack: attackNow(this.#parts, incidents, sending, now),
    })
  }

  #incidents(now: EpochMilliseconds): SiteFrame['incidents'] {
    const { engine, record, store } = this.#parts
    const open = engine.brain.tracker.open().length
    const first = listIncidents(this.#parts, { state: 'open', limit: INCIDENTS })
    const over: readonly IncidentView[] =
      first.length >= INCIDENTS
        ? []
        : listIncidents(this.#parts, {
            state: 'resolved',
            since: isoTime(now - DAY),
            limit: INCIDENTS - first.length,
          })
    const since = midnight(now, record.time)
    if (this.#over === null || this.#over.since !== since || Math.abs(now - this.#over.at) >= COUNTED_EVERY) {
      const known = record.resolved.filter((one) => one.state === 'resolved' && one.resolvedAt >= since).length
      this.#over = { at: now, since, count: Math.max(known, store?.incidents.resolvedSince(since) ?? 0) }
    }
    return { open, today: open + this.#over.count, rows: [...first, ...over] }
  }
}

function metricsOf(snapshot: LiveSnapshot): SiteFrame['metrics'] {
  const { requests, clientErrors, serverErrors, notFound, latency, clients, bytes } = snapshot
  return {
    ...{ requests, latency, clients, bytes },
    ...{ 'client-errors': clientErrors, 'server-errors': serverErrors, 'not-found': notFound },
  }
}

/** The newest, the newest first; they stand nearly in the order of their time, so that most are passed over at once. */
function newestOf(bans: readonly Ban[]): Ban[] {
  const newest: Ban[] = []
  for (let i = bans.length - 1; i >= 0; i--) {
    const ban = bans[i]!
    let at = newest.length
    while (at > 0 && newest[at - 1]!.at < ban.at) at--
    if (at >= BANS) continue
    newest.splice(at, 0, ban)
    if (newest.length > BANS) newest.pop()
  }
  return newest
}

/** The beginning of the day as people there count it; an hour off on the day when clocks are changed. */
function midnight(now: EpochMilliseconds, time: (at: EpochMilliseconds) => string): EpochMilliseconds {
  const [hours = 0, minutes = 0, seconds = 0] = time(now).slice(11, 19).split(':').map(Number)
  return Math.floor(now / SECOND) * SECOND - hours * HOUR - minutes * MINUTE - seconds * SECOND
}
