import type { TrafficKind } from '../domain/metric-series.ts'
import { NAMES_KEPT, type TrafficMinute, type TrafficStretch } from '../domain/traffic-history.ts'
import { type EpochMilliseconds, SECOND } from '../domain/units.ts'
import { Table } from './table.ts'
import { chooseTraffic, TRAFFIC_ROLL_UPS } from './traffic-schema.ts'

const [MINUTES, HOURS] = TRAFFIC_ROLL_UPS
const PUT = `INSERT INTO ${MINUTES.table} (kind, start, name, requests, seconds) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (kind, start, name) DO UPDATE SET
    requests = requests + excluded.requests, seconds = min(${MINUTES.step}, seconds + excluded.seconds)`
const CLEAR_HOUR = `DELETE FROM ${HOURS.table} WHERE kind = ? AND start = ?`
/** The row of all sorts first. */
const FOLD_HOUR = `INSERT INTO ${HOURS.table} (kind, start, name, requests, seconds)
  SELECT kind, ?, name, sum(requests) AS sum, sum(seconds) FROM ${MINUTES.table}
  WHERE kind = ? AND start >= ? AND start < ? GROUP BY name ORDER BY name <> '', sum DESC, name LIMIT ${NAMES_KEPT + 1}`

/** What was asked for and by which programs, minute by minute and hour by hour. An hour is reckoned anew with each of its minutes. */
export class TrafficTable extends Table {
  /** A minute that is known, as after a restart in its midst, is added to. */
  add({ start, seconds, parts }: TrafficMinute): boolean {
    const hour = start - modulo(start, HOURS.step)
    const run = () => {
      for (const { kind, requests, names } of parts) {
        this.run(PUT, kind, start, '', finite(requests), seconds)
        for (const each of names.slice(0, NAMES_KEPT)) this.run(PUT, kind, start, each.name, finite(each.requests), 0)
        this.run(CLEAR_HOUR, kind, hour)
        this.run(FOLD_HOUR, hour, kind, hour, hour + HOURS.step)
      }
    }
    return this.write({ weight: 'record', run })
  }

  /** The `groups` commonest names of [from, to), in milliseconds, and all; at most `most` points. A few milliseconds. */
  stretch(
    kind: TrafficKind,
    from: EpochMilliseconds,
    to: EpochMilliseconds,
    most: number,
    groups: number,
    now: EpochMilliseconds,
  ): TrafficStretch {
    const [first, end] = [Math.floor(from / SECOND), Math.ceil(to / SECOND)]
    const { table, step } = chooseTraffic(from, end - first, Math.max(1, most - 1), now)
    const [low, high] = [first - modulo(first, step), end + modulo(-end, step)]
    const names = this.all(
      `SELECT name FROM ${table} WHERE kind = ? AND start >= ? AND start < ? AND name <> ''
       GROUP BY name ORDER BY sum(requests) DESC, name LIMIT ?`,
      ...[kind, low, high, groups],
    ).map(({ name }) => String(name))
    const rows = this.all(
      `SELECT start - start % ${step} AS point, name, sum(requests) AS requests, sum(seconds) AS seconds FROM ${table}
       WHERE kind = ? AND start >= ? AND start < ? AND name IN (''${', ?'.repeat(names.length)}) GROUP BY point, name`,
      ...[kind, low, high, ...names],
    )
    return {
      step,
      rows: rows.map((row) => ({
        point: Number(row.point),
        name: String(row.name),
        requests: Number(row.requests),
        seconds: Number(row.seconds),
      })),
    }
  }

  /** Deletes up to `most` rows of each kind and roll-up that are too old; true: there may be more. */
  prune(now: EpochMilliseconds, kinds: readonly TrafficKind[], most: number): boolean {
    let hasMore = false
    const run = () => {
      for (const { table, keep } of TRAFFIC_ROLL_UPS)
        for (const kind of kinds) {
          const before = Math.floor((now - keep) / SECOND)
          const sql = `DELETE FROM ${table} WHERE (kind, start, name) IN
            (SELECT kind, start, name FROM ${table} WHERE kind = ? AND start < ? ORDER BY start LIMIT ?)`
          hasMore ||= this.run(sql, kind, before, most) >= most
        }
    }
    return this.write({ weight: 'record', key: 'prune traffic', run }) && hasMore
  }
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor
}
