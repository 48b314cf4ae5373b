import { type Evidence, type Finding, subjectText } from '../../domain/finding.ts'
import type { Incident } from '../../domain/incident.ts'
import type { EpochMilliseconds, Milliseconds } from '../../domain/units.ts'
import { shortHash } from '../../lib/short-hash.ts'

interface Open {
  incident: Incident & { state: 'firing' }
  /** Time of the newest finding. */
  last: EpochMilliseconds
}

/** Findings of one kind on one subject become one incident: it fires, and resolves after a time without a finding. */
export class IncidentTracker {
  readonly #open = new Map<string, Open>()
  #resolveAfter: Milliseconds
  readonly #reasonOf: (kind: Finding['kind'], evidence: Evidence) => string
  #started = 0
  /** Smallest `last` of the open incidents, Infinity when none is open; undefined: to be looked up again. */
  #oldest: EpochMilliseconds | undefined = Number.POSITIVE_INFINITY

  constructor(resolveAfter: Milliseconds, reasonOf: (kind: Finding['kind'], evidence: Evidence) => string) {
    this.#resolveAfter = resolveAfter
    this.#reasonOf = reasonOf
  }

  set resolveAfter(resolveAfter: Milliseconds) {
    this.#resolveAfter = resolveAfter
  }

  /** Incidents that fired so far. */
  get started(): number {
    return this.#started
  }

  /** Takes a finding of a tripwire: it needs no hold. `changed` when the incident began with it. */
  fire(finding: Finding): { incident: Incident; changed: boolean } {
    const key = `${finding.kind} ${subjectText(finding.subject)}`
    const open = this.#open.get(key)
    if (open !== undefined) {
      if (open.last === this.#oldest && finding.at > open.last) this.#oldest = undefined
      open.last = Math.max(open.last, finding.at)
      if (strength(finding.evidence) > strength(open.incident.peak))
        open.incident = { ...open.incident, ...this.#peak(finding) }
      return { incident: open.incident, changed: false }
    }
    const incident = {
      id: shortHash(`${key} ${Math.floor(finding.at / 1_000)}`),
      kind: finding.kind,
      subject: finding.subject,
      state: 'firing' as const,
      since: finding.at,
      firedAt: finding.at,
      ...this.#peak(finding),
    }
    this.#open.set(key, { incident, last: finding.at })
    if (this.#oldest !== undefined) this.#oldest = Math.min(this.#oldest, finding.at)
    this.#started++
    return { incident, changed: true }
  }

  /** When the next incident resolves unless something is found before; Infinity when none is open. */
  nextResolution(): EpochMilliseconds {
    if (this.#oldest === undefined) {
      this.#oldest = Number.POSITIVE_INFINITY
      for (const { last } of this.#open.values()) this.#oldest = Math.min(this.#oldest, last)
    }
    return this.#oldest + this.#resolveAfter
  }

  /** Resolves what is due at `now`, in the order of time, then of id. */
  advance(now: EpochMilliseconds): Incident[] {
    if (this.nextResolution() > now) return []
    this.#oldest = undefined
    const resolved: (Incident & { state: 'resolved' })[] = []
    for (const [key, { incident, last }] of this.#open) {
      if (last + this.#resolveAfter > now) continue
      this.#open.delete(key)
      const { firedAt: _, ...rest } = incident
      resolved.push({ ...rest, state: 'resolved', resolvedAt: last + this.#resolveAfter })
    }
    return resolved.sort((a, b) => a.resolvedAt - b.resolvedAt || (a.id < b.id ? -1 : 1))
  }

  /** Moves all times by `by`, when the log's clock was set. */
  shift(by: Milliseconds): void {
    for (const open of this.#open.values()) open.last += by
    this.#oldest = undefined
  }

  #peak(finding: Finding) {
    return {
      peak: finding.evidence,
      severity: severityOf(finding.evidence),
      reason: this.#reasonOf(finding.kind, finding.evidence),
    }
  }
}

/** How many times its limit: what makes one finding stronger than another. */
function strength(evidence: Evidence): number {
  return evidence.limit > 0 ? evidence.observed / evidence.limit : evidence.observed
}

/** 3 for whatever crosses a limit, 4 from twice the limit on, 5 from ten times. */
function severityOf(evidence: Evidence): number {
  const times = strength(evidence)
  return times >= 10 ? 5 : times >= 2 ? 4 : 3
}
