import type { Evidence, EvidencePart, IncidentKind } from '../../../domain/finding.ts'
import type { EpochSeconds } from '../../../domain/units.ts'
import { surpriseOf } from './negative-binomial.ts'
import { SHOWN } from './sequential-sum.ts'
import type { SiteMetric } from './site-metric.ts'

/** One metric that fires, in numbers for people. */
export interface MetricFinding {
  readonly kind: IncidentKind
  readonly metric: SiteMetric
  /** −log10 of how likely the last observations would be if all were as usual. */
  readonly surprise: number
  readonly since: EpochSeconds
  readonly part: EvidencePart
  /** The value that would have fired within ten observations. */
  readonly limit: number
  readonly window: number
  readonly inputs: unknown
}

/** What is found of a metric that fires. */
export function findingOf(metric: SiteMetric, second: EpochSeconds): MetricFinding {
  const { definition, sum, learner } = metric
  const { ratio, amount, expected, exposure, count, age, sum: nats } = sum.leading()
  const above = ratio > 1
  const scale = definition.times / (exposure || 1)
  const k = learner.dispersions[2]!
  return {
    kind: (above || definition.down === null ? definition.up : definition.down).kind,
    metric,
    surprise: surpriseOf(amount * count, expected * count, k),
    since: second - (age - 1) * definition.every,
    part: {
      name: definition.name,
      observed: amount * scale,
      expected: expected * scale,
      unit: definition.unit,
      nats,
    },
    limit: sum.reaching(metric.limit, expected, SHOWN, above) * scale,
    window: count * definition.every,
    inputs: { ratio, count, amount, expected, exposure, dispersions: [...learner.dispersions], limit: metric.limit },
  }
}

/** The evidence of an incident: that of its host, with the parts that came with it. */
export function evidenceOf(host: MetricFinding, parts: readonly MetricFinding[], about: string): Evidence {
  const { part, metric, limit, window, inputs } = host
  return {
    detector: 'sequential-sum',
    observed: part.observed,
    expected: part.expected,
    limit,
    unit: part.unit,
    window,
    baseline: null,
    lines: [],
    parts: [part, ...parts.map((one) => one.part).toSorted((a, b) => b.nats - a.nats)],
    nats: part.nats,
    needed: metric.limit,
    text: textOf(host, about),
    inputs,
  }
}

function textOf({ part, metric }: MetricFinding, about: string): string {
  const when = metric.learner.isSeasonal ? ' at this hour' : ''
  const { observed, expected, unit, nats } = part
  const sums = `the sum of evidence is ${shown(nats)} nats, ${shown(metric.limit)} needed`
  return `${shown(observed)} ${unit}${about} where ${shown(expected)} ${expected <= 1 ? 'was' : 'were'} expected${when}; ${sums}`
}

/** Three digits, or whole. */
function shown(value: number): string {
  if (value >= 100) return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',')
  return String(Number(value.toPrecision(2)))
}
