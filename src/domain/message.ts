import type { SourceText } from './source.ts'
import type { EpochMilliseconds, Milliseconds, Seconds } from './units.ts'

/** What channels can be told of. `blind`: the log went silent or cannot be read. `enforcement`: bans do not reach the firewall. */
export const MESSAGE_KINDS = ['incident', 'ban', 'mode', 'blind', 'enforcement'] as const
export type MessageKind = (typeof MESSAGE_KINDS)[number]

/** `note`: told once, nothing follows that ends it. */
export type MessageState = 'firing' | 'update' | 'resolved' | 'note'

/** How much against how much expected; `expected` is null when nothing was. */
export interface Measured {
  readonly observed: number
  readonly expected: number | null
  readonly unit: string
  readonly window: Seconds
  /** All of it in words. */
  readonly words: string
}

/** `ordered`: not confirmed by the firewall. `observed`: nothing is blocked. `refused`: the firewall did not take it. */
export type MessageSourceState = 'ordered' | 'banned' | 'observed' | 'refused' | 'ended'

export interface MessageSource {
  readonly address: SourceText
  readonly state: MessageSourceState
  /** null: permanent. */
  readonly until: EpochMilliseconds | null
  readonly reason: string
}

/** Bans of a thread so far: `made` counts all, `pending` those of which it is not known yet what the firewall does. */
export interface BanTotals {
  readonly made: number
  readonly pending: number
  readonly confirmed: number
  readonly observed: number
  readonly refused: number
  readonly lifted: number
}

/**
 * What people are told at once. Texts are one line each, redacted and free of control characters, but not escaped for any medium: whoever
 * sends them does that. JSON-safe.
 */
export interface Message {
  /** Twelve hexadecimal digits; the same message may come twice after a crash, with the same id. */
  readonly id: string
  /** The same for all messages about one matter, such as one incident. */
  readonly thread: string
  /** `digest`: totals of several threads. `test`: sent by hand. */
  readonly kind: MessageKind | 'digest' | 'test'
  readonly state: MessageState
  /** 1 (look when convenient) … 5 (the site is going down). */
  readonly severity: number
  readonly at: EpochMilliseconds
  /** When the matter began. */
  readonly since: EpochMilliseconds
  /** How long it has lasted at `at`, or lasted in all. */
  readonly lasted: Milliseconds
  /** Name of the site. */
  readonly site: string
  readonly title: string
  readonly happened: string
  readonly measured: Measured | null
  /** Up to ten, the first ones and the newest. */
  readonly sources: readonly MessageSource[]
  readonly bans: BanTotals
  /** What was done about it. */
  readonly done: string
  /** Commands that undo it. */
  readonly undo: readonly string[]
  readonly link: string | null
  /** What was not told before, and why; null when nothing was held back. */
  readonly held: string | null
}

export const NO_BANS: BanTotals = { made: 0, pending: 0, confirmed: 0, observed: 0, refused: 0, lifted: 0 }
