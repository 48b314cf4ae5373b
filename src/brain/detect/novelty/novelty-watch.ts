import type { Finding, IncidentKind } from '../../../domain/finding.ts'
import type { TickSummary } from '../../../domain/tick-summary.ts'
import type { EpochMilliseconds, Seconds } from '../../../domain/units.ts'
import { PeakLimit } from '../mix/peak-limit.ts'
import { Novelty } from './novelty.ts'
import { SlidingMedian } from './sliding-median.ts'

/** Seconds of history before anything is told. */
const YOUNG: Seconds = 6 * 3_600
/** Nats below which no limit lies: on the mean 3 in half of the views. */
const LEAST = 20
/** A share or a mean of fewer requests says nothing. */
const FEWEST = 20
const BLOCK: Seconds = 600
const BLOCKS_A_WEEK = 1_008
/** A rise goes at least so many times beyond the usual, a drop below one over it. */
const TIMES = 2
/** Points that the usual is the median of. */
const USUAL = 360

interface Sum {
  requests: number
  bytes: number
}

interface Metric {
  readonly name: string
  readonly unit: string
  readonly rise: IncidentKind
  readonly drop: IncidentKind | null
  /** Null: no point. */
  value(tick: TickSummary, window: Seconds, sum: Sum): number | null
}

const METRICS: readonly Metric[] = [
  {
    name: 'requests',
    unit: 'requests/s',
    rise: 'traffic-surge',
    drop: 'traffic-drop',
    value: (_, window, { requests }) => requests / window,
  },
  {
    name: 'mean size',
    unit: 'bytes',
    rise: 'bandwidth-surge',
    drop: null,
    value: (_, __, { requests, bytes }) => (requests < FEWEST ? null : bytes / requests),
  },
  share('client errors', 'client-errors', (tick) => tick.clientErrors60),
  share('server errors', 'server-errors', (tick) => tick.serverErrors60),
  {
    name: 'clients',
    unit: 'clients',
    rise: 'client-surge',
    drop: null,
    value: (tick, window) => (window === 60 ? tick.clients60 : null),
  },
  {
    name: 'p99',
    unit: 'ms at p99',
    rise: 'latency',
    drop: null,
    value: (tick, window) => (window === 60 ? tick.latencyP99 : null),
  },
]

function share(name: string, rise: IncidentKind, count: (tick: TickSummary) => number): Metric {
  return {
    name,
    unit: '% of requests',
    rise,
    drop: null,
    value(tick, window) {
      const requests = tick.requests60 + tick.condemned60
      return window !== 60 || requests < FEWEST ? null : (100 * count(tick)) / requests
    },
  }
}

/** One metric over one window. */
class NoveltySeries {
  readonly #metric: Metric
  readonly #window: Seconds
  readonly #novelty = new Novelty()
  readonly #usual = new SlidingMedian(USUAL)
  readonly #limit: PeakLimit
  #points = 0

  constructor(metric: Metric, window: Seconds, chance: number) {
    this.#metric = metric
    this.#window = window
    this.#limit = new PeakLimit(LEAST, chance, BLOCK / window)
  }

  see(tick: TickSummary, sum: Sum, at: EpochMilliseconds): Finding | null {
    const metric = this.#metric
    const value = metric.value(tick, this.#window, sum)
    if (value === null) return null
    const { surprise, view } = this.#novelty.see(value, tick.second * 1_000)
    const usual = this.#usual.median
    this.#usual.push(value)
    const { limit } = this.#limit
    const isYoung = ++this.#points * this.#window < YOUNG
    if (isYoung || surprise <= limit) {
      this.#limit.learn(surprise)
      return null
    }
    const kind = value > usual * TIMES ? metric.rise : value < usual / TIMES ? metric.drop : null
    if (kind === null) return null
    const { name, unit } = metric
    return {
      kind,
      subject: { type: 'site' },
      at,
      evidence: {
        detector: 'novelty',
        observed: value,
        expected: usual,
        limit,
        unit,
        window: this.#window,
        baseline: null,
        lines: [],
        parts: [{ name: `${name}, ${view}`, observed: value, expected: usual, unit, nats: surprise }],
        nats: surprise,
        needed: limit,
        text: `${name} of ${rounded(value)} ${unit} over ${this.#window} s, usually ${rounded(usual)}: nothing like it in all that was seen`,
      },
    }
  }
}

/**
 * Looks for what the site never did before, over 10 s and 60 s: a second opinion beside the counts, silent for six hours, and held to
 * a promised rate by the peaks of its own surprises. What it was surprised by is a record afterwards: it does not tell twice.
 */
export class NoveltyWatch {
  readonly #chance: number
  #series: readonly (readonly [window: Seconds, sum: Sum, series: readonly NoveltySeries[]])[]

  /** False alarms a week that are promised of all its series together. */
  constructor(falsePerWeek = 0.1) {
    this.#chance = Math.min(0.05, falsePerWeek / (2 * METRICS.length) / BLOCKS_A_WEEK)
    this.#series = this.#begin()
  }

  /** Takes each second that is sealed. `learns`: what came may be believed; else it is not looked at. */
  see(tick: TickSummary, at: EpochMilliseconds, learns: boolean): Finding[] {
    const findings: Finding[] = []
    for (const [window, sum, series] of this.#series) {
      sum.requests += tick.requests
      sum.bytes += tick.bytes
      if (tick.second % window !== window - 1) continue
      if (learns) {
        for (const one of series) {
          const finding = one.see(tick, sum, at)
          if (finding !== null) findings.push(finding)
        }
      }
      sum.requests = sum.bytes = 0
    }
    return findings
  }

  /** What was learned is void. */
  forget(): void {
    this.#series = this.#begin()
  }

  #begin() {
    return [10, 60].map(
      (window) =>
        [
          window,
          { requests: 0, bytes: 0 },
          METRICS.map((metric) => new NoveltySeries(metric, window, this.#chance)),
        ] as const,
    )
  }
}

function rounded(value: number): string {
  return String(value >= 100 ? Math.round(value) : Number(value.toPrecision(2)))
}
