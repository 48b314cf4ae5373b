import type { SiteBaselines } from '../brain/baseline/site-baselines.ts'
import { Groups } from '../brain/detect/groups/groups.ts'
import { PrefixWatch } from '../brain/detect/groups/prefix-watch.ts'
import { MixWatch, mixShape } from '../brain/detect/mix/mix-watch.ts'
import type { SiteMetrics } from '../brain/detect/site/site-metrics.ts'
import {
  isBannable,
  judgeSource,
  recompute,
  suspect,
  type VerdictInputs,
  verdictOf,
} from '../brain/detect/sources/judge-source.ts'
import { Population, populationShape } from '../brain/detect/sources/population.ts'
import type { PopulationNumbers } from '../brain/detect/sources/population-numbers.ts'
import { isLinked } from '../brain/detect/sources/site-clients.ts'
import { sourceLimits } from '../brain/detect/sources/source-limits.ts'
import { sourceVerdictText } from '../brain/explain/source-words.ts'
import type { Config } from '../config/schema.ts'
import type { Ban } from '../domain/ban.ts'
import type { Judgement } from '../domain/decision.ts'
import type { Evidence, IncidentKind } from '../domain/finding.ts'
import { type Crossing, type Limits, UNLIMITED } from '../domain/limits.ts'
import type { FindEndpoint } from '../domain/ports.ts'
import type { SourceFeatures } from '../domain/source-features.ts'
import type { SourceVerdict } from '../domain/source-verdict.ts'
import type { TickSummary } from '../domain/tick-summary.ts'
import type { EpochMilliseconds, Seconds } from '../domain/units.ts'
import { fieldsOf } from '../lib/shape.ts'
import { siteMetrics } from './calibrated-site.ts'
import { CalibratedWatch } from './calibrated-watch.ts'
import { type Band, bandAround, type Incidents, type Profile } from './profile.ts'
import { learnUsual } from './usual-samples.ts'

export interface CalibratedParts {
  readonly config: Config
  readonly baselines: SiteBaselines
  readonly incidents: Incidents
  /** What is known of the endpoint that fills a bucket. */
  readonly findEndpoint: FindEndpoint
}

/** A source that was there no longer before what it is accused of came for that. */
const GRACE: Seconds = 60
const FEW_AGENTS = 3
const RECENT: Seconds = 3_600
/** Part of the requests that may look like a browser's all the same. */
const BARE = 0.02
/** Deviations of single seconds that are shown around what is expected. */
const SHOWN = 3
/** Shares of the promise; groups, whose limits are fixed, have the rest. */
const OF_METRICS = 0.6
const OF_MIX = 0.2
const shape = fieldsOf({ population: populationShape, mix: mixShape })

/** It is judged by what it does, and that is not known. */
const NOT_STUDIED: Judgement = {
  ...{ guilty: false, nats: 0, needed: 0 },
  evidence: () => ({
    detector: 'none',
    observed: 0,
    expected: null,
    limit: 0,
    unit: 'requests',
    window: 60,
    baseline: null,
  }),
}

/** Evidence in nats against what the site and its visitors usually do, with a promised rate of false alarms. */
export class CalibratedProfile implements Profile {
  readonly #parts: CalibratedParts
  #config: Config
  #population = new Population()
  #site: SiteMetrics
  #mix: MixWatch
  #watch: CalibratedWatch
  readonly #prefixes = new PrefixWatch()
  #limits: Limits = UNLIMITED
  #limitedBy: readonly [unknown, unknown] = [null, null]

  constructor(parts: CalibratedParts) {
    this.#parts = parts
    this.#config = parts.config
    this.#site = this.#newSite()
    this.#mix = this.#newMix()
    this.#watch = this.#newWatch()
  }

  limits(): Limits {
    const { numbers } = this.#population
    const { traits } = this.#watch
    if (this.#limitedBy[0] !== numbers || this.#limitedBy[1] !== traits) {
      this.#limits = sourceLimits(numbers, traits)
      this.#limitedBy = [numbers, traits]
    }
    return this.#limits
  }

  verdict({ features }: Crossing): Judgement {
    if (features === null) return NOT_STUDIED
    const inputs = { features, population: this.#population.numbers, groups: this.#watch.traits }
    this.#prefixes.look(features)
    const suspicion = suspect(features, inputs.population, inputs.groups)
    const { nats, needed } = suspicion
    if (!isBannable(suspicion))
      return { guilty: false, nats, needed, evidence: () => evidenceOf(verdictOf(suspicion), inputs) }
    const verdict = verdictOf(suspicion)
    const { kind, requests: own, minimum: least, window } = verdict
    const newcomer = isNewcomer(features, inputs.population, window)
    return { guilty: true, kind, own, least, newcomer, evidence: evidenceOf(verdict, inputs) }
  }

  describe(features: SourceFeatures): string {
    return sourceVerdictText(judgeSource(features, this.#population.numbers, this.#watch.traits))
  }

  recompute({ inputs }: Evidence): { readonly kind: IncidentKind; readonly nats: number } | null {
    return isVerdictInputs(inputs) ? recompute(inputs) : null
  }

  banned({ source, at }: Ban): void {
    if (source.bits === undefined) this.#prefixes.note(source, at)
  }

  band(metric: string): Band | null {
    const usual = metric === 'requests' ? this.#site.expectation('requests') : this.#parts.baselines.of(metric)
    return usual === null ? null : bandAround(usual, SHOWN)
  }

  scores() {
    return this.#site.state.map(({ metric, nats, needed }) => ({ metric, score: nats / needed }))
  }

  seal(tick: TickSummary, at: EpochMilliseconds, learns: boolean): void {
    this.#watch.see(tick, at, learns)
    for (const finding of this.#prefixes.see(tick, at)) this.#parts.incidents.ban(finding)
    if (!learns) return
    this.#population.learn(tick)
    learnUsual(this.#parts.baselines, tick)
  }

  again(tick: TickSummary, at: EpochMilliseconds, learns: boolean): void {
    this.#watch.again(tick, at, learns)
  }

  /** New numbers; what was learned stays. */
  reload(config: Config): void {
    const before = this.#config
    this.#config = config
    if (config.alarms.max_false_per_week === before.alarms.max_false_per_week) return
    const site = this.#newSite()
    site.restore(this.#site.toJSON())
    this.#site = site
    const mix = this.#newMix()
    mix.restore(this.#mix.toJSON())
    this.#mix = mix
    this.#watch = this.#newWatch()
  }

  learned() {
    return { site: this.#site.toJSON(), population: this.#population.toJSON(), mix: this.#mix.toJSON() }
  }

  faultOf(state: unknown): string | null {
    return shape(state, 'calibrated') ?? this.#site.faultOf((state as { site: unknown }).site)
  }

  /** Groups are watched from the beginning: they say nothing for five minutes, or learn from seconds that come `again`. */
  recall(state: unknown, isOld: boolean): void {
    const { site, population, mix } = state as ReturnType<CalibratedProfile['learned']>
    this.#watch.forget()
    this.#population = new Population(population)
    this.#site.restore(site)
    if (isOld) this.#site.forget()
    else this.#mix.restore(mix)
  }

  forget(): void {
    this.#population = new Population()
    this.#watch.forget()
    this.#prefixes.forget()
    this.#parts.baselines.clear()
  }

  #newSite(): SiteMetrics {
    return siteMetrics({ maxFalsePerWeek: OF_METRICS * this.#config.alarms.max_false_per_week })
  }

  #newWatch(): CalibratedWatch {
    const { incidents, findEndpoint } = this.#parts
    return new CalibratedWatch({ site: this.#site, mix: this.#mix, groups: new Groups(findEndpoint) }, incidents)
  }

  #newMix(): MixWatch {
    return new MixWatch(OF_MIX * this.#config.alarms.max_false_per_week, this.#parts.findEndpoint)
  }
}

/**
 * Whether it came for what it is accused of: within the time that it is judged by, or not an hour ago and studied from the beginning
 * without one sign of a browser. Many agents may be many people behind a proxy, and that is no newcomer; but where visitors have browsers,
 * those behind a proxy have them, too.
 */
function isNewcomer(
  { standing, seen, hasAgents, minutes, hours }: SourceFeatures,
  population: PopulationNumbers,
  window: Seconds,
): boolean {
  if (standing !== 'new') return false
  const isBare = hours.assets <= BARE * hours.requests && hours.referred + hours.signedIn <= BARE * hours.looked
  const isShared = !hasAgents || Math.max(minutes.agents, hours.agents) > FEW_AGENTS
  if (isShared && !(isBare && population.servesAssets && isLinked(population) === 1)) return false
  return seen <= window + GRACE || (isBare && seen <= RECENT && seen <= hours.length + GRACE)
}

function evidenceOf(verdict: SourceVerdict, inputs: VerdictInputs): Omit<Evidence, 'lines'> {
  const { behaviour: detector, observed, expected, limit, unit, window, parts, nats, needed } = verdict
  const text = sourceVerdictText(verdict)
  return { detector, observed, expected, limit, unit, window, baseline: null, parts, nats, needed, text, inputs }
}

function isVerdictInputs(inputs: unknown): inputs is VerdictInputs {
  return typeof inputs === 'object' && inputs !== null && 'features' in inputs && 'population' in inputs
}
