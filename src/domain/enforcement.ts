import type { SourceKey, SourceText } from './source.ts'
import { DAY, type EpochMilliseconds, type Milliseconds } from './units.ts'

/** How bans are enforced; `off` is observing. */
export const ENFORCEMENT_MODES = ['off', 'nftables', 'iptables', 'nginx', 'webhook', 'exec'] as const
export type EnforcementMode = (typeof ENFORCEMENT_MODES)[number]

/** A ban that must be in force. */
export interface WantedBan {
  readonly source: SourceKey
  /** Canonical text; what the firewall is given is printed anew from its bits. */
  readonly address: SourceText
  /** By the wall clock, for people; null: permanent. */
  readonly until: EpochMilliseconds | null
  /** Where there are too many, the least severe give way first; default 0. */
  readonly severity?: number
}

/**
 * One step of a batch. `remaining` is how long the ban still lasts when the batch is made; null: permanent. `isNew`: the enforcer does not
 * hold the address as far as we know, which saves the time of a renewal; if it does hold it, its old end may stay.
 */
export type Change =
  | {
      readonly type: 'add'
      readonly address: SourceText
      readonly remaining: Milliseconds | null
      readonly isNew?: true
    }
  | { readonly type: 'remove'; readonly address: SourceText }

/** A change that this enforcer will not make, now or in another batch, while the others of its batch were made. */
export interface Refusal {
  readonly address: SourceText
  readonly why: string
}

/**
 * What cuts sources off. Told to one batch at a time; constructing it changes nothing. Adding what is there renews it, removing what
 * is not there is no error.
 */
export interface Enforcer {
  readonly mode: EnforcementMode
  /** Most bans that it can hold. */
  readonly capacity: number
  /** Its bans end by themselves, also when the engine is dead. Otherwise somebody has to remove them. */
  readonly expires: boolean
  /** Packets of banned addresses that it dropped since it was made, as of the last reading; left out: it does not count them. */
  readonly dropped?: number
  /**
   * Makes all changes: when it returns, they are facts, but for those that it gives back. Throws EnforcerError; then, as far as the
   * firewall can do that, none was made. An empty batch makes sure that its rules stand and that it works at all.
   */
  apply(changes: readonly Change[]): Promise<readonly Refusal[]>
  /**
   * What is in force now and how long each still lasts (null: until it is removed). An empty map when rules are damaged. null: it
   * cannot tell, so that `apply` is all the confirmation there is. Throws EnforcerError.
   */
  read(): Promise<ReadonlyMap<SourceText, Milliseconds | null> | null>
  /** Removes every trace of ours and nothing else. Throws EnforcerError. */
  purge(): Promise<void>
}

/** No ban is given to a kernel for longer; longer ones are renewed in time. */
export const LONGEST_KERNEL_TIMEOUT: Milliseconds = 7 * DAY

/** `off`: observing. `down`: bans are decided but not in force, or not known to be. */
export type EnforcementState = 'off' | 'up' | 'down'

export interface EnforcementStatus {
  readonly mode: EnforcementMode
  readonly state: EnforcementState
  /** Why it is down, with what to do; null when it is not. */
  readonly error: string | null
  /** Since when it is in this state. */
  readonly since: EpochMilliseconds
  /** Bans that were confirmed and have not ended. */
  readonly inForce: number
  /** Changes that wait to be made. */
  readonly pending: number
  /** Bans that had gone from the firewall and were put back. */
  readonly repairs: number
  /** Batches and readings that failed. */
  readonly failures: number
  /** Bans that the enforcer refuses or that gave way because there were too many. */
  readonly refused: number
  /** Packets of banned addresses that were dropped since the start; null: nobody counts them. */
  readonly dropped: number | null
}

/** Told what became of bans. Must not throw. */
export interface EnforcementListener {
  /** The enforcer confirmed this ban, `at` by the wall clock; again when it was renewed by another ban of the same address. */
  inForce(address: SourceText, at: EpochMilliseconds): void
  /** A ban that was in force is so no longer: it was lifted, confirmed, or its time is over, or enforcement was stopped. */
  released(address: SourceText, at: EpochMilliseconds): void
  /** It is not in force and will not be soon; it is tried again later. Told once for each run of refusals. */
  refused(address: SourceText, why: string): void
  /** It gave way to more severe or newer ones and is not tried again. */
  evicted(address: SourceText): void
  /** Up or down, once for each change. */
  changed(status: EnforcementStatus): void
  /** So many bans had gone from the firewall and were put back. */
  repaired(bans: number, at: EpochMilliseconds): void
}
