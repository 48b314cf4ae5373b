import type { Config } from '../config/schema.ts'
import type { AuditFacts } from '../domain/audit.ts'
import type { ForgottenView, Refusal, ReloadOutcome } from '../domain/control.ts'
import type { OrderRefused } from '../domain/orders.ts'
import { type Bytes, type EpochMilliseconds, type Milliseconds, SECOND } from '../domain/units.ts'
import type { Clock } from '../lib/clock.ts'
import type { StateStore } from '../store/state-store.ts'
import type { Acknowledgements } from './acknowledgements.ts'
import type { DeskEnforcement } from './desk-enforcement.ts'
import type { Engine } from './engine.ts'
import type { LogView } from './live-log.ts'
import type { LiveRecord } from './live-record.ts'

/** What the desk reads of the store; orders are written down by whoever hears of them from the engine. */
export interface DeskStore {
  readonly incidents: Pick<StateStore['incidents'], 'get' | 'list' | 'resolvedSince'>
  readonly bans: Pick<StateStore['bans'], 'find' | 'lifted' | 'liftedOf'>
  readonly audit: Pick<StateStore['audit'], 'list' | 'ofIncident'>
}

/** The parts of a running daemon that its desk stands on. */
export interface DeskParts {
  readonly engine: Engine
  readonly config: () => Config
  readonly record: LiveRecord
  /** null: none is open. */
  readonly store: DeskStore | null
  readonly acknowledged: Acknowledgements
  readonly enforcement: DeskEnforcement
  /** `read`: bytes since the start. */
  readonly inputs: { files(): readonly LogView[]; readonly lag: Bytes; readonly read: Bytes }
  readonly audit: (facts: AuditFacts) => void
  /** What keeps it from writing down what it must remember; null while all is well. */
  readonly storeTrouble: () => string | null
  /** Takes an address out of all that is stored; null: nothing is. */
  readonly forget: (address: string) => Omit<ForgottenView, 'lifted'> | null
  /** Since the start. */
  readonly lines: () => { readonly lines: number; readonly refused: number }
  readonly reload: (author: string) => Promise<ReloadOutcome>
  readonly clock: Clock
  readonly started: EpochMilliseconds
  readonly version: string
}

/** How long an order waits for the kernel. */
export const PATIENCE: Milliseconds = 2 * SECOND

/** Engine time, or the wall before there is any. */
export function engineTime({ engine, clock }: Pick<DeskParts, 'engine' | 'clock'>): EpochMilliseconds {
  return engine.to ?? clock.now()
}

/** What a person ordered, whether it was done or not. */
export interface Ordered {
  readonly author: string
  readonly action: string
  readonly target: string
  readonly reason: string
}

/** Writes an order to the audit log; one that was not carried out says so by `ban refused (protected)`. */
export function audited({ audit }: Pick<DeskParts, 'audit'>, order: Ordered, refusal: Refusal | null = null): void {
  const action = refusal === null ? order.action : `${order.action} refused (${refusal.code})`
  audit({ type: 'operator', ...order, action })
}

export function refusalOf({ code, message, hint }: OrderRefused): Refusal {
  return { outcome: 'refused', code, message, fix: hint }
}
