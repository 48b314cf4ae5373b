import { DAY, type EpochMilliseconds, type Milliseconds, type Seconds } from '../domain/units.ts'

/** One table of the history: how long its points are, and how long they are kept. */
export interface RollUp {
  readonly table: string
  readonly step: Seconds
  readonly keep: Milliseconds
}

/** From the finest to the coarsest; each step divides the next. */
export const ROLL_UPS: readonly [RollUp, RollUp, RollUp] = [
  { table: 'seconds', step: 1, keep: DAY },
  { table: 'minutes', step: 60, keep: 31 * DAY },
  { table: 'hours', step: 3_600, keep: 366 * DAY },
]

/** Columns that are added up. Of a band, sums over the seconds that have one, whose number is `…_bands`. */
export const SUMS = [
  'seconds',
  'requests',
  'bytes',
  'client_errors',
  'server_errors',
  'not_found',
  'prevented',
  'requests_bands',
  'requests_mean',
  'requests_low',
  'requests_high',
  'errors_bands',
  'errors_mean',
  'errors_low',
  'errors_high',
] as const

/** Columns of which the most counts. */
export const MAXIMA = ['requests_most', 'clients_most', 'p99_most'] as const

export const COLUMNS = [...SUMS, ...MAXIMA]

/** SQL from each version of the history to the next. What was released is never changed. */
export const HISTORY_MIGRATIONS: readonly string[] = [
  ROLL_UPS.map(
    ({ table }) => `CREATE TABLE ${table} (
      start INTEGER PRIMARY KEY, seconds INTEGER NOT NULL, requests INTEGER NOT NULL, bytes INTEGER NOT NULL,
      client_errors INTEGER NOT NULL, server_errors INTEGER NOT NULL, not_found INTEGER NOT NULL, prevented INTEGER NOT NULL,
      requests_bands INTEGER NOT NULL, requests_mean REAL NOT NULL, requests_low REAL NOT NULL, requests_high REAL NOT NULL,
      errors_bands INTEGER NOT NULL, errors_mean REAL NOT NULL, errors_low REAL NOT NULL, errors_high REAL NOT NULL,
      requests_most INTEGER NOT NULL, clients_most INTEGER NOT NULL, p99_most REAL
    );`,
  ).join('\n'),
]

/** Steps of charts, each a multiple of a roll-up's: nobody wants points of 17 s. */
const STEPS: readonly Seconds[] = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 604_800,
]

/** Where to read so many seconds that begin at `from`, and how long each point is, for at most `most` points. */
export function chooseRollUp(
  from: EpochMilliseconds,
  length: Seconds,
  most: number,
  now: EpochMilliseconds,
): { readonly table: string; readonly step: Seconds } {
  const finest = ROLL_UPS.find(({ keep }) => now - from <= keep) ?? ROLL_UPS[2]
  const step = STEPS.find((step) => step >= finest.step && length / step <= most) ?? STEPS.at(-1)!
  const { table } = ROLL_UPS.findLast((rollUp) => rollUp.step <= step && step % rollUp.step === 0)!
  return { table, step }
}
