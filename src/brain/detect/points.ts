import type { IncidentKind } from '../../domain/finding.ts'
import { METHODS } from '../../domain/record-batch.ts'
import type { TickSummary } from '../../domain/tick-summary.ts'
import type { Seconds } from '../../domain/units.ts'
import { WIDTH } from '../../sketch/count-row.ts'

/** A share of fewer requests, and a count of their clients, says nothing. */
export const FEWEST_REQUESTS = 20

/** One value of one metric of the site, for one sealed second. */
export interface Point {
  /** Stable name of the series, such as `requests` or `method GET`. */
  readonly metric: string
  readonly value: number
  /** The kind of incident that a value too high, or too low, belongs to; null: it is none. */
  readonly spike: IncidentKind | null
  readonly drop: IncidentKind | null
  /** Both, each once. */
  readonly kinds: readonly IncidentKind[]
  readonly unit: string
  /** What the value is over. */
  readonly window: Seconds
}

/** By bucket; all zero between calls. */
const requestsTo = new Float64Array(WIDTH)

const METHOD_SERIES = METHODS.map((method) => ({ metric: `method ${method}`, unit: `% ${method}` }))

/** The points of a second, with the series of `endpoints` by bucket: of volume always, of structure and quality when the last 60 s have enough requests. */
export function pointsOf(tick: TickSummary, endpoints: ReadonlyMap<number, { readonly metric: string }>): Point[] {
  const points: Point[] = [
    point('requests', tick.requests, 'traffic-surge', 'traffic-drop', 'requests/s', 1),
    point('bytes', tick.bytes, 'bandwidth-surge', null, 'bytes/s', 1),
  ]
  const requests60 = tick.requests60 + tick.condemned60
  if (requests60 < FEWEST_REQUESTS) return points
  const share = (
    metric: string,
    count: number,
    spike: IncidentKind,
    unit = '% of requests',
    drop: IncidentKind | null = null,
  ) => points.push(point(metric, (100 * count) / requests60, spike, drop, unit, 60))
  points.push(point('clients', tick.clients60, 'client-surge', null, 'clients', 60))
  share('not-found', tick.notFound60, 'not-found')
  share('client-errors', tick.clientErrors60, 'client-errors')
  share('server-errors', tick.serverErrors60, 'server-errors')
  if (tick.latencyP99 !== null) points.push(point('latency', tick.latencyP99, 'latency', null, 'ms at p99', 60))
  METHOD_SERIES.forEach(({ metric, unit }, i) => {
    share(metric, tick.methods60[i]!, 'method-mix', unit, 'method-mix')
  })
  for (const { bucket, requests } of tick.endpoints) requestsTo[bucket] = requests
  for (const [bucket, { metric }] of endpoints) share(metric, requestsTo[bucket]!, 'endpoint-share')
  for (const { bucket } of tick.endpoints) requestsTo[bucket] = 0
  return points
}

function point(
  metric: string,
  value: number,
  spike: IncidentKind | null,
  drop: IncidentKind | null,
  unit: string,
  window: Seconds,
): Point {
  return { metric, value, spike, drop, kinds: kindsOf(spike, drop), unit, window }
}

const KINDS = new Map<string, readonly IncidentKind[]>()

/** The same list for the same kinds: points are made every second. */
function kindsOf(spike: IncidentKind | null, drop: IncidentKind | null): readonly IncidentKind[] {
  const key = drop === null || drop === spike ? (spike ?? '') : `${spike} ${drop}`
  let kinds = KINDS.get(key)
  if (kinds === undefined) {
    kinds = [...new Set([spike, drop])].filter((kind) => kind !== null)
    KINDS.set(key, kinds)
  }
  return kinds
}
