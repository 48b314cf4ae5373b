import type { Evidence, Finding, IncidentKind, Subject } from '../../domain/finding.ts'
import type { EpochMilliseconds } from '../../domain/units.ts'

/** A series is looked at over so many of its points, and its incident fires when so many of them are anomalous. */
const POINTS = 5
const ENOUGH = 3
const SITE: Subject = { type: 'site' }

/**
 * What a kind may be a part of, the first that is open: a surge of traffic brings its clients, bytes and another mix, missing pages are client
 * errors, and the end of a surge looks like a drop. What cannot be seen looks like a drop too, and like a surge when it comes back. One
 * cause, one incident.
 */
const PART_OF: Partial<Readonly<Record<IncidentKind, readonly IncidentKind[]>>> = {
  'client-surge': ['traffic-surge'],
  'bandwidth-surge': ['traffic-surge'],
  'method-mix': ['traffic-surge'],
  'endpoint-share': ['traffic-surge'],
  'client-errors': ['not-found'],
  'traffic-drop': ['blind', 'traffic-surge'],
  'traffic-surge': ['blind', 'traffic-drop'],
}

/** A point of one series with what detectors made of it: nothing when it is in order. */
export interface JudgedPoint {
  /** Name of the series. */
  readonly metric: string
  /** Kinds of incident that this series may raise. */
  readonly kinds: readonly IncidentKind[]
  readonly suspicions: readonly { readonly kind: IncidentKind; readonly evidence: Evidence }[]
}

/** Who keeps incidents. */
export interface Incidents {
  isOpen(kind: IncidentKind, subject: Subject): boolean
  fire(finding: Finding): void
  join(host: IncidentKind, finding: Finding): void
}

interface Streak {
  /** The last points, the newest in bit 0; 1 when it was anomalous. */
  bits: number
  since: EpochMilliseconds
}

/** Decides when anomalous points of the site become an incident: pending at the first, firing when 3 of 5 points are anomalous. */
export class SiteWatch {
  readonly #incidents: Incidents
  /** By series, one for each of its kinds. */
  readonly #streaks = new Map<string, Streak[]>()
  /** Kinds with an anomalous point among the last five of one of their series. */
  readonly #pending = new Set<IncidentKind>()

  constructor(incidents: Incidents) {
    this.#incidents = incidents
  }

  /** Kinds that are suspected and do not fire (yet). */
  get pending(): ReadonlySet<IncidentKind> {
    return this.#pending
  }

  /** Takes the points of one second. */
  see(at: EpochMilliseconds, points: readonly JudgedPoint[]): void {
    this.#pending.clear()
    for (const point of points) this.#extend(at, point)
    for (const { metric, kinds, suspicions } of points) {
      for (const { kind, evidence } of suspicions) {
        const streak = this.#streaks.get(metric)![kinds.indexOf(kind)]!
        this.#tell({ kind, subject: SITE, at, since: streak.since, evidence }, streak)
      }
    }
  }

  /** A series has ended. */
  forget(metric: string): void {
    this.#streaks.delete(metric)
  }

  /** Forgets all series. */
  clear(): void {
    this.#streaks.clear()
    this.#pending.clear()
  }

  #extend(at: EpochMilliseconds, { metric, kinds, suspicions }: JudgedPoint): void {
    let streaks = this.#streaks.get(metric)
    if (streaks === undefined) {
      streaks = kinds.map(() => ({ bits: 0, since: at }))
      this.#streaks.set(metric, streaks)
    }
    for (let i = 0; i < kinds.length; i++) {
      const streak = streaks[i]!
      const isAnomalous = suspicions.length > 0 && suspicions.some(({ kind }) => kind === kinds[i])
      const before = (streak.bits << 1) & ((1 << POINTS) - 1)
      if (before === 0) streak.since = at
      streak.bits = before | (isAnomalous ? 1 : 0)
      if (streak.bits !== 0) this.#pending.add(kinds[i]!)
    }
  }

  #tell(finding: Finding, streak: Streak): void {
    const { kind } = finding
    const hosts = PART_OF[kind] ?? []
    const host = hosts.find((one) => this.#incidents.isOpen(one, SITE))
    // A drop that was told before the site was known to be unseen is not kept open: it ends, and blindness goes on.
    if (host === 'blind') this.#incidents.join(host, finding)
    else if (this.#incidents.isOpen(kind, SITE)) this.#incidents.fire(finding)
    else if (host !== undefined) this.#incidents.join(host, finding)
    // What is only pending may turn out to be the cause: its part waits for it.
    else if (ones(streak.bits) >= ENOUGH && !(isPartOnly(kind) && hosts.some((one) => this.#pending.has(one))))
      this.#incidents.fire(finding)
  }
}

/** Surge and drop are each other's aftermath, not parts. */
function isPartOnly(kind: IncidentKind): boolean {
  return kind !== 'traffic-surge' && kind !== 'traffic-drop'
}

function ones(bits: number): number {
  let count = 0
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++
  return count
}
