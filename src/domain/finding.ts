import type { Baseline } from './baseline.ts'
import type { EpochMilliseconds, Seconds } from './units.ts'

export type Subject =
  | { readonly type: 'site' }
  | { readonly type: 'address'; readonly address: string }
  | { readonly type: 'prefix'; readonly prefix: string }
  | { readonly type: 'endpoint'; readonly endpoint: string }

export const INCIDENT_KINDS = [
  'traffic-surge',
  'traffic-drop',
  'bandwidth-surge',
  'client-surge',
  'client-errors',
  'server-errors',
  'not-found',
  'latency',
  'method-mix',
  'endpoint-share',
  'distributed-flood',
  'distributed-scan',
  'credential-stuffing',
  'flash-crowd',
  'source-flood',
  'source-scan',
  'source-brute-force',
  'source-scrape',
  'blind',
  'enforcement-leak',
  'ban-brake',
] as const
export type IncidentKind = (typeof INCIDENT_KINDS)[number]

/** One piece of what speaks for or against a suspicion. */
export interface EvidencePart {
  /** Stable name, such as `rate` or `distinct-missing`. */
  readonly name: string
  readonly observed: number
  readonly expected: number
  readonly unit: string
  /** How much it counts: a log likelihood ratio; negative when it speaks against the suspicion. */
  readonly nats: number
}

/** The numbers behind a suspicion, as they stood at that moment. */
export interface Evidence {
  /** The detector's name in the registry. */
  readonly detector: string
  readonly observed: number
  /** What the baseline expected; null when there is none. */
  readonly expected: number | null
  readonly limit: number
  readonly unit: string
  readonly window: Seconds
  /** What the detector compared with, as it was then; null when it was none of the 30 minutes. */
  readonly baseline: Baseline | null
  /** Up to a few log lines, query values redacted, control characters escaped. */
  readonly lines: readonly string[]
  /** Files that it is about, where the subject does not say it; escaped. */
  readonly about?: string
  /** What it is made of, the weightiest first, in nats; their sum was compared with `needed`. */
  readonly parts?: readonly EvidencePart[]
  readonly nats?: number
  readonly needed?: number
  /** One plain sentence of the detector's own; without it one is made of the numbers. */
  readonly text?: string
  /** What the parts were reckoned from, so that they can be reckoned again. */
  readonly inputs?: unknown
}

/** One detector's evidence in one tick; not yet an accusation. */
export interface Finding {
  readonly kind: IncidentKind
  readonly subject: Subject
  readonly at: EpochMilliseconds
  /** When it was first suspected; `at` when that is left out. */
  readonly since?: EpochMilliseconds
  readonly evidence: Evidence
}

/** The subject as text: `site`, an address, a prefix or an endpoint. */
export function subjectText(subject: Subject): string {
  switch (subject.type) {
    case 'site':
      return 'site'
    case 'address':
      return subject.address
    case 'prefix':
      return subject.prefix
    case 'endpoint':
      return subject.endpoint
  }
}
