import type { Config } from '../config/schema.ts'
import type { Ban } from '../domain/ban.ts'
import type { Judgement } from '../domain/decision.ts'
import type { Evidence, Finding, IncidentKind, Subject } from '../domain/finding.ts'
import type { Crossing, Limits } from '../domain/limits.ts'
import type { SourceFeatures } from '../domain/source-features.ts'
import type { TickSummary } from '../domain/tick-summary.ts'
import type { EpochMilliseconds } from '../domain/units.ts'

/** A set of detection rules as one: ticks and crossings in; limits, verdicts and findings out. */
export interface Profile {
  /** Asked once a tick; the same object while they are the same. */
  limits(): Limits
  /** What it makes of a source that crossed a limit or was studied. */
  verdict(crossing: Crossing): Judgement
  /** What it makes of a source now, in words; left out where only limits count. */
  describe?(features: SourceFeatures): string
  /** How much speaks against each metric of the site, as part of what an incident needs; left out where single points are judged. */
  scores?(): readonly { readonly metric: string; readonly score: number }[]
  /** Between what a metric of the site is expected to be; null while that is not known. */
  band(metric: string): Band | null
  /** A second is sealed at `at`: detect first, learn last, and nothing is learned while the site is not seen. */
  seal(tick: TickSummary, at: EpochMilliseconds, learns: boolean): void
  /** The same of a second that what was recalled has learned from: teaches what is not in it, and finds nothing. */
  again(tick: TickSummary, at: EpochMilliseconds, learns: boolean): void
  /** Reckons evidence anew from its inputs; null when they are not there. */
  recompute?(evidence: Evidence): { readonly kind: IncidentKind; readonly nats: number } | null
  /** A ban was made. */
  banned?(ban: Ban): void
  /** New numbers; what was learned stays. */
  reload(config: Config): void
  /** What was learned is void. */
  forget(): void
  /** What was learned besides the baselines, as plain data. */
  learned?(): unknown
  /** What is wrong with such data; null when `recall` may be given it. */
  faultOf?(state: unknown): string | null
  /** Takes what `learned` gave; `isOld`: levels are learned anew. */
  recall?(state: unknown, isOld: boolean): void
}

/** Who keeps incidents, and bans whole networks. */
export interface Incidents {
  isOpen(kind: IncidentKind, subject: Subject): boolean
  fire(finding: Finding): void
  join(host: IncidentKind, finding: Finding): void
  /** A finding whose subject is a prefix suffices to ban it, if nothing protected is in it. */
  ban(finding: Finding): void
}

/** In the unit of the metric. */
export interface Band {
  readonly mean: number
  readonly low: number
  readonly high: number
}

export function bandAround(
  { mean, stddev }: { readonly mean: number; readonly stddev: number },
  deviations: number,
): Band {
  return { mean, low: Math.max(0, mean - deviations * stddev), high: mean + deviations * stddev }
}
