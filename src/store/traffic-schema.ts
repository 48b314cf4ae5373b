import type { TrafficKind } from '../domain/metric-series.ts'
import {
  DAY,
  type EpochMilliseconds,
  type EpochSeconds,
  type Milliseconds,
  SECOND,
  type Seconds,
} from '../domain/units.ts'

export interface TrafficRollUp {
  readonly table: string
  readonly step: Seconds
  readonly keep: Milliseconds
}

/** From the finest to the coarsest. Minutes, some 2 kB each, are kept as long as charts are drawn from them; for a month they would be 80 MB. */
export const TRAFFIC_ROLL_UPS: readonly [TrafficRollUp, TrafficRollUp] = [
  { table: 'traffic_minutes', step: 60, keep: 2 * DAY },
  { table: 'traffic_hours', step: 3_600, keep: 366 * DAY },
]

/** Part of the second version of the history. `name` is empty in the row of all requests, which alone has `looked` and `seconds`. */
export const TRAFFIC_MIGRATION = TRAFFIC_ROLL_UPS.map(
  ({ table }) => `CREATE TABLE ${table} (
    kind TEXT NOT NULL, start INTEGER NOT NULL, name TEXT NOT NULL, requests REAL NOT NULL,
    looked INTEGER NOT NULL, seconds INTEGER NOT NULL, PRIMARY KEY (kind, start, name)
  ) WITHOUT ROWID;`,
).join('\n')

/** Names that a chart shows. */
export const GROUPS = 12

export interface TrafficQuery {
  readonly kind: TrafficKind
  readonly from: EpochMilliseconds
  readonly to: EpochMilliseconds
  /** How many points at most; never more than 720. */
  readonly points: number
  readonly now: EpochMilliseconds
}

const STEPS: readonly Seconds[] = [60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 604_800]
/** That are read for one chart, 21 rows each, and its points, 13 rows each: some 25 ms. */
const MOST_MINUTES = 1_500
const MOST = 721

/** Where to read, how long each point is, and from which second up to which: the ends are rounded outwards to whole points. */
export function chooseTraffic({ from, to, points, now }: TrafficQuery): {
  readonly table: string
  readonly step: Seconds
  readonly low: EpochSeconds
  readonly high: EpochSeconds
} {
  const [first, end] = [Math.floor(from / SECOND), Math.ceil(to / SECOND)]
  const length = end - first
  const [minutes, hours] = TRAFFIC_ROLL_UPS
  const { table, step: least } = now - from <= minutes.keep && length / minutes.step <= MOST_MINUTES ? minutes : hours
  // One less: rounding outwards may add a point.
  const step =
    STEPS.find((step) => step >= least && length / step <= Math.max(1, Math.min(points, MOST) - 1)) ?? STEPS.at(-1)!
  return { table, step, low: first - modulo(first, step), high: end + modulo(-end, step) }
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor
}
