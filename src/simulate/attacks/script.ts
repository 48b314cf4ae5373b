import type { IncidentKind } from '../../domain/finding.ts'
import type { Seconds } from '../../domain/units.ts'
import type { Random } from '../../lib/random.ts'
import type { Request } from '../request.ts'
import type { PerSecond } from './pace.ts'

/** A request without its time and sender: what was asked and what came back. */
export type Exchange = Omit<Request, 'at' | 'address'>

/** How an attack or trouble behaves while it lasts, and what is true of it. */
export interface Script {
  /** Rate in this second of the attack; 0 is its first. */
  pace(second: Seconds): PerSecond
  /** Sender of a request. `serial` counts all requests from 0. Depends on the arguments only. */
  sender(serial: number, second: Seconds, random: Random): string
  exchange(serial: number, address: string, random: Random): Exchange
  /** Part of the gap between two requests by which each is moved at random: 0 is a clockwork, 1 (the default) is none. */
  readonly jitter?: number
  /** What a sender of 20 requests or more is guilty of; without it nobody is. */
  readonly kind?: IncidentKind
  /** Why the senders must not be banned; without it nothing is said about them. */
  readonly honest?: string
  readonly troubles: readonly IncidentKind[]
}
