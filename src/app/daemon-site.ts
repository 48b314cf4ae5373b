import type { BanEnd, BanView, Refusal } from '../domain/control.ts'
import type { MetricSeries, SeriesQuery, TrafficKind, TrafficSeries } from '../domain/metric-series.ts'
import type {
  AcknowledgeOrder,
  AcknowledgeOutcome,
  AuditQuery,
  AuditView,
  EndedBanQuery,
  IncidentStory,
  ModeOrder,
  ModeOutcome,
  SettingView,
  SiteDesk,
  SourceStory,
} from '../domain/site-desk.ts'
import type { SiteFrame, SourceRow } from '../domain/site-frame.ts'
import type { EpochSeconds } from '../domain/units.ts'
import { isoTime } from '../wire/ndjson.ts'
import { DaemonAllow } from './desk-allow.ts'
import { DeskExplain } from './desk-explain.ts'
import { findIncident } from './desk-incidents.ts'
import { audited, type Ordered } from './desk-parts.ts'
import { incidentStory } from './incident-story.ts'
import { auditList, endedBans } from './site-audit.ts'
import { SiteFrames } from './site-frame.ts'
import type { AuditReader, SiteParts } from './site-parts.ts'
import { SiteSources } from './site-source.ts'
import { sourceRows } from './site-sources.ts'

/** What pages about the site are told by a running daemon. */
export class DaemonSite implements SiteDesk {
  readonly #parts: SiteParts
  readonly #frames: SiteFrames
  readonly #sources: SiteSources

  constructor(parts: SiteParts) {
    this.#parts = parts
    const allow = new DaemonAllow(parts)
    const explain = new DeskExplain(parts, (network) => allow.check(network))
    this.#frames = new SiteFrames(parts)
    this.#sources = new SiteSources(parts, (subject) => explain.of(subject))
  }

  frame(since?: EpochSeconds): SiteFrame {
    return this.#frames.frame(since)
  }

  metrics(query: SeriesQuery): MetricSeries {
    return this.#parts.history.series(query)
  }

  traffic(query: SeriesQuery & { readonly kind: TrafficKind }): TrafficSeries {
    return this.#parts.history.traffic(query)
  }

  sources(limit: number): readonly SourceRow[] {
    const { record, engine, clock } = this.#parts
    return sourceRows(record.snapshot(engine, clock.now()), record, limit)
  }

  source(address: string): Promise<SourceStory> {
    return this.#sources.of(address)
  }

  incident(id: string): IncidentStory | null {
    return incidentStory({ ...this.#parts, audit: this.#audit }, id)
  }

  async acknowledge({ incident, author, reason }: AcknowledgeOrder): Promise<AcknowledgeOutcome> {
    const order = { author, action: 'acknowledge', target: incident, reason }
    if (findIncident(this.#parts, incident) === null)
      return this.#refuse(order, {
        outcome: 'refused',
        code: 'not-known',
        message: `there is no incident ${incident}, or it is so old that it was forgotten`,
        fix: 'See breakwater incidents for those that are known.',
      })
    const acknowledgement = { at: isoTime(this.#parts.clock.now()), author, reason }
    this.#parts.acknowledged.put(incident, acknowledgement)
    audited(this.#parts, order)
    return { outcome: 'acknowledged', acknowledgement }
  }

  endedBans(query: EndedBanQuery): readonly (BanView & { readonly ended: BanEnd })[] {
    return endedBans(this.#parts, query)
  }

  audit(query: AuditQuery): readonly AuditView[] {
    return auditList(this.#audit, query)
  }

  async setMode({ enforce, author, reason }: ModeOrder): Promise<ModeOutcome> {
    const order = { author, action: 'set enforce', target: enforce, reason }
    const outcome = await this.#parts.setEnforce(enforce, author)
    if (outcome.outcome === 'refused') return this.#refuse(order, outcome)
    audited(this.#parts, order)
    return outcome
  }

  /** The schema library is loaded when it is first asked for. */
  async settings(): Promise<readonly SettingView[]> {
    const { settingsOf } = await import('../config/settings.ts')
    return settingsOf(this.#parts.config())
  }

  get #audit(): AuditReader | null {
    return this.#parts.store?.audit ?? this.#parts.recentAudit
  }

  #refuse(order: Ordered, refusal: Refusal): Refusal {
    audited(this.#parts, order, refusal)
    return refusal
  }
}
