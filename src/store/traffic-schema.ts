import { DAY, type EpochMilliseconds, type Milliseconds, type Seconds } from '../domain/units.ts'

export interface TrafficRollUp {
  readonly table: string
  readonly step: Seconds
  readonly keep: Milliseconds
}

/** From the finest to the coarsest. Minutes for a month would be 1.9 million rows. */
export const TRAFFIC_ROLL_UPS: readonly [TrafficRollUp, TrafficRollUp] = [
  { table: 'traffic_minutes', step: 60, keep: 7 * DAY },
  { table: 'traffic_hours', step: 3_600, keep: 366 * DAY },
]

/** Part of the second version of the history. `name` is empty in the row of all requests, which alone has `seconds`. */
export const TRAFFIC_MIGRATION = TRAFFIC_ROLL_UPS.map(
  ({ table }) => `CREATE TABLE ${table} (
    kind TEXT NOT NULL, start INTEGER NOT NULL, name TEXT NOT NULL, requests REAL NOT NULL, seconds INTEGER NOT NULL,
    PRIMARY KEY (kind, start, name)
  ) WITHOUT ROWID;`,
).join('\n')

const STEPS: readonly Seconds[] = [60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 604_800]
/** Of a roll-up, that are read for one chart: two days of minutes, or a year of hours; 21 rows each. */
const MOST_STARTS = 9_000
const MOST_MINUTES = 2_880

/** Where to read so many seconds that begin at `from`, and how long each point is, for at most `most` points. */
export function chooseTraffic(
  from: EpochMilliseconds,
  length: Seconds,
  most: number,
  now: EpochMilliseconds,
): { readonly table: string; readonly step: Seconds } {
  const [minutes, hours] = TRAFFIC_ROLL_UPS
  const isFine = now - from <= minutes.keep && length / minutes.step <= MOST_MINUTES
  const least = isFine ? minutes.step : hours.step
  const step = STEPS.find((step) => step >= least && length / step <= Math.min(most, MOST_STARTS)) ?? STEPS.at(-1)!
  return { table: isFine ? minutes.table : hours.table, step }
}
