import { join } from 'node:path'
import { type MetricPoint, type MetricSecond, type MetricStretch, ROLLING } from '../domain/metric-history.ts'
import type { EpochMilliseconds, EpochSeconds, Milliseconds } from '../domain/units.ts'
import { SECOND } from '../domain/units.ts'
import type { Clock } from '../lib/clock.ts'
import { DatabaseFile } from './database-file.ts'
import { COLUMNS, chooseRollUp, HISTORY_MIGRATIONS, MAXIMA, ROLL_UPS, SUMS } from './history-schema.ts'
import { MetricSums, pointOf } from './metric-sums.ts'
import { loadSqlite, type SqlRow } from './sqlite.ts'
import type { StoreOptions } from './state-store.ts'
import { TrafficTable } from './traffic-table.ts'
import { Writer } from './writer.ts'

/** How often what came is written. */
const EVERY: Milliseconds = 5 * SECOND
/** Seconds of the past that are written at once. */
const PORTION = 300
/** Writes that wait at most while the disk fails: an hour. */
const WAITING = 720

const ADDED = SUMS.map((name) => `${name} = ${name} + excluded.${name}`)
const LARGER = MAXIMA.map(
  (name) => `${name} = max(coalesce(${name}, excluded.${name}), coalesce(excluded.${name}, ${name}))`,
)
const MARKS = ['start', ...COLUMNS].map(() => '?').join(', ')
const put = (table: string) =>
  `INSERT INTO ${table} (start, ${COLUMNS.join(', ')}) VALUES (${MARKS})
   ON CONFLICT (start) DO UPDATE SET ${[...ADDED, ...LARGER].join(', ')}`
const FOLDED = [...SUMS.map((name) => `sum(${name}) AS ${name}`), ...MAXIMA.map((name) => `max(${name}) AS ${name}`)]

interface Waiting {
  readonly second: MetricSecond
  /** Only if nothing is known of it. */
  readonly fills: boolean
}

/**
 * What charts show, in `history.db`: one second for a day, one minute for a month, one hour for a year. Holds no addresses. Written every five
 * seconds in one transaction; a power cut may take the last of them. Nothing that the disk does is thrown.
 */
export class HistoryStore {
  readonly traffic: TrafficTable
  readonly #file: DatabaseFile
  readonly #writer: Writer
  readonly #clock: Clock
  #waiting: Waiting[] = []
  #stopTimer: (() => void) | null = null

  private constructor(file: DatabaseFile, writer: Writer, clock: Clock) {
    this.#file = file
    this.#writer = writer
    this.#clock = clock
    this.traffic = new TrafficTable(file, writer)
  }

  /** Opens or creates `history.db` in a folder that exists. Throws StateError when another process holds it. */
  static async open(folder: string, { clock, onTrouble }: StoreOptions): Promise<HistoryStore> {
    const file = new DatabaseFile({
      path: join(folder, 'history.db'),
      sqlite: await loadSqlite(),
      migrations: HISTORY_MIGRATIONS,
      durability: 'normal',
      now: () => clock.now(),
    })
    const writer = new Writer({ store: 'history', file, clock, onTrouble, limit: WAITING })
    writer.open()
    return new HistoryStore(file, writer, clock)
  }

  /** What keeps it from writing at once; null while all is well. */
  get trouble(): 'unwritable' | 'slow' | null {
    return this.#writer.trouble
  }

  /** Takes a second. One that is known already, as after a restart in its midst, is added to. */
  add(second: MetricSecond): void {
    this.#wait({ second, fills: false })
  }

  /** Takes a second that was learned from older lines, unless something is known of it. */
  fill(second: MetricSecond): void {
    this.#wait({ second, fills: true })
    if (this.#waiting.length >= PORTION) this.flush()
  }

  /** Writes what came; true when nothing waits any more. */
  flush(): boolean {
    this.#stopTimer?.()
    this.#stopTimer = null
    const waiting = this.#waiting
    this.#waiting = []
    if (waiting.length === 0) return this.#writer.pending === 0
    return this.#writer.write({ weight: 'record', run: () => this.#write(waiting) })
  }

  /**
   * The points of [from, to), the oldest first, without those of which nothing is known: at most `most`, of the finest roll-up that reaches back
   * to `from`. Times in milliseconds; the ends are rounded outwards to whole points.
   */
  query(from: EpochMilliseconds, to: EpochMilliseconds, most: number): readonly MetricPoint[] {
    return this.#points(from, to, most, false).points
  }

  /** The same with what lies before it, as far as shares of the last 60 s need it. */
  stretch(from: EpochMilliseconds, to: EpochMilliseconds, most: number): MetricStretch {
    return this.#points(from, to, most, true)
  }

  #points(from: EpochMilliseconds, to: EpochMilliseconds, most: number, runsUp: boolean): MetricStretch {
    this.flush()
    const [first, end] = [Math.floor(from / SECOND), Math.ceil(to / SECOND)]
    // One less: rounding outwards may add a point.
    const { table, step } = chooseRollUp(from, end - first, Math.max(1, most - 1), this.#clock.now())
    const [low, high] = [first - modulo(first, step), end + modulo(-end, step)]
    const rows = this.#read(
      `SELECT start - start % ${step} AS point, ${FOLDED.join(', ')} FROM ${table}
       WHERE start >= ? AND start < ? GROUP BY point ORDER BY point`,
      runsUp ? low - Math.max(0, ROLLING - step) : low,
      high,
    )
    return { step, from: low, points: rows.map((row) => pointOf(row, step)) }
  }

  /** Deletes up to `most` points of each roll-up that are older than it keeps them; true: there may be more. A few milliseconds a call. */
  prune(now: EpochMilliseconds, most = 2_000): boolean {
    let hasMore = false
    const run = () => {
      for (const { table, keep } of ROLL_UPS) {
        const sql = `DELETE FROM ${table} WHERE start IN (SELECT start FROM ${table} WHERE start < ? ORDER BY start LIMIT ?)`
        const { changes } = this.#file.statement(sql).run(Math.floor((now - keep) / SECOND), most)
        hasMore ||= Number(changes) >= most
      }
    }
    const isDone = this.#writer.write({ weight: 'record', key: 'prune', run })
    return this.traffic.prune(now, most) || (isDone && hasMore)
  }

  /** Writes what waits, as far as it can be written, and lets the file go. */
  close(): void {
    this.flush()
    this.#stopTimer?.()
    this.#stopTimer = null
    this.#writer.close()
  }

  #wait(waiting: Waiting): void {
    this.#waiting.push(waiting)
    this.#stopTimer ??= this.#clock.after(EVERY, () => this.flush())
  }

  #write(waiting: readonly Waiting[]): void {
    const known = this.#file.statement('SELECT 1 AS known FROM seconds WHERE start = ?')
    const sums = ROLL_UPS.map(() => new Map<EpochSeconds, MetricSums>())
    for (const { second, fills } of waiting) {
      const isNew = known.get(second.second) === undefined && !sums[0]!.has(second.second)
      if (fills && !isNew) continue
      for (const [index, { step }] of ROLL_UPS.entries()) {
        const start = second.second - modulo(second.second, step)
        const sum = sums[index]!.get(start) ?? new MetricSums()
        sum.add(second, isNew)
        sums[index]!.set(start, sum)
      }
    }
    for (const [index, { table }] of ROLL_UPS.entries()) {
      const statement = this.#file.statement(put(table))
      for (const [start, sum] of sums[index]!) statement.run(start, ...sum.values())
    }
  }

  #read(sql: string, low: EpochSeconds, high: EpochSeconds): readonly SqlRow[] {
    return this.#writer.read([], () => this.#file.statement(sql).all(low, high))
  }
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor
}
