import type { Ban, Lift } from './ban.ts'
import type { AllowEntry } from './remembered.ts'
import type { EpochMilliseconds, Milliseconds } from './units.ts'

/** A person wants an address or a network banned. */
export interface BanOrder {
  /** An address, or a network of /24 … /32 or /48 … /64; an IPv6 address means its /64. */
  readonly address: string
  /** 1 s … 3,640 days; null: permanent. */
  readonly duration: Milliseconds | null
  readonly reason: string
  readonly author: string
}

/** A person wants a ban ended. */
export interface LiftOrder {
  readonly address: string
  /** The offences of the address are forgotten, too: the ladder begins anew. */
  readonly forgive: boolean
  readonly author: string
}

/** A person wants nothing in a range to be banned; bans in it end. */
export interface AllowOrder {
  /** An address or any CIDR. */
  readonly range: string
  /** null: until it is removed. */
  readonly duration: Milliseconds | null
  readonly comment: string
  readonly author: string
}

export interface DisallowOrder {
  readonly range: string
  readonly author: string
}

/** Why an order was not carried out: nothing has changed. */
export interface OrderRefused {
  readonly ok: false
  readonly code: 'bad-order' | 'protected' | 'bans-in-force' | 'not-banned' | 'not-allowed'
  /** What is wrong, and what to do next. */
  readonly message: string
  readonly hint: string
}

export type Ordered<Result> = OrderRefused | ({ readonly ok: true } & Result)

/** `warning`: it was done, but look again. */
export type BanOrdered = Ordered<{ readonly ban: Ban; readonly warning?: string }>
/** `lift` null: there was no ban, and offences were forgiven. */
export type LiftOrdered = Ordered<{ readonly lift: Lift | null }>
export type AllowOrdered = Ordered<{ readonly entry: AllowEntry; readonly lifts: readonly Lift[] }>
export type DisallowOrdered = Ordered<{ readonly entry: AllowEntry }>
export type ReviewOrdered = Ordered<{ readonly ban: Ban; readonly next: EpochMilliseconds }>
