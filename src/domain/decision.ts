import type { Ban, Lift } from './ban.ts'
import type { Evidence, IncidentKind } from './finding.ts'
import type { Crossing } from './limits.ts'

/** What a profile makes of a source that crossed a limit or was studied. */
export type Judgement =
  | {
      readonly guilty: true
      readonly kind: IncidentKind
      /** Requests of its own that it was judged by, and how many of them a ban needs at least. */
      readonly own: number
      readonly least: number
      /** All that is known of it is what it is accused of: what it was answered does not make it a known source. */
      readonly newcomer: boolean
      /** The lines are added by the policy. */
      readonly evidence: Omit<Evidence, 'lines'>
    }
  | {
      readonly guilty: false
      readonly nats: number
      readonly needed: number
      /** What came closest to guilt, made when it is asked for. */
      readonly evidence: () => Omit<Evidence, 'lines'>
    }

/** Why a source that crossed a limit was left alone. */
export type SparedBecause =
  | { readonly why: 'already-banned' }
  /** What is known of it does not suffice. */
  | { readonly why: 'little-evidence'; readonly nats: number; readonly needed: number }
  | { readonly why: 'protected'; readonly range: string; readonly list: string }
  | { readonly why: 'too-few-requests'; readonly needed: number }
  | { readonly why: 'bans-a-minute'; readonly limit: number }
  | { readonly why: 'bans-in-force'; readonly limit: number }
  | { readonly why: 'brake'; readonly share: number }
  /** It carries so much of what known visitors sent that it must be a proxy of many; 0 … 1. */
  | { readonly why: 'proxy'; readonly share: number }
  /** It was read after the engine had been down for longer than that goes back: a ban would come too late. */
  | { readonly why: 'too-old' }
  /** It is a CDN that the operator did not name as a trusted proxy. */
  | { readonly why: 'cdn'; readonly name: string }

/** What to do and why. `observe`: nothing is done to the source, and the reason is kept for the explanation. */
export type Decision =
  | { readonly action: 'ban'; readonly ban: Ban }
  | { readonly action: 'observe'; readonly crossing: Crossing; readonly because: SparedBecause }
  | { readonly action: 'lift'; readonly lift: Lift }
