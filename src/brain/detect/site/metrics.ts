import type { IncidentKind } from '../../../domain/finding.ts'
import type { TickSummary } from '../../../domain/tick-summary.ts'
import type { Seconds } from '../../../domain/units.ts'

/** Names of the metrics of the site that have an expectation. */
export const SITE_METRICS = [
  'requests',
  'clients',
  'bytes',
  'not-found',
  'client-errors',
  'server-errors',
  'latency',
] as const
export type SiteMetricName = (typeof SITE_METRICS)[number]

/** What a metric that departs to one side is called. */
export interface Side {
  readonly kind: IncidentKind
  /**
   * A suspicion so long without an end is the new normal: if the sources are the usual ones; and whoever they are, if it is steady. At
   * most as long as the old one was known.
   */
  readonly patience: readonly [Seconds, Seconds]
}

/** What is observed of a metric in a second; exposure 0: nothing. */
export interface Observed {
  readonly amount: number
  readonly exposure: number
}

export interface MetricDefinition {
  readonly name: SiteMetricName
  readonly up: Side
  readonly down: Side | null
  /** Times what is expected that it is tested for. */
  readonly ratios: readonly number[]
  /** Seconds from one observation to the next. */
  readonly every: Seconds
  /** No verdict before. */
  readonly warmUp: Seconds
  /** One observation may be huge and mean nothing: a single download. */
  readonly isHeavyTailed: boolean
  /** For people: the unit, and what an amount per exposure is to be multiplied with. */
  readonly unit: string
  readonly times: number
}

const NEVER = Number.POSITIVE_INFINITY
/** Growth may be an honest crowd or a deploy; errors that stay are a fault until they end. */
const GROWTH: Side['patience'] = [900, 3_600]
const TROUBLE: Side['patience'] = [NEVER, 3_600]
const FAULT: Side['patience'] = [NEVER, NEVER]

const USUAL = { down: null, every: 1, warmUp: 120, isHeavyTailed: false, times: 1 } as const

export const definitions: Readonly<Record<SiteMetricName, MetricDefinition>> = {
  requests: {
    ...USUAL,
    name: 'requests',
    up: { kind: 'traffic-surge', patience: GROWTH },
    down: { kind: 'traffic-drop', patience: TROUBLE },
    ratios: [1.3, 2, 5, 10, 0.5, 0.1, 0],
    unit: 'requests/s',
  },
  clients: {
    ...USUAL,
    name: 'clients',
    up: { kind: 'client-surge', patience: GROWTH },
    ratios: [1.5, 2, 5, 10],
    every: 60,
    warmUp: 600,
    unit: 'clients',
  },
  bytes: {
    ...USUAL,
    name: 'bytes',
    up: { kind: 'bandwidth-surge', patience: GROWTH },
    ratios: [2, 5, 10],
    isHeavyTailed: true,
    unit: 'bytes a request',
  },
  'not-found': {
    ...USUAL,
    name: 'not-found',
    up: { kind: 'not-found', patience: GROWTH },
    ratios: [2, 5, 10],
    unit: 'sources for 100 requests',
    times: 100,
  },
  'client-errors': {
    ...USUAL,
    name: 'client-errors',
    up: { kind: 'client-errors', patience: GROWTH },
    ratios: [2, 5, 10],
    unit: 'sources for 100 requests',
    times: 100,
  },
  'server-errors': {
    ...USUAL,
    name: 'server-errors',
    up: { kind: 'server-errors', patience: FAULT },
    ratios: [2, 5, 10, 50],
    unit: '% of requests',
    times: 100,
  },
  latency: {
    ...USUAL,
    name: 'latency',
    up: { kind: 'latency', patience: TROUBLE },
    ratios: [3, 10, 30],
    warmUp: 300,
    unit: '% of requests',
    times: 100,
  },
}

const NOTHING: Observed = { amount: 0, exposure: 0 }

/**
 * What a second says of each metric but requests and latency. Of 404s and refusals each source counts once a minute: a page with nine fonts
 * that are missing is one, and so is a scanner, which is not the site's trouble.
 */
export function observe(name: Exclude<SiteMetricName, 'requests' | 'latency'>, tick: TickSummary): Observed {
  const { requests, spread } = tick
  switch (name) {
    case 'clients':
      return tick.second % 60 === 59 ? { amount: tick.clients60, exposure: 1 } : NOTHING
    case 'bytes':
      return requests === 0
        ? NOTHING
        : { amount: (tick.bytes * requests) / (requests + tick.condemned), exposure: requests }
    case 'not-found':
      return { amount: tick.missedBy, exposure: spread }
    case 'client-errors':
      return { amount: tick.refusedBy, exposure: spread }
    case 'server-errors':
      return { amount: serverErrors(tick), exposure: requests }
  }
}

/** Without those of condemned sources, whose errors are told only together. */
function serverErrors({ clientErrors, serverErrors, errors }: TickSummary): number {
  const all = clientErrors + serverErrors
  return all === 0 ? 0 : (serverErrors * errors) / all
}
