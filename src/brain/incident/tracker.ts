import { type Evidence, type Finding, type Subject, subjectText } from '../../domain/finding.ts'
import type { Incident } from '../../domain/incident.ts'
import type { EpochMilliseconds, Milliseconds } from '../../domain/units.ts'
import { shortHash } from '../../lib/short-hash.ts'

interface Open {
  incident: Incident & { state: 'firing' }
  /** Time of the newest finding. */
  last: EpochMilliseconds
  readonly parts: string[]
  /** As it was last told. */
  told: { readonly severity: number; readonly at: EpochMilliseconds }
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

  /** Incidents that fire now, the oldest first. */
  open(): Incident[] {
    return [...this.#open.values()].map(({ incident }) => incident)
  }

  isOpen(kind: Finding['kind'], subject: Subject): boolean {
    return this.#open.has(keyOf(kind, subject))
  }

  /** Notes that a finding is part of an open incident of another kind: one cause, one incident. It does not keep that one open. */
  join(host: Finding['kind'], finding: Finding): void {
    const open = this.#open.get(keyOf(host, finding.subject))
    if (open !== undefined) note(open, `${finding.kind} (${finding.evidence.detector})`)
  }

  /** Takes a finding that needs no hold any more. `changed` when the incident began with it, or is told again because it became more severe. */
  fire(finding: Finding): { incident: Incident; changed: boolean } {
    const key = keyOf(finding.kind, finding.subject)
    const open = this.#open.get(key)
    if (open !== undefined) {
      if (open.last === this.#oldest && finding.at > open.last) this.#oldest = undefined
      open.last = Math.max(open.last, finding.at)
      note(open, finding.evidence.detector)
      const before = open.incident
      if (strength(finding.evidence) > strength(before.peak)) open.incident = { ...before, ...this.#peak(finding) }
      const changed = open.incident.severity > open.told.severity && finding.at - open.told.at >= QUIET
      if (changed) {
        open.incident = { ...open.incident, worseAt: finding.at }
        open.told = { severity: open.incident.severity, at: finding.at }
      }
      return { incident: open.incident, changed }
    }
    const since = finding.since ?? finding.at
    const parts = [finding.evidence.detector]
    const incident = {
      id: shortHash(`${key} ${Math.floor(since / 1_000)}`),
      kind: finding.kind,
      subject: finding.subject,
      state: 'firing' as const,
      since,
      firedAt: finding.at,
      parts,
      ...this.#peak(finding),
    }
    this.#open.set(key, { incident, last: finding.at, parts, told: { severity: incident.severity, at: finding.at } })
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
      const { firedAt: _, worseAt: __, ...rest } = incident
      resolved.push({ ...rest, parts: [...rest.parts], state: 'resolved', resolvedAt: last + this.#resolveAfter })
    }
    return resolved.sort((a, b) => a.resolvedAt - b.resolvedAt || (a.id < b.id ? -1 : 1))
  }

  /** Moves all times by `by`, when the log's clock was set. */
  shift(by: Milliseconds): void {
    for (const open of this.#open.values()) open.last += by
    this.#oldest = undefined
  }

  /** Forgets the open incidents on a subject without a word; others are written anew as `rewrite` gives them. */
  drop(subject: string, rewrite: (incident: Open['incident']) => Open['incident']): void {
    for (const [key, open] of this.#open) {
      if (subjectText(open.incident.subject) === subject) this.#open.delete(key)
      else open.incident = { ...rewrite(open.incident), parts: open.parts }
    }
    this.#oldest = undefined
  }

  /** Forgets all open incidents without a word. */
  clear(): void {
    this.#open.clear()
    this.#oldest = Number.POSITIVE_INFINITY
    this.#started = 0
  }

  #peak(finding: Finding) {
    return {
      peak: finding.evidence,
      severity: severityOf(finding.evidence),
      reason: this.#reasonOf(finding.kind, finding.evidence),
    }
  }
}

function keyOf(kind: Finding['kind'], subject: Subject): string {
  return `${kind} ${subjectText(subject)}`
}

/** The list is shared with the incident: what joins later is told when it resolves. */
function note({ parts }: Open, part: string): void {
  if (parts.length < MOST_PARTS && !parts.includes(part)) parts.push(part)
}

const MOST_PARTS = 32
/** An incident that grows is told again at most so often. */
const QUIET: Milliseconds = 30_000

/**
 * How many times what is allowed: the distance from what was expected, or from zero when nothing was, in distances of the limit. What
 * makes one finding stronger than another.
 */
function strength({ observed, expected, limit }: Evidence): number {
  const allowed = Math.abs(limit - (expected ?? 0))
  return allowed > 0 ? Math.abs(observed - (expected ?? 0)) / allowed : 1
}

/** 3 for whatever crosses a limit, 4 from twice what is allowed on, 5 from ten times. */
function severityOf(evidence: Evidence): number {
  const times = strength(evidence)
  return times >= 10 ? 5 : times >= 2 ? 4 : 3
}
