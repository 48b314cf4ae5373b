import type { Ban, Lift } from './ban.ts'
import type { Incident } from './incident.ts'
import type { SourceText } from './source.ts'
import type { EpochMilliseconds, Milliseconds } from './units.ts'

/** What was normal for one metric when it was reckoned anew. */
export interface AuditedBaseline {
  readonly metric: string
  readonly mean: number
  readonly stddev: number
  readonly samples: number
}

/** What happened, by type. Texts may be hostile: whoever writes or shows them escapes them. Secrets are never put in. */
export type AuditFacts =
  | { readonly type: 'incident-opened' | 'incident-changed' | 'incident-resolved'; readonly incident: Incident }
  /** Why a source that crossed a limit was left alone; a decision to ban is told as `ban`. */
  | {
      readonly type: 'decision'
      readonly action: 'observe'
      readonly address: SourceText
      readonly because: string
      readonly reason: string
    }
  /** `observing`: nothing was blocked. `ordered`: the firewall was told. `in-force`: it confirmed it. */
  | { readonly type: 'ban'; readonly ban: Ban; readonly effect: 'observing' | 'ordered' | 'in-force' }
  | { readonly type: 'unban'; readonly lift: Lift }
  | { readonly type: 'baseline'; readonly baselines: readonly AuditedBaseline[] }
  | { readonly type: 'start'; readonly version: string; readonly profile: string; readonly enforce: string }
  | { readonly type: 'stop'; readonly reason: string; readonly uptime: Milliseconds }
  | { readonly type: 'priming'; readonly lines: number; readonly took: Milliseconds; readonly outcome: string }
  | { readonly type: 'rotation'; readonly path: string }
  /** Since the last such entry: bytes of the log that were gone before they were read, lines refused as unreadable, or of an impossible time. */
  | {
      readonly type: 'lines'
      readonly path: string
      readonly lostBytes: number
      readonly refused: number
      readonly skewed: number
    }
  | { readonly type: 'enforcer-failed'; readonly enforcer: string; readonly error: string }
  | { readonly type: 'enforcer-repaired'; readonly enforcer: string; readonly restored: number }
  | { readonly type: 'store'; readonly store: string; readonly kind: string; readonly text: string }
  /** Options whose value changed, by their path; values of secrets are left out by whoever reports it. */
  | {
      readonly type: 'configuration'
      readonly changes: readonly { readonly option: string; readonly from: string; readonly to: string }[]
    }
  /** What a person did through a command, the API or the page. */
  | {
      readonly type: 'operator'
      readonly author: string
      readonly action: string
      readonly target: string
      readonly reason: string
    }
  /** Entries left out since a time. `disk`: it was full, or out of reach. `too-many`: more decisions a second than are written. */
  | {
      readonly type: 'gap'
      readonly why: 'disk' | 'too-many'
      readonly entries: number
      readonly since: EpochMilliseconds
    }

/** One entry of the audit log. JSON-safe. */
export type AuditEntry = { readonly at: EpochMilliseconds } & AuditFacts
export type AuditType = AuditFacts['type']

export const AUDIT_TYPES = [
  ...(['incident-opened', 'incident-changed', 'incident-resolved', 'decision', 'ban', 'unban', 'baseline'] as const),
  ...(['start', 'stop', 'priming', 'rotation', 'lines', 'enforcer-failed', 'enforcer-repaired', 'store'] as const),
  ...(['configuration', 'operator', 'gap'] as const),
] satisfies readonly AuditType[]

/** Whom the entry is about; null: nobody in particular. */
export function auditedAddress(entry: AuditEntry): string | null {
  switch (entry.type) {
    case 'decision':
      return entry.address
    case 'ban':
      return entry.ban.address
    case 'unban':
      return entry.lift.ban.address
    case 'incident-opened':
    case 'incident-changed':
    case 'incident-resolved': {
      const { subject } = entry.incident
      return subject.type === 'address' ? subject.address : subject.type === 'prefix' ? subject.prefix : null
    }
    default:
      return null
  }
}
