import type { LiftCause } from './ban.ts'
import type { AllowOrder, AllowRemoval, BanOrder, ForgetOrder, KeepOrder, LiftOrder } from './control-order.ts'
import type { Evidence, IncidentKind } from './finding.ts'
import type { LiveSnapshot } from './live-snapshot.ts'
import type { Acknowledgement } from './site-desk.ts'
import type { StatusReport } from './status-report.ts'

// All that the daemon tells over its control socket. It goes over the wire as it is, so that names, times (ISO 8601, UTC)
// and units (in the name) are those of docs/formats/ndjson.md, and not those of the engine.

/**
 * How far a ban is from being a fact. `observed`: enforcement is off, nothing is blocked. `pending`: handed to the kernel,
 * which has not confirmed it. `in-force`: the kernel confirmed it. `failed`: the kernel refused it; it is tried again.
 */
export const BAN_STATES = ['observed', 'pending', 'in-force', 'failed'] as const
export type BanState = (typeof BAN_STATES)[number]

/** A ban that has not ended. */
export interface BanView {
  readonly id: string
  /** Canonical text of an address or a network. */
  readonly address: string
  readonly state: BanState
  /** `manual`: ordered by a person. */
  readonly kind: IncidentKind | 'manual'
  /** Who ordered it; null: breakwater by itself. */
  readonly author: string | null
  readonly reason: string
  readonly at: string
  /** null: permanent. */
  readonly until: string | null
  readonly remaining_s: number | null
  readonly duration_s: number | null
  /** 1 for the first offence that is remembered; 0: a ban that a person ordered is no offence. */
  readonly offence: number
  /** The incident it belongs to; null when a person ordered it. */
  readonly incident: string | null
  /** When a person should look at it again; null when it is not permanent. */
  readonly review_at: string | null
  /** Why it failed, or what it waits for; null when there is nothing to say. */
  readonly trouble: string | null
}

/** Bans in one answer: 5,000 are 1.5 MB and keep detection waiting for about 20 ms. */
export const MOST_BANS = 5_000

export interface BanFilter {
  readonly state?: BanState
  /** Only bans that hold this address or lie in this network: canonical text. */
  readonly address?: string
  /** Most bans that are given, the newest first, up to MOST_BANS; the first `offset` of them are left out. */
  readonly limit: number
  readonly offset: number
}

export interface BanList {
  readonly bans: readonly BanView[]
  /** How many match, given or not. */
  readonly total: number
}

/** Why an order was not carried out. `code` is stable; the others are sentences. */
export interface Refusal {
  readonly outcome: 'refused'
  readonly code: RefusalCode
  readonly message: string
  readonly fix: string
}

export const REFUSAL_CODES = [
  'bad-order',
  'protected',
  'bans-in-force',
  'not-banned',
  'still-banned',
  'still-allowed',
  'not-allowed',
  'already-allowed',
  'from-configuration',
  'bad-configuration',
  'store-trouble',
  'no-such-file',
  'upload-too-large',
  'upload-broken',
  'too-many-uploads',
  'too-many-replays',
  'not-known',
  'not-possible',
] as const
export type RefusalCode = (typeof REFUSAL_CODES)[number]

export type BanOutcome =
  | {
      readonly outcome: 'banned'
      readonly ban: BanView
      /** It was done, but look again: such as for an address of a CDN; null when there is nothing to say. */
      readonly warning: string | null
    }
  | Refusal

export type LiftOutcome =
  | {
      readonly outcome: 'lifted'
      /** As it was; null: it was not banned, and its offences were forgotten. */
      readonly ban: BanView | null
      /** `lifted`: the kernel confirmed it, or enforcement is off. */
      readonly state: 'lifted' | 'pending' | 'failed'
      readonly forgiven: boolean
    }
  | Refusal

export type KeepOutcome = { readonly outcome: 'kept'; readonly ban: BanView } | Refusal

/** What became of the traces of an address. */
export interface ForgottenView {
  /** Whether a ban was ended for it. */
  readonly lifted: boolean
  /** Rows of the state database about it that were removed, and rows about others in which its mention was replaced. */
  readonly removed: number
  readonly redacted: number
  /** Lines of the audit log that were removed or changed. */
  readonly audit_lines: number
  /** Paths of databases that were set aside as damaged: they were not looked into and may hold it. */
  readonly copies: readonly string[]
  /** What could not be done, and what comes of it; empty: nothing else in the state folder holds it. */
  readonly troubles: readonly string[]
}

export type ForgetOutcome = ({ readonly outcome: 'forgotten' } & ForgottenView) | Refusal

/** An address or network that is never banned. */
export interface AllowView {
  readonly network: string
  /** Where it stands: the configuration, or added by a person at run time. */
  readonly origin: 'configuration' | 'operator'
  readonly comment: string
  readonly author: string | null
  readonly since: string | null
  /** null: until it is removed. */
  readonly until: string | null
}

export type AllowOutcome =
  | {
      readonly outcome: 'done'
      readonly entry: AllowView
      /** Addresses whose bans ended by it. */
      readonly lifted: readonly string[]
    }
  | Refusal

/** Whether an address can be banned, and if not, what protects it. */
export interface AllowCheck {
  readonly address: string
  readonly is_protected: boolean
  /** The range and the list it stands in, such as `allow`, `own addresses` or `protect.private`. */
  readonly by: { readonly range: string; readonly list: string } | null
}

export interface AllowDesk {
  list(): readonly AllowView[]
  add(order: AllowOrder): Promise<AllowOutcome>
  remove(order: AllowRemoval): Promise<AllowOutcome>
  /** `network`: canonical text. */
  check(network: string): AllowCheck
}

export interface IncidentView {
  readonly id: string
  readonly kind: IncidentKind
  /** `site`, an address, a network or an endpoint. */
  readonly subject: string
  readonly state: 'pending' | 'firing' | 'resolved'
  readonly since: string
  readonly resolved_at: string | null
  /** 1 (look when convenient) … 5 (the site is going down). */
  readonly severity: number
  readonly observed: number
  readonly expected: number | null
  readonly unit: string
  readonly window_s: number
  readonly reason: string
  readonly parts: readonly string[]
  /** Who looked at it last; null: nobody. */
  readonly acknowledged: Acknowledgement | null
}

export interface IncidentFilter {
  /** `open`: pending or firing. */
  readonly state: 'open' | 'resolved' | 'all'
  readonly kind?: IncidentKind
  /** Only those on exactly this: `site`, a canonical address or network, or an endpoint. */
  readonly subject?: string
  /** Only those that were open at this time or later; ISO 8601. */
  readonly since?: string
  /** Most that are given, the newest first. */
  readonly limit: number
}

/** How a ban ended. */
export interface BanEnd {
  readonly at: string
  /** `allowed`: its address came to be protected. */
  readonly cause: LiftCause
  /** Who lifted it; null: breakwater by itself. */
  readonly author: string | null
}

/** A ban with what it was decided by, and whether the same comes out again. */
export interface ExplainedBan {
  /** As it was when it ended, if it did: then it blocks nothing, and its state is `observed`. */
  readonly ban: BanView
  /** null: it has not ended. */
  readonly ended: BanEnd | null
  /** null for bans that a person ordered. */
  readonly evidence: Evidence | null
  readonly recomputed:
    | { readonly possible: true; readonly nats: number; readonly kind: string; readonly agrees: boolean }
    | { readonly possible: false; readonly why: string }
}

/** All that is stored about one address, network, ban or incident. */
export interface ExplanationView {
  /** Canonical text of what was asked for. */
  readonly subject: string
  /** The story in plain sentences, for people. */
  readonly story: readonly string[]
  readonly bans: readonly ExplainedBan[]
  readonly incidents: readonly IncidentView[]
  readonly protection: AllowCheck | null
}

export type ReloadOutcome =
  | {
      readonly outcome: 'reloaded'
      /** Options that changed, and those of them that need a restart. */
      readonly changed: readonly string[]
      readonly needs_restart: readonly string[]
    }
  | Refusal

/**
 * The daemon as its operator sees it. Views are copies: nothing in them changes later. Texts may come from a log and are raw:
 * who shows them escapes them. Orders are canonical and checked for their form; whether they may be carried out is decided
 * here. A promise resolves when the kernel confirmed, or after two seconds with what is still pending; it rejects only by
 * a fault of the program.
 */
export interface Desk {
  readonly allow: AllowDesk
  status(): StatusReport
  bans(filter: BanFilter): BanList
  ban(order: BanOrder): Promise<BanOutcome>
  lift(order: LiftOrder): Promise<LiftOutcome>
  /** All permanent bans, the next to be reviewed first. */
  review(): readonly BanView[]
  /** A person looked at a permanent ban, and it stays: its review date moves on. */
  keep(order: KeepOrder): Promise<KeepOutcome>
  /** Removes every trace of an address, a source or a network, of its own text only. */
  forget(order: ForgetOrder): Promise<ForgetOutcome>
  incidents(filter: IncidentFilter): readonly IncidentView[]
  /** By a canonical address or network, or the id of a ban or an incident; null when nothing is known of it. */
  explain(subject: string): ExplanationView | null
  snapshot(): LiveSnapshot
  reload(author: string): Promise<ReloadOutcome>
}
