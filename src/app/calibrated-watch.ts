import type { Groups } from '../brain/detect/groups/groups.ts'
import type { MixWatch } from '../brain/detect/mix/mix-watch.ts'
import type { SiteMetrics } from '../brain/detect/site/site-metrics.ts'
import type { Finding, IncidentKind, Subject } from '../domain/finding.ts'
import type { GroupTrait } from '../domain/source-features.ts'
import type { TickSummary } from '../domain/tick-summary.ts'
import type { EpochMilliseconds } from '../domain/units.ts'
import type { Incidents } from './profile.ts'

const SITE: Subject = { type: 'site' }
const SHORT = 10

/** What brings a kind of incident of the site about, and is told in its place. */
const CAUSES: Partial<Readonly<Record<IncidentKind, readonly IncidentKind[]>>> = {
  'traffic-surge': ['blind', 'distributed-flood', 'flash-crowd', 'credential-stuffing', 'distributed-scan'],
  'client-surge': ['distributed-flood', 'flash-crowd', 'credential-stuffing', 'distributed-scan', 'traffic-surge'],
  'bandwidth-surge': ['distributed-flood', 'flash-crowd', 'traffic-surge'],
  'client-errors': ['credential-stuffing', 'distributed-scan', 'not-found'],
  'not-found': ['distributed-scan'],
  'method-mix': ['credential-stuffing', 'distributed-flood', 'flash-crowd', 'server-errors', 'traffic-drop'],
  'endpoint-share': [
    'distributed-flood',
    'flash-crowd',
    'credential-stuffing',
    'distributed-scan',
    'method-mix',
    'server-errors',
    'traffic-drop',
  ],
  'traffic-drop': ['blind'],
}

export interface WatchParts {
  readonly site: SiteMetrics
  readonly mix: MixWatch
  readonly groups: Groups
}

/** All that looks at the site as a whole, second by second: what it finds is told as few incidents, each with its parts. */
export class CalibratedWatch {
  readonly #parts: WatchParts
  readonly #incidents: Incidents
  traits: readonly GroupTrait[] = []

  constructor(parts: WatchParts, incidents: Incidents) {
    this.#parts = parts
    this.#incidents = incidents
  }

  see(tick: TickSummary, at: EpochMilliseconds, learns: boolean): void {
    const { site, mix, groups } = this.#parts
    const found = site.see(tick, at, { learns, knownShareIntact: this.traits.length === 0 })
    const { findings, traits } = groups.see(tick, at, { surge: this.#surge(tick), learns })
    if (traits.length > 0 || this.traits.length > 0) this.traits = traits
    for (const finding of findings) this.#tell(finding)
    for (const { finding, partOf } of found) {
      if (partOf === null) this.#tell(finding)
      else if (this.#incidents.isOpen(partOf, SITE)) this.#incidents.join(partOf, finding)
      else this.#tell(finding)
    }
    for (const finding of mix.see(tick, at, learns)) this.#tell(finding)
  }

  /** A second that all but the groups have learned from. */
  again(tick: TickSummary, at: EpochMilliseconds, learns: boolean): void {
    this.#parts.groups.see(tick, at, { surge: null, learns })
  }

  forget(): void {
    this.#parts.site.forget()
    this.#parts.mix.forget()
    this.#parts.groups.forget()
    this.traits = []
  }

  #surge(tick: TickSummary): { readonly ratio: number; readonly nats: number } | null {
    const { site } = this.#parts
    const nats = site.suspicion('requests')
    if (nats === null) return null
    const mean = site.expectation('requests')?.mean ?? 0
    if (mean <= 0) return null
    const ratio = tick.requests10 / SHORT / mean
    return ratio > 1 ? { ratio, nats } : null
  }

  #tell(finding: Finding): void {
    const host = CAUSES[finding.kind]?.find((kind) => this.#incidents.isOpen(kind, SITE))
    if (host === undefined) this.#incidents.fire(finding)
    else this.#incidents.join(host, finding)
  }
}
