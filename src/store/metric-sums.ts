import type { ExpectedBand, MetricPoint, MetricSecond } from '../domain/metric-history.ts'
import type { SiteMetric } from '../domain/metric-series.ts'
import type { Seconds } from '../domain/units.ts'
import { BAND_PARTS, BANDS, type Band, COLUMNS, type HistoryColumn, METHOD_COLUMNS, SUMS } from './history-schema.ts'
import type { SqlRow, SqlValue } from './sqlite.ts'

const AT = Object.fromEntries(COLUMNS.map((name, at) => [name, at])) as Record<HistoryColumn, number>
const BAND_COLUMNS = Object.fromEntries(
  BANDS.map((band) => [band, BAND_PARTS.map((part) => `${band}_${part}`)]),
) as unknown as Record<Band, readonly [HistoryColumn, HistoryColumn, HistoryColumn, HistoryColumn]>
/** Of a band, where its `…_bands` stands; mean, low and high follow. */
const BAND_AT = Object.fromEntries(BANDS.map((band) => [band, AT[`${band}_bands`]])) as Record<Band, number>
const METHODS_AT = AT[METHOD_COLUMNS[0]]
const NAMES: Readonly<Record<SiteMetric, Band>> = {
  requests: 'requests',
  'client-errors': 'client_errors',
  'server-errors': 'server_errors',
  'not-found': 'not_found',
  latency: 'latency',
  clients: 'clients',
  bytes: 'bytes',
}
const METRICS = Object.entries(NAMES) as [SiteMetric, Band][]

/** One row of a roll-up: seconds, or rows, added up. 420 bytes. */
export class MetricSums {
  /** In the order of COLUMNS; of what is not known, the p99, not a number. */
  readonly #numbers = new Float64Array(COLUMNS.length)

  constructor() {
    this.#numbers[AT.p99_most] = Number.NaN
  }

  /** `isNew`: nothing was known of this second before. */
  add(second: MetricSecond, isNew: boolean): void {
    const { requests, prevented, redirects, clientErrors, serverErrors, latencyP99 } = second
    if (isNew) {
      this.#sum(AT.seconds, 1)
      this.#sum(AT.split_seconds, 1)
    }
    this.#sum(AT.requests, requests)
    this.#sum(AT.bytes, second.bytes)
    this.#sum(AT.client_errors, clientErrors)
    this.#sum(AT.server_errors, serverErrors)
    this.#sum(AT.not_found, second.notFound)
    this.#sum(AT.prevented, prevented)
    this.#sum(AT.succeeded, Math.max(0, requests - prevented - redirects - clientErrors - serverErrors))
    this.#sum(AT.redirects, redirects)
    for (let method = 0; method < METHOD_COLUMNS.length; method++)
      this.#sum(METHODS_AT + method, second.methods[method] ?? 0)
    for (const [metric, band] of METRICS) this.#addBand(band, second.expected[metric])
    this.#addBand('errors', second.expectedErrors)
    this.#most(AT.requests_most, requests)
    this.#most(AT.clients_most, second.clients)
    if (latencyP99 !== null) this.#most(AT.p99_most, latencyP99)
  }

  /** Adds another row. */
  fold(other: MetricSums): void {
    const numbers = other.#numbers
    for (let at = 0; at < SUMS.length; at++) this.#numbers[at]! += numbers[at]!
    for (let at = SUMS.length; at < COLUMNS.length; at++) this.#most(at, numbers[at]!)
  }

  /** In the order of COLUMNS. */
  values(): readonly SqlValue[] {
    return Array.from(this.#numbers, (number) => (Number.isNaN(number) ? null : number))
  }

  /** What it says of `length` seconds from `start` on. */
  point(start: number, length: Seconds): MetricPoint {
    return pointFrom(start, length, (name) => this.#numbers[AT[name]]!)
  }

  #addBand(name: Band, band: ExpectedBand | null): void {
    if (band === null) return
    const at = BAND_AT[name]
    this.#sum(at, 1)
    this.#sum(at + 1, band.mean)
    this.#sum(at + 2, band.low)
    this.#sum(at + 3, band.high)
  }

  /** A number that is none must not keep the others from being written. */
  #sum(at: number, value: number): void {
    if (Number.isFinite(value)) this.#numbers[at]! += value
  }

  #most(at: number, value: number): void {
    const most = this.#numbers[at]!
    if (Number.isFinite(value) && !(value <= most)) this.#numbers[at] = value
  }
}

/** What a row of sums, its start as `point`, says of `length` seconds. */
export function pointOf(row: SqlRow, length: Seconds): MetricPoint {
  return pointFrom(Number(row.point), length, (name) => (row[name] === null ? Number.NaN : Number(row[name])))
}

type Read = (name: HistoryColumn) => number

function pointFrom(start: number, length: Seconds, read: Read): MetricPoint {
  const p99 = read('p99_most')
  return {
    start,
    length,
    seconds: read('seconds'),
    requests: read('requests'),
    bytes: read('bytes'),
    clientErrors: read('client_errors'),
    serverErrors: read('server_errors'),
    notFound: read('not_found'),
    prevented: read('prevented'),
    splitSeconds: read('split_seconds'),
    succeeded: read('succeeded'),
    redirects: read('redirects'),
    methods: METHOD_COLUMNS.map(read),
    mostRequests: read('requests_most'),
    mostClients: read('clients_most'),
    mostLatencyP99: Number.isNaN(p99) ? null : p99,
    expected: {
      requests: bandOf('requests', read),
      'client-errors': bandOf('client_errors', read),
      'server-errors': bandOf('server_errors', read),
      'not-found': bandOf('not_found', read),
      latency: bandOf('latency', read),
      clients: bandOf('clients', read),
      bytes: bandOf('bytes', read),
    },
    expectedErrors: bandOf('errors', read),
  }
}

function bandOf(name: Band, read: Read): ExpectedBand | null {
  const [bands, mean, low, high] = BAND_COLUMNS[name]
  const count = read(bands)
  return count === 0 ? null : { mean: read(mean) / count, low: read(low) / count, high: read(high) / count }
}
