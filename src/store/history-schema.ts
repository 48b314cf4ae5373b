import { DAY, type EpochMilliseconds, type Milliseconds, type Seconds } from '../domain/units.ts'
import { TRAFFIC_MIGRATION } from './traffic-schema.ts'

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

/** Metrics that have a band, as columns call them. Of a band, sums over the seconds that have one, whose number is `…_bands`. */
const FIRST_BANDS = ['requests', 'errors'] as const
const MORE_BANDS = ['client_errors', 'server_errors', 'not_found', 'latency', 'clients', 'bytes'] as const
export const BANDS = [...FIRST_BANDS, ...MORE_BANDS]
export type Band = (typeof BANDS)[number]
export const BAND_PARTS = ['bands', 'mean', 'low', 'high'] as const
type BandColumn = `${Band}_${(typeof BAND_PARTS)[number]}`

/** Requests by method, in the order of METHODS. */
export const METHOD_COLUMNS = [
  'method_get',
  'method_post',
  'method_head',
  'method_put',
  'method_delete',
  'method_webdav',
  'method_other',
] as const

const COUNTS = [
  'seconds',
  'requests',
  'bytes',
  'client_errors',
  'server_errors',
  'not_found',
  'prevented',
  'split_seconds',
  'succeeded',
  'redirects',
] as const
/** Columns of which the most counts. */
const MOSTS = ['requests_most', 'clients_most', 'p99_most'] as const

export type HistoryColumn =
  | (typeof COUNTS)[number]
  | (typeof METHOD_COLUMNS)[number]
  | BandColumn
  | (typeof MOSTS)[number]

/** Columns that are added up. */
export const SUMS: readonly HistoryColumn[] = [
  ...COUNTS,
  ...METHOD_COLUMNS,
  ...BANDS.flatMap((band) => BAND_PARTS.map((part) => `${band}_${part}` as const)),
]
export const MAXIMA: readonly HistoryColumn[] = MOSTS
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
  `${ROLL_UPS.map(({ table }) => splitMigration(table)).join('\n')}\n${TRAFFIC_MIGRATION}`,
]

function splitMigration(table: string): string {
  const counts = [
    'split_seconds',
    'succeeded',
    'redirects',
    ...METHOD_COLUMNS,
    ...MORE_BANDS.map((band) => `${band}_bands`),
  ]
  const numbers = MORE_BANDS.flatMap((band) => ['mean', 'low', 'high'].map((part) => `${band}_${part}`))
  return [...counts.map((name) => `${name} INTEGER`), ...numbers.map((name) => `${name} REAL`)]
    .map((column) => `ALTER TABLE ${table} ADD COLUMN ${column} NOT NULL DEFAULT 0;`)
    .join('\n')
}

/** Steps of charts, each a multiple of a roll-up's: nobody wants points of 17 s. */
const STEPS: readonly Seconds[] = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 604_800,
]
/** Rows that are read for one chart: some milliseconds. Seven days are 10,080 minutes, a year is 8,784 hours. */
const MOST_ROWS = 12_000

/** Where to read so many seconds that begin at `from`, and how long each point is, for at most `most` points. */
export function chooseRollUp(
  from: EpochMilliseconds,
  length: Seconds,
  most: number,
  now: EpochMilliseconds,
  rollUps: readonly RollUp[] = ROLL_UPS,
): { readonly table: string; readonly step: Seconds } {
  const finest = rollUps.find(({ keep }) => now - from <= keep) ?? rollUps.at(-1)!
  const tableOf = (step: Seconds) => rollUps.findLast((rollUp) => step % rollUp.step === 0)!
  const fits = (step: Seconds) => length / step <= most && length / tableOf(step).step <= MOST_ROWS
  const step = STEPS.find((step) => step >= finest.step && fits(step)) ?? STEPS.at(-1)!
  return { table: tableOf(step).table, step }
}
