import type { BanEnd, BanView, ExplanationView, IncidentView, Refusal } from './control.ts'
import type { Order } from './control-order.ts'
import type { EnforcementMode } from './enforcement.ts'
import type { Evidence } from './finding.ts'
import type { LiveSource } from './live-snapshot.ts'
import type { MetricSeries, SeriesQuery, TrafficKind, TrafficSeries } from './metric-series.ts'
import type { SiteFrame, SourceRow } from './site-frame.ts'
import type { EnforcementStatus } from './status-report.ts'
import type { EpochSeconds, Seconds } from './units.ts'

/** A person looked at an incident: it stays open until it resolves, and is marked. */
export interface Acknowledgement {
  readonly at: string
  readonly author: string
  readonly reason: string
}

export interface AcknowledgeOrder extends Order {
  readonly incident: string
}

/** From observing to enforcing or back, until the next reload or restart; the configuration file is not touched. */
export interface ModeOrder extends Order {
  readonly enforce: EnforcementMode
}

export type AcknowledgeOutcome =
  | { readonly outcome: 'acknowledged'; readonly acknowledgement: Acknowledgement }
  | Refusal
export type ModeOutcome =
  | {
      readonly outcome: 'changed'
      readonly enforce: EnforcementMode
      /** What the configuration says: after a restart or a reload that holds again. */
      readonly configured: EnforcementMode
      /** As it was up to two seconds later. */
      readonly enforcement: EnforcementStatus
      /** It was done, but look again: such as for rules that the former way left behind; null when there is nothing to say. */
      readonly warning: string | null
    }
  | Refusal

/** One moment in the story of an incident. Local words; raw text. */
export interface StoryMoment {
  readonly at: string
  readonly what: 'opened' | 'worse' | 'resolved' | 'ban' | 'unban' | 'acknowledged' | 'note'
  readonly text: string
}

/** One incident: how it went, on what evidence, and what was done. */
export interface IncidentStory {
  readonly incident: IncidentView
  readonly acknowledged: Acknowledgement | null
  readonly evidence: Evidence
  /** In plain sentences, for people. */
  readonly words: readonly string[]
  /** The oldest first. */
  readonly timeline: readonly StoryMoment[]
  /** Bans that belong to it, in force or over; the newest 200. */
  readonly bans: readonly (BanView & { readonly ended: BanEnd | null })[]
}

/** The newest requests of one source, found by reading the end of the logs. Raw text of the log; query values are redacted. */
export interface SourceTrace {
  /** From when on the logs were looked through; null: they could not be, for they are no files. */
  readonly since: string | null
  readonly requests: number
  /** The newest 20 lines, the newest first. */
  readonly lines: readonly string[]
  /** The commonest 20 of each, the commonest first. */
  readonly endpoints: readonly { readonly path: string; readonly requests: number; readonly errors: number }[]
  readonly agents: readonly { readonly agent: string; readonly requests: number }[]
  /** Requests in each step since `since`. */
  readonly step_s: Seconds
  readonly time: readonly EpochSeconds[]
  readonly counts: readonly number[]
  readonly errors: readonly number[]
}

export interface SourceStory {
  /** Canonical text: an IPv4 address, an IPv6 /64 or a network. */
  readonly address: string
  /** Of the last 60 s; null when it sent nothing, or is a network. */
  readonly now: LiveSource | null
  readonly explanation: ExplanationView | null
  readonly trace: SourceTrace
}

/** An entry of the audit log in words. */
export interface AuditView {
  /** Ascending. */
  readonly number: number
  readonly at: string
  readonly type: string
  readonly author: string | null
  readonly address: string | null
  readonly text: string
}

export interface AuditQuery {
  readonly address?: string
  readonly type?: string
  /** Only entries older than this number. */
  readonly before?: number
  readonly limit: number
}

export interface EndedBanQuery {
  readonly address?: string
  /** Only bans that ended before; ISO 8601. */
  readonly before?: string
  readonly limit: number
}

/** Each option that is in effect, with where it comes from. Secrets are never told. */
export interface SettingView {
  /** `bans.decay` */
  readonly option: string
  /** As it is written in YAML. */
  readonly value: string
  readonly is_default: boolean
  readonly description: string
}

/** What pages about the site need beyond the daemon's orders (control.ts). Views are copies; texts of a log are raw. */
export interface SiteDesk {
  /** All that an overview shows. `since`: points are those after this second, at most the last ten minutes; left out: the last second. */
  frame(since?: EpochSeconds): SiteFrame
  metrics(query: SeriesQuery): MetricSeries
  traffic(query: SeriesQuery & { readonly kind: TrafficKind }): TrafficSeries
  /** Those that sent most in the last 60 s. `limit`: 1 … 50. */
  sources(limit: number): readonly SourceRow[]
  /** By canonical text. Reads the ends of the logs in turns that block for some milliseconds each. */
  source(address: string): Promise<SourceStory>
  incident(id: string): IncidentStory | null
  acknowledge(order: AcknowledgeOrder): Promise<AcknowledgeOutcome>
  endedBans(query: EndedBanQuery): readonly (BanView & { readonly ended: BanEnd })[]
  audit(query: AuditQuery): readonly AuditView[]
  setMode(order: ModeOrder): Promise<ModeOutcome>
  settings(): readonly SettingView[] | Promise<readonly SettingView[]>
}
