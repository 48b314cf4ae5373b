import type { BanView, IncidentView } from './control.ts'
import type { LiveMetric, LiveSource } from './live-snapshot.ts'
import type { MetricSeries, SiteMetric } from './metric-series.ts'
import type { Profile } from './profile.ts'
import type { BaselineStatus, EnforcementStatus, StatusReport, Trouble } from './status-report.ts'
import type { Bytes, EpochSeconds, Seconds } from './units.ts'

/**
 * The site in one word, the most pressing first: `down`: bans are decided and the firewall does not take them. `blind`: the log is silent or
 * unreadable. `attack`: sources are banned, or would be, in an attack that lasts. `trouble`: another incident fires. `crowd`: many people came.
 * `warming-up`: too little is known to say; `normal`.
 */
export const SITE_STATES = ['down', 'blind', 'attack', 'trouble', 'crowd', 'warming-up', 'normal'] as const
export type SiteState = (typeof SITE_STATES)[number]

/** The state of the site in one sentence, and what is to be known beside it. Local times as people write them. Raw text: escape it. */
export interface SiteSentence {
  readonly state: SiteState
  /** `Under attack since 14:02: one source sends 412 requests/s, 130 × its limit.` */
  readonly text: string
  /** What was done, or what to do; empty when there is nothing to say. */
  readonly more: string
  /** The incident that it is about; null: none. */
  readonly incident: string | null
  /** Since when it is in this state, in ISO 8601; left out where nothing began. */
  readonly since?: string
}

/** A source of the last 60 s. */
export interface SourceRow extends LiveSource {
  /** Mean of the last 60 s. */
  readonly requests_per_s: number
  /** Of the site's requests of the last 60 s, 0 … 1; null when there were none. */
  readonly share: number | null
  /** Of its own requests, 0 … 1. */
  readonly error_share: number
  /** Requests in each stretch of 5 s of the last 60 s, the newest last; shorter while it is looked at for less than that. */
  readonly recent: readonly number[]
}

/** The machine that Breakwater runs on. In a container what the kernel tells of the host. */
export interface HostStatus {
  /** Of all cores, 0 … 1, over the last second; null before there are two looks. */
  readonly cpu: number | null
  readonly cores: number
  readonly memory_used_bytes: Bytes
  readonly memory_total_bytes: Bytes
  readonly uptime_s: Seconds
}

/** Breakwater itself. */
export interface OwnStatus {
  /** Of one core, over the last second; null before there are two looks. */
  readonly cpu: number | null
  readonly memory_bytes: Bytes
  readonly uptime_s: Seconds
}

/** What an overview of the site shows at one moment; made at most once a second, however many look. Raw text of the log: escape it. */
export interface SiteFrame {
  /** The newest second of `points` so far; a client that comes back asks for what came after it. Ascending, but when the clock was set back. */
  readonly id: EpochSeconds
  readonly now: string
  readonly version: string
  /** What is watched, as people call it: `server.name`, or the logs. */
  readonly name: string
  readonly profile: Profile
  /** A simulated site: nothing of it is real. */
  readonly is_demo: boolean
  readonly site: SiteSentence
  readonly enforcement: EnforcementStatus
  readonly learning: StatusReport['learning']
  readonly metrics: Readonly<Record<SiteMetric, LiveMetric>>
  /** Seconds that were sealed since the frame before, or since the id that was asked for; step 1. */
  readonly points: MetricSeries
  /** The ten that sent most in the last 60 s. */
  readonly sources: readonly SourceRow[]
  /** The newest 20 that have not ended, and how many there are. */
  readonly bans: { readonly total: number; readonly rows: readonly BanView[] }
  /** Open ones first, then those that ended in the last 24 h, up to 10 rows. */
  readonly incidents: { readonly open: number; readonly today: number; readonly rows: readonly IncidentView[] }
  /**
   * Requests of banned sources that the logs show, since the start and in the last 60 s: prevented, or what would be when observing. What a
   * packet filter drops is in no log: with one, these came before it confirmed the ban, or came through.
   */
  readonly prevented: { readonly total: number; readonly last_60_s: number }
  readonly baselines: { readonly requests: BaselineStatus | null; readonly errors: BaselineStatus | null }
  readonly host: HostStatus
  readonly own: OwnStatus
  readonly lines: number
  readonly refused_lines: number
  readonly lag: StatusReport['lag']
  /** Since the last line; null before the first. */
  readonly silence_s: Seconds | null
  readonly troubles: readonly Trouble[]
}

/** What a page for everybody may show: no address in full, no limit, no evidence, no path, no person. */
export interface PublicFrame
  extends Pick<SiteFrame, 'id' | 'now' | 'name' | 'is_demo' | 'learning' | 'points' | 'baselines' | 'host' | 'own'> {
  readonly state: SiteState
  /** One sentence without addresses and numbers of limits. */
  readonly text: string
  readonly is_observing: boolean
  readonly metrics: Readonly<Record<SiteMetric, LiveMetric>>
  /** Masked to a /24 or a /48; sources of one network stand together. */
  readonly sources: readonly {
    readonly network: string
    readonly requests_per_s: number
    readonly share: number | null
    readonly error_share: number
  }[]
  readonly bans: {
    readonly total: number
    readonly rows: readonly { readonly network: string; readonly since: string; readonly until: string | null }[]
  }
  readonly prevented: SiteFrame['prevented']
  /** Of banned sources, since the start; null: the firewall does not tell, or nothing is blocked. */
  readonly dropped_packets: number | null
}
