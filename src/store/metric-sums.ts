import type { ExpectedBand, MetricPoint, MetricSecond } from '../domain/metric-history.ts'
import type { Seconds } from '../domain/units.ts'
import { COLUMNS } from './history-schema.ts'
import type { SqlRow, SqlValue } from './sqlite.ts'

type Column = (typeof COLUMNS)[number]
type Band = 'requests' | 'errors'

/** Adds up seconds into one row of a roll-up. */
export class MetricSums {
  readonly #sums: Record<Column, number> = Object.fromEntries(COLUMNS.map((name) => [name, 0])) as Record<
    Column,
    number
  >
  #p99: number | null = null

  /** `isNew`: nothing was known of this second before. */
  add(second: MetricSecond, isNew: boolean): void {
    const sums = this.#sums
    if (isNew) sums.seconds++
    sums.requests += second.requests
    sums.bytes += second.bytes
    sums.client_errors += second.clientErrors
    sums.server_errors += second.serverErrors
    sums.not_found += second.notFound
    sums.prevented += second.prevented
    sums.requests_most = Math.max(sums.requests_most, second.requests)
    sums.clients_most = Math.max(sums.clients_most, second.clients)
    this.#addBand('requests', second.expectedRequests)
    this.#addBand('errors', second.expectedErrors)
    const { latencyP99 } = second
    if (latencyP99 !== null) this.#p99 = Math.max(this.#p99 ?? latencyP99, latencyP99)
  }

  /** In the order of COLUMNS. */
  values(): readonly SqlValue[] {
    return COLUMNS.map((name) => (name === 'p99_most' ? this.#p99 : finite(this.#sums[name])))
  }

  #addBand(name: Band, band: ExpectedBand | null): void {
    if (band === null) return
    const sums = this.#sums
    sums[`${name}_bands`]++
    sums[`${name}_mean`] += band.mean
    sums[`${name}_low`] += band.low
    sums[`${name}_high`] += band.high
  }
}

/** What a row of sums says of `length` seconds. */
export function pointOf(row: SqlRow, length: Seconds): MetricPoint {
  const number = (name: Column) => Number(row[name])
  return {
    start: Number(row.point),
    length,
    seconds: number('seconds'),
    requests: number('requests'),
    bytes: number('bytes'),
    clientErrors: number('client_errors'),
    serverErrors: number('server_errors'),
    notFound: number('not_found'),
    prevented: number('prevented'),
    mostRequests: number('requests_most'),
    mostClients: number('clients_most'),
    mostLatencyP99: row.p99_most === null ? null : number('p99_most'),
    expectedRequests: bandOf(row, 'requests'),
    expectedErrors: bandOf(row, 'errors'),
  }
}

function bandOf(row: SqlRow, name: Band): ExpectedBand | null {
  const count = Number(row[`${name}_bands`])
  const mean = (column: 'mean' | 'low' | 'high') => Number(row[`${name}_${column}`]) / count
  return count === 0 ? null : { mean: mean('mean'), low: mean('low'), high: mean('high') }
}

/** A number that is none must not keep the others from being written. */
function finite(value: number): number {
  return Number.isFinite(value) ? value : 0
}
