import type { Ban } from '../domain/ban.ts'
import type { IncidentKind } from '../domain/finding.ts'
import type { EngineEvent } from '../domain/ports.ts'
import { isoTime } from '../wire/ndjson.ts'
import type { SummaryFacts } from '../wire/summary.ts'
import type { Score } from './truth-score.ts'

/** One set of rules and what it made of the log. */
export interface Contestant {
  readonly name: string
  readonly facts: Omit<SummaryFacts, 'truth'>
  readonly record: ComparisonRecord
  readonly score: Score | undefined
}

/** The first ban of a source, and how many there were. */
interface BannedSource {
  readonly first: Ban
  bans: number
}

/** Keeps of a replay what is compared. */
export class ComparisonRecord {
  /** By address, in the order of the first ban. */
  readonly banned = new Map<string, BannedSource>()
  /** Incidents that fired, by kind. */
  readonly incidents = new Map<IncidentKind, number>()
  readonly #ids = new Set<string>()

  see(event: EngineEvent): void {
    if (event.type === 'ban') {
      const known = this.banned.get(event.ban.address)
      if (known === undefined) this.banned.set(event.ban.address, { first: event.ban, bans: 1 })
      else known.bans++
    }
    if (event.type !== 'incident' || event.incident.state !== 'firing' || this.#ids.has(event.incident.id)) return
    const { id, kind } = event.incident
    this.#ids.add(id)
    this.incidents.set(kind, (this.incidents.get(kind) ?? 0) + 1)
  }
}

/** Two sets of rules on one log side by side: docs/formats/ndjson.md. */
export function comparisonObject(contestants: readonly [Contestant, Contestant]) {
  const [one, other] = contestants
  const { from, to, sources, files } = one.facts
  return {
    type: 'comparison',
    requests: files.reduce((sum, { valid }) => sum + valid, 0),
    sources,
    from: from === null ? null : isoTime(from),
    to: to === null ? null : isoTime(to),
    profiles: contestants.map(({ name, facts, record, score }) => ({
      profile: name,
      bans: facts.bans,
      banned_sources: record.banned.size,
      prevented: facts.prevented,
      prevented_ok: facts.preventedOk,
      protected_over_limit: facts.protectedOverLimit,
      incidents: [...record.incidents.values()].reduce((sum, count) => sum + count, 0),
      incidents_by_kind: Object.fromEntries([...record.incidents].sort(([a], [b]) => (a < b ? -1 : 1))),
      ...(score && { truth: score }),
    })),
    banned_by_both: [...one.record.banned.keys()].filter((address) => other.record.banned.has(address)).length,
    banned_by_one: [...only(one, other), ...only(other, one)],
  }
}

export type Comparison = ReturnType<typeof comparisonObject>

/** Sources that one bans and the other does not, in the order of time. */
function only(one: Contestant, other: Contestant) {
  return [...one.record.banned]
    .filter(([address]) => !other.record.banned.has(address))
    .map(([address, { first, bans }]) => ({
      profile: one.name,
      address,
      at: isoTime(first.at),
      kind: first.kind,
      detector: first.evidence.detector,
      bans,
      reason: first.reason,
    }))
}
