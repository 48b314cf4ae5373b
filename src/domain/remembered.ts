import type { Ban, Lift } from './ban.ts'
import type { SourceText } from './source.ts'
import type { EpochMilliseconds, Milliseconds } from './units.ts'

/** Offences of one source, and when their number last changed. */
export interface Offence {
  readonly address: SourceText
  readonly count: number
  readonly since: EpochMilliseconds
}

/** A range that a person allowed while the engine ran: nothing in it is banned until then. */
export interface AllowEntry {
  /** Canonical CIDR text, such as `203.0.113.7/32` or `2001:db8::/32`. */
  readonly range: string
  /** null: until it is removed. */
  readonly until: EpochMilliseconds | null
  readonly comment: string
  readonly author: string
  readonly at: EpochMilliseconds
}

/** All that must outlive the process to decide as it would have decided. JSON-safe. */
export interface Remembered {
  /** In force, in the order in which they were made. */
  readonly bans: readonly Ban[]
  /** In the order of the last offence. */
  readonly offences: readonly Offence[]
  readonly allow: readonly AllowEntry[]
  /** Times of bans made in the last minute, ascending; left out: those of `bans`. */
  readonly made?: readonly EpochMilliseconds[]
}

/**
 * What changes `Remembered`, told before anything else follows from it: once the listener returns, the change may reach the kernel and people.
 * `put` replaces the ban of the same address; unless the ban is manual it also sets the offences of the address to {ban.offence, since ban.at}.
 * `lift` and `forgive` with `forgiven` drop the offences of the address. `review`: the ban of the same address has another `reviewAt`.
 * `shift`: `until`, `reviewAt` and `since` of everything move by so much, for the log's clock was set.
 */
export type RememberedChange =
  | { readonly type: 'put'; readonly ban: Ban }
  | { readonly type: 'lift'; readonly lift: Lift; readonly forgiven: boolean }
  | { readonly type: 'forgive'; readonly address: SourceText }
  | { readonly type: 'review'; readonly ban: Ban }
  | { readonly type: 'shift'; readonly by: Milliseconds }
  | { readonly type: 'allow'; readonly entry: AllowEntry }
  | { readonly type: 'disallow'; readonly entry: AllowEntry; readonly cause: 'expired' | 'manual' }
