import type { IncidentKind } from '../domain/finding.ts'
import type { SourceText } from '../domain/source.ts'
import type { EpochMilliseconds } from '../domain/units.ts'
import type { Actor } from './request.ts'

/** What one part of a scenario is told. Addresses that it uses come from the documentation ranges and are its own. */
export interface PartOptions {
  readonly seed: number
  /** The log begins and ends here. */
  readonly from: EpochMilliseconds
  readonly to: EpochMilliseconds
  /** An attack or trouble begins and ends here; benign parts are there all the time. */
  readonly start: EpochMilliseconds
  readonly end: EpochMilliseconds
  /** Mean requests a second of the benign site as a whole: what parts scale with. */
  readonly rate: number
}

/** A source that ought to be banned. */
export interface Attacker {
  readonly address: SourceText
  readonly kind: IncidentKind
  readonly from: EpochMilliseconds
  readonly to: EpochMilliseconds
}

/** A source that must not be banned, and why somebody might think it should. */
export interface Honest {
  readonly address: SourceText
  readonly reason: string
  /** People who share it; 1 when it is left out. */
  readonly users?: number
}

/** An incident of the site that ought to be told; `kinds`: any of these is right. */
export interface Trouble {
  readonly kinds: readonly IncidentKind[]
  readonly from: EpochMilliseconds
  readonly to: EpochMilliseconds
}

/** What is true of a part. */
export interface PartTruth {
  readonly attackers: readonly Attacker[]
  readonly honest: readonly Honest[]
  readonly troubles: readonly Trouble[]
}

/** One kind of visitor, attack or trouble: one file each, one line in the registry. */
export interface Part {
  readonly name: string
  /** One line for the help. */
  readonly summary: string
  create(options: PartOptions): { readonly actor: Actor; readonly truth: PartTruth }
}
