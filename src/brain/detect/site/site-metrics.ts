import type { AmountLearner, Expectation, TailLearner } from '../../../domain/expectation.ts'
import type { Finding, IncidentKind, Subject } from '../../../domain/finding.ts'
import type { TickSummary } from '../../../domain/tick-summary.ts'
import type { EpochMilliseconds, EpochSeconds, Seconds } from '../../../domain/units.ts'
import { aNumber, exactly, fieldsOf, mapOf, orNull, tupleOf } from '../../../lib/shape.ts'
import type { FalseAlarms } from './calibration.ts'
import { Fusion } from './fusion.ts'
import { definitions, type Observed, observe, SITE_METRICS, type SiteMetricName } from './metrics.ts'
import { evidenceOf, findingOf, type MetricFinding } from './site-evidence.ts'
import { type SiteContext, SiteMetric } from './site-metric.ts'
import { SpreadTraffic } from './spread.ts'

/** Sums reach no incident below this, in nats. */
export const FLOOR = 16
/** Seconds left out, from which on levels are learned anew. */
const GAP: Seconds = 1_800
const SITE: Subject = { type: 'site' }

export interface SiteMetricsOptions {
  /** False alarms a week that are promised, over all metrics together. */
  readonly maxFalsePerWeek: number
  readonly learners: Readonly<Record<SiteMetricName, AmountLearner>>
  readonly tail: TailLearner
  /** For tests of the promise: no calibrated limit lies below this many nats. */
  readonly floor?: number
}

/** Something that fires now, held and fused already: told again each second until it is over. */
export interface SiteFinding {
  readonly finding: Finding
  /** It is part of the incident of this kind; null: it is one. */
  readonly partOf: IncidentKind | null
  /** −log10 of how likely the last observations would be if all were as usual. */
  readonly surprise: number
}

/** What is known of the state of a metric. */
export interface MetricState {
  readonly metric: SiteMetricName
  /** Evidence in nats, and how much is needed. */
  readonly nats: number
  readonly needed: number
  readonly isSuspicious: boolean
  readonly isFiring: boolean
}

const NONE: readonly SiteFinding[] = []

/**
 * Traffic, clients, bandwidth, errors and slowness of the site: what is expected of each second, how much speaks against it, and when that is
 * enough. See docs on detection.
 */
export class SiteMetrics {
  readonly #metrics: readonly SiteMetric[]
  readonly #requests: SiteMetric
  readonly #latency: SiteMetric
  readonly #spread = new SpreadTraffic()
  readonly #tail: TailLearner
  readonly #fusion = new Fusion<MetricFinding>()
  #newest: EpochSeconds | null = null
  #isFiring = false

  constructor({ maxFalsePerWeek, learners, tail, floor = FLOOR }: SiteMetricsOptions) {
    const promise = maxFalsePerWeek / SITE_METRICS.length
    this.#metrics = SITE_METRICS.map(
      (name) => new SiteMetric(definitions[name], learners[name], { promise, first: FLOOR, floor }),
    )
    this.#requests = this.#of('requests')
    this.#latency = this.#of('latency')
    this.#tail = tail
  }

  /**
   * Takes one sealed second; returns what fires. A finding that is part of none is for `IncidentTracker.fire`, the others for `join`, behind
   * it. Seconds ascend; those left out were not seen.
   */
  see(tick: TickSummary, at: EpochMilliseconds, context: SiteContext): readonly SiteFinding[] {
    const { second } = tick
    if (this.#newest !== null && (second <= this.#newest || second - this.#newest > GAP)) this.forget()
    this.#newest = second
    const wasFiring = this.#isFiring
    this.#isFiring = false
    for (const metric of this.#metrics) {
      const { amount, exposure } = this.#observe(metric.definition.name, tick)
      const suspect = metric !== this.#requests && this.#requests.isSuspicious
      if (exposure > 0) metric.see(second, amount, exposure, context, { fire: wasFiring, suspect })
      if (metric.isFiring) this.#isFiring = true
    }
    if (context.learns) this.#learnMore(tick)
    if (this.#isFiring) return this.#findings(second, at)
    if (wasFiring) this.#fusion.clear()
    return NONE
  }

  /** What is normal for a metric now; null while nothing is known. Of a share: of so many requests. */
  expectation(metric: SiteMetricName, exposure = 1): Expectation | null {
    return this.#newest === null ? null : this.#of(metric).learner.expectation(this.#newest, exposure)
  }

  /** Evidence in nats while a metric is suspicious; null while it is not. */
  suspicion(metric: SiteMetricName): number | null {
    const { isSuspicious, nats } = this.#of(metric)
    return isSuspicious ? nats : null
  }

  get state(): readonly MetricState[] {
    return this.#metrics.map(({ definition, nats, limit, isSuspicious, isFiring }) => ({
      metric: definition.name,
      nats,
      needed: limit,
      isSuspicious,
      isFiring,
    }))
  }

  /** False alarms to be expected a week by the limits as they are, over all metrics. */
  get falseAlarms(): FalseAlarms {
    const all = this.#metrics.map(({ calibration }) => calibration.falseAlarms)
    const sum = (pick: (one: FalseAlarms) => number | null) =>
      all.reduce<number | null>((total, one) => (total === null ? null : add(total, pick(one))), 0)
    return {
      expected: sum(({ expected }) => expected) ?? 0,
      low: sum(({ low }) => low),
      high: sum(({ high }) => high),
      blocks: Math.min(...all.map(({ blocks }) => blocks)),
    }
  }

  /** Milliseconds above which a request counts as slow; null until that is known. */
  get slowFrom(): number | null {
    return this.#tail.edge
  }

  /** A gap, or the clock was set: levels are learned anew; seasons, spreads and limits stay. */
  forget(): void {
    for (const metric of this.#metrics) metric.resume()
    this.#fusion.clear()
    this.#newest = null
    this.#isFiring = false
  }

  /** What was learned, as plain data. */
  toJSON() {
    return {
      version: VERSION,
      newest: this.#newest,
      tail: this.#tail.toJSON(),
      spread: this.#spread.toJSON(),
      metrics: Object.fromEntries(this.#metrics.map((metric) => [metric.definition.name, metric.toJSON()])),
    }
  }

  /** What is wrong with such data; null when `restore` takes it. */
  faultOf(state: unknown): string | null {
    const fault = shape(state, 'site')
    if (fault !== null) return fault
    const { tail, metrics } = state as Saved
    return this.#metrics.reduce(
      (found, metric) => found ?? metric.faultOf(metrics[metric.definition.name]),
      this.#tail.faultOf(tail),
    )
  }

  /**
   * Takes what `toJSON` gave and goes on from there: a later second within half an hour finds all as it was, any other has levels learned
   * anew. False, and nothing changes, when it is of another version or broken.
   */
  restore(state: unknown): boolean {
    if (this.faultOf(state) !== null) return false
    const { newest, tail, spread, metrics } = state as Saved
    this.#newest = newest
    this.#isFiring = false
    this.#fusion.clear()
    this.#tail.restore(tail)
    this.#spread.restore(spread)
    for (const metric of this.#metrics) metric.restore(metrics[metric.definition.name])
    return true
  }

  #of(name: SiteMetricName): SiteMetric {
    return this.#metrics[SITE_METRICS.indexOf(name)]!
  }

  #observe(name: SiteMetricName, tick: TickSummary): Observed {
    if (name === 'requests') return { amount: this.#spread.amount(tick), exposure: 1 }
    if (name !== 'latency') return observe(name, tick)
    const { slow, timed } = this.#tail.count(tick.latencies)
    return { amount: slow, exposure: timed }
  }

  #learnMore(tick: TickSummary): void {
    if (this.#requests.isSuspicious) return
    const changed = this.#spread.learn(tick)
    if (changed !== null) this.#requests.learner.redefine(changed.amount, changed.seconds)
    if (this.#latency.isSuspicious) return
    const moved = this.#tail.learn(tick.second, tick.latencies)
    if (moved !== null) this.#latency.learner.redefine(moved.slow, moved.timed)
  }

  #findings(second: EpochSeconds, at: EpochMilliseconds): SiteFinding[] {
    const firing = this.#metrics.filter(({ isFiring }) => isFiring).map((metric) => findingOf(metric, second))
    const suspected = new Set(
      this.#metrics.filter(({ isSuspicious }) => isSuspicious).map(({ definition }) => definition.up.kind),
    )
    return this.#fusion
      .join(firing, suspected)
      .flatMap(({ host, parts }) => [
        this.#finding(host, parts, at, null),
        ...parts.map((part) => this.#finding(part, [], at, host.kind)),
      ])
  }

  #finding(
    own: MetricFinding,
    parts: readonly MetricFinding[],
    at: EpochMilliseconds,
    partOf: IncidentKind | null,
  ): SiteFinding {
    const { edge } = this.#tail
    const about =
      ABOUT[own.kind] ?? (own.kind === 'latency' && edge !== null ? ` took ${Math.round(edge)} ms or longer` : '')
    return {
      finding: {
        kind: own.kind,
        subject: SITE,
        at,
        since: Math.min(at, own.since * 1_000),
        evidence: evidenceOf(own, parts, about),
      },
      partOf,
      surprise: Math.max(own.surprise, ...parts.map(({ surprise }) => surprise)),
    }
  }
}

const VERSION = 2

type Saved = ReturnType<SiteMetrics['toJSON']>

const shape = fieldsOf({
  version: exactly(VERSION),
  newest: orNull(aNumber),
  spread: tupleOf(aNumber, aNumber, aNumber, aNumber),
  metrics: mapOf(fieldsOf({}), 100),
})

/** What the share is of. */
const ABOUT: Partial<Readonly<Record<IncidentKind, string>>> = {
  'not-found': ' met missing pages',
  'client-errors': ' were refused',
  'server-errors': ' failed with server errors',
}

function add(total: number, value: number | null): number | null {
  return value === null ? null : total + value
}
