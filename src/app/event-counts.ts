import type { Ban } from '../domain/ban.ts'
import { family, type MetricFamily, type Sample } from '../domain/metric-family.ts'
import type { EngineEvent } from '../domain/ports.ts'
import { LabelledCount } from './labelled-count.ts'

/** Later offences are told together. */
const LAST_LEVEL = 5
const LEVELS = ['manual', '1', '2', '3', '4', '5'] as const

/** Bans and incidents since the start. */
export class EventCounts {
  readonly #bans = new LabelledCount<'rule' | 'level'>()
  readonly #lifts = new LabelledCount<'reason'>()
  readonly #anomalies = new LabelledCount<'rule' | 'severity'>()
  /** Incidents that fire: they are told again when they grow. */
  readonly #firing = new Set<string>()

  see(event: EngineEvent): void {
    if (event.type === 'ban') this.#bans.add({ rule: event.ban.kind, level: banLevel(event.ban) })
    else if (event.type === 'unban') this.#lifts.add({ reason: event.lift.cause })
    else {
      const { id, state, kind, severity } = event.incident
      if (state === 'resolved') this.#firing.delete(id)
      else if (state === 'firing' && !this.#firing.has(id)) {
        this.#firing.add(id)
        this.#anomalies.add({ rule: kind, severity: String(severity) })
      }
    }
  }

  families(): MetricFamily[] {
    return [
      family('breakwater_anomalies_total', this.#anomalies.samples()),
      family('breakwater_bans_total', this.#bans.samples()),
      family('breakwater_unbans_total', this.#lifts.samples()),
    ]
  }
}

/** Bans by level, from those by offence. */
export function bansByLevel(byOffence: ReadonlyMap<number, number>): Sample<'level'>[] {
  const counts = LEVELS.map(() => 0)
  for (const [offence, bans] of byOffence) counts[Math.min(offence, LAST_LEVEL)]! += bans
  return LEVELS.map((level, i) => ({ labels: { level }, value: counts[i]! }))
}

/** The number of the offence, at most 5, or `manual`: such a ban is no offence. */
function banLevel({ offence }: Pick<Ban, 'offence'>): string {
  return LEVELS[Math.min(offence, LAST_LEVEL)]!
}
