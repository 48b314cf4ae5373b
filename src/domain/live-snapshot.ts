import type { BanState } from './control.ts'
import type { EnforcementStatus } from './status-report.ts'
import type { EpochMilliseconds, Milliseconds } from './units.ts'

/** A number of the site now, and the band in which it is usual: mean ± z deviations of 30 minutes. */
export interface LiveMetric {
  /** null when too few requests say it. */
  readonly value: number | null
  /** null while it is learned. */
  readonly expected: { readonly mean: number; readonly low: number; readonly high: number } | null
}

export interface LiveSource {
  readonly address: string
  /** Requests and errors of the last 60 s. */
  readonly requests: number
  readonly errors: number
  /** `banning`: the kernel has not confirmed it; `would-ban`: nothing is blocked. */
  readonly state: 'ok' | 'tightened' | 'would-ban' | 'banning' | 'banned' | 'protected'
  /** In words: why it is in this state, or how far it is from any other. */
  readonly why: readonly string[]
}

export interface LiveIncident {
  readonly kind: string
  readonly subject: string
  /** `09:15:01` */
  readonly since: string
  /** null while it is open. */
  readonly resolved: string | null
  /** 1 … 5 */
  readonly severity: number
  readonly observed: number
  readonly expected: number | null
  readonly unit: string
  readonly why: readonly string[]
}

export interface LiveBan {
  readonly address: string
  readonly state: BanState
  readonly kind: string
  /** null: for good. */
  readonly left: Milliseconds | null
  readonly offence: number
  readonly why: readonly string[]
}

export interface LiveFile {
  readonly path: string
  readonly lines: number
  readonly refused: number
}

/** All that the terminal shows, as it was at one moment. Text of the log is raw here: who draws it escapes it. */
export interface LiveSnapshot {
  readonly now: EpochMilliseconds
  readonly uptime: Milliseconds
  /** Bytes that the process holds. */
  readonly memory: number
  /** Whole minutes of the baseline while it is too young to judge by; null from then on. */
  readonly learning: { readonly minutes: number; readonly of: number } | null
  /** Since the last line; null before the first. */
  readonly silence: Milliseconds | null
  /** Bytes written to the logs and not read. */
  readonly lag: number
  readonly requests: LiveMetric
  readonly clientErrors: LiveMetric
  readonly serverErrors: LiveMetric
  readonly notFound: LiveMetric
  readonly latency: LiveMetric
  readonly clients: LiveMetric
  readonly bytes: LiveMetric
  /** Requests in each of the last seconds, up to 120, the newest last. */
  readonly history: readonly number[]
  /** Requests of the site in the last 60 s, those of banned sources included. */
  readonly requests60: number
  readonly sources: readonly LiveSource[]
  readonly endpoints: readonly { readonly path: string; readonly requests: number }[]
  /** Open ones first, then those resolved lately. */
  readonly incidents: readonly LiveIncident[]
  /** The newest first, how many there are in all, and how many of them the kernel confirmed. */
  readonly bans: readonly LiveBan[]
  readonly bansInForce: number
  readonly bansConfirmed: number
  readonly enforcement: Pick<EnforcementStatus, 'mode' | 'state'>
  readonly files: readonly LiveFile[]
  /** What the program had to say, the newest last. */
  readonly messages: readonly string[]
}
