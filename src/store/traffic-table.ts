import { TRAFFIC_KINDS } from '../domain/metric-series.ts'
import { NAMES_KEPT, type TrafficMinute, type TrafficStretch } from '../domain/traffic-history.ts'
import { type EpochMilliseconds, SECOND } from '../domain/units.ts'
import { Table } from './table.ts'
import { chooseTraffic, GROUPS, TRAFFIC_ROLL_UPS, type TrafficQuery } from './traffic-schema.ts'

const [MINUTES, HOURS] = TRAFFIC_ROLL_UPS
const PUT = `INSERT INTO ${MINUTES.table} (kind, start, name, requests, looked, seconds) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (kind, start, name) DO UPDATE SET
    requests = requests + excluded.requests, looked = looked + excluded.looked,
    seconds = min(${MINUTES.step}, seconds + excluded.seconds)`
const CLEAR_HOUR = `DELETE FROM ${HOURS.table} WHERE kind = ? AND start = ?`
/** The row of all sorts first. */
const FOLD_HOUR = `INSERT INTO ${HOURS.table} (kind, start, name, requests, looked, seconds)
  SELECT kind, ?, name, sum(requests) AS sum, sum(looked), sum(seconds) FROM ${MINUTES.table}
  WHERE kind = ? AND start >= ? AND start < ? GROUP BY name ORDER BY name <> '', sum DESC, name LIMIT ${NAMES_KEPT + 1}`

/** What was asked for and by which programs, minute by minute and hour by hour. An hour is reckoned anew with each of its minutes. */
export class TrafficTable extends Table {
  /** A minute that is known, as after a restart in its midst, is added to. */
  add({ start, seconds, requests, looked, names }: TrafficMinute): boolean {
    const hour = start - modulo(start, HOURS.step)
    const run = () => {
      for (const kind of TRAFFIC_KINDS) {
        this.run(PUT, kind, start, '', requests, looked, seconds)
        for (const each of names[kind]) this.run(PUT, kind, start, each.name, each.requests, 0, 0)
        this.run(CLEAR_HOUR, kind, hour)
        this.run(FOLD_HOUR, hour, kind, hour, hour + HOURS.step)
      }
    }
    return this.write({ weight: 'record', run })
  }

  /** Of [from, to) all requests, and those of the GROUPS commonest names; at most `most` points. Some ten milliseconds at most. */
  stretch(query: TrafficQuery): TrafficStretch {
    const { kind } = query
    const { table, step, low, high } = chooseTraffic(query)
    const names = this.all(
      `SELECT name FROM ${table} WHERE kind = ? AND start >= ? AND start < ? AND name <> ''
       GROUP BY name ORDER BY sum(requests) DESC, name LIMIT ?`,
      ...[kind, low, high, GROUPS],
    ).map(({ name }) => String(name))
    const rows = this.all(
      `SELECT start - start % ${step} AS point, name, sum(requests) AS requests, sum(looked) AS looked, sum(seconds) AS seconds
       FROM ${table}
       WHERE kind = ? AND start >= ? AND start < ? AND name IN (''${', ?'.repeat(names.length)}) GROUP BY point, name`,
      ...[kind, low, high, ...names],
    )
    return {
      step,
      rows: rows.map((row) => ({
        point: Number(row.point),
        name: String(row.name),
        requests: Number(row.requests),
        looked: Number(row.looked),
        seconds: Number(row.seconds),
      })),
    }
  }

  /** Deletes up to `most` rows of each kind and roll-up that are too old; true: there may be more. */
  prune(now: EpochMilliseconds, most: number): boolean {
    let hasMore = false
    const run = () => {
      for (const { table, keep } of TRAFFIC_ROLL_UPS)
        for (const kind of TRAFFIC_KINDS) {
          const before = Math.floor((now - keep) / SECOND)
          const sql = `DELETE FROM ${table} WHERE (kind, start, name) IN
            (SELECT kind, start, name FROM ${table} WHERE kind = ? AND start < ? ORDER BY start LIMIT ?)`
          hasMore ||= this.run(sql, kind, before, most) >= most
        }
    }
    return this.write({ weight: 'record', key: 'prune traffic', run }) && hasMore
  }
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor
}
