import type { SiteBaselines } from '../brain/baseline/site-baselines.ts'
import { Groups } from '../brain/detect/groups/groups.ts'
import { pointsOf } from '../brain/detect/points.ts'
import { isBannable, judgeSource, recompute, type VerdictInputs } from '../brain/detect/sources/judge-source.ts'
import { Population } from '../brain/detect/sources/population.ts'
import { sourceLimits } from '../brain/detect/sources/source-limits.ts'
import { sourceVerdictText } from '../brain/explain/source-words.ts'
import type { Config } from '../config/schema.ts'
import type { Judgement } from '../domain/decision.ts'
import type { Evidence, IncidentKind } from '../domain/finding.ts'
import { type Crossing, type Limits, UNLIMITED } from '../domain/limits.ts'
import type { GroupTrait, SourceFeatures } from '../domain/source-features.ts'
import type { SourceVerdict } from '../domain/source-verdict.ts'
import type { TickSummary } from '../domain/tick-summary.ts'
import type { EpochMilliseconds, Seconds } from '../domain/units.ts'
import type { Band, Incidents, Profile } from './profile.ts'

export interface CalibratedParts {
  readonly config: Config
  readonly baselines: SiteBaselines
  readonly incidents: Incidents
}

/** A source that was there no longer before what it is accused of came for that. */
const GRACE: Seconds = 60
const FEW_AGENTS = 3
const NO_ENDPOINTS = new Map<number, { readonly metric: string }>()

/** Evidence in nats against what the site and its visitors usually do, with a promised rate of false alarms. */
export class CalibratedProfile implements Profile {
  readonly #parts: CalibratedParts
  #population = new Population()
  readonly #groups = new Groups()
  #traits: readonly GroupTrait[] = []
  #limits: Limits = UNLIMITED
  #limitedBy: readonly [unknown, unknown] = [null, null]

  constructor(parts: CalibratedParts) {
    this.#parts = parts
  }

  limits(): Limits {
    const { numbers } = this.#population
    if (this.#limitedBy[0] !== numbers || this.#limitedBy[1] !== this.#traits) {
      this.#limits = sourceLimits(numbers, this.#traits)
      this.#limitedBy = [numbers, this.#traits]
    }
    return this.#limits
  }

  verdict({ features }: Crossing): Judgement {
    if (features === null) throw new Error('a source can be judged by what it does only when it is studied')
    const inputs: VerdictInputs = { features, population: this.#population.numbers, groups: this.#traits }
    const verdict = judgeSource(features, inputs.population, inputs.groups)
    const { kind, nats, needed, requests: own, minimum: least } = verdict
    if (isBannable(verdict)) {
      return {
        guilty: true,
        kind,
        own,
        least,
        newcomer: isNewcomer(features, verdict.window),
        evidence: evidenceOf(verdict, inputs),
      }
    }
    return { guilty: false, nats, needed, evidence: () => evidenceOf(verdict, inputs) }
  }

  recompute({ inputs }: Evidence): { readonly kind: IncidentKind; readonly nats: number } | null {
    return inputs === undefined ? null : recompute(inputs as VerdictInputs)
  }

  band(_metric: string): Band | null {
    return null
  }

  seal(tick: TickSummary, at: EpochMilliseconds, learns: boolean): void {
    const { findings, traits } = this.#groups.see(tick, at, { surge: null, learns })
    this.#traits = traits.length === 0 && this.#traits.length === 0 ? this.#traits : traits
    for (const finding of findings) this.#parts.incidents.fire(finding)
    if (!learns) return
    this.#population.learn(tick)
    const points = pointsOf(tick, NO_ENDPOINTS)
    this.#parts.baselines.learn(tick.second, [...points, { metric: 'errors', value: tick.errors }])
  }

  reload(_config: Config): void {}

  forget(): void {
    this.#population = new Population()
    this.#groups.forget()
    this.#traits = []
    this.#parts.baselines.clear()
  }
}

function evidenceOf(verdict: SourceVerdict, inputs: VerdictInputs): Omit<Evidence, 'lines'> {
  const { behaviour, observed, expected, limit, unit, window, parts, nats, needed } = verdict
  const text = sourceVerdictText(verdict)
  return {
    detector: behaviour,
    observed,
    expected,
    limit,
    unit,
    window,
    baseline: null,
    parts,
    nats,
    needed,
    text,
    inputs,
  }
}

/** Whether it came for what it is accused of. Many agents may be many people behind a proxy, and that is no newcomer. */
function isNewcomer({ standing, seen, hasAgents, minutes, hours }: SourceFeatures, window: Seconds): boolean {
  const agents = hasAgents ? Math.max(minutes.agents, hours.agents) : Number.POSITIVE_INFINITY
  return standing === 'new' && seen <= window + GRACE && agents <= FEW_AGENTS
}
