import { type Column, type MetricSeries, STATUS_CLASSES } from '../../../src/domain/metric-series.ts'
import { firstAt } from '../state/series.ts'

/** As src/domain/record-batch.ts has them. */
export const METHODS = ['GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'WebDAV', 'other'] as const

/** The part of the requests that is drawn. */
export interface ChosenColumn {
  readonly name: string
  readonly of: (series: MetricSeries) => Column
  /** At a point, or at the newest when `time` is null. */
  readonly at: (series: MetricSeries, time: number | null) => number | null
}

/** What the address names: a status class or a method; null: all requests. */
export function chosenColumn(query: Readonly<Record<string, string>>): ChosenColumn | null {
  const status = STATUS_CLASSES.find((name) => name === query.status)
  const method = METHODS.find((name) => name === query.method)
  if (status === undefined && method === undefined) return null
  const of = (series: MetricSeries): Column =>
    status === undefined ? (series.methods[method!] ?? []) : series.status[status]
  const at = (series: MetricSeries, time: number | null) =>
    of(series)[time === null ? series.time.length - 1 : firstAt(series.time, time)] ?? null
  return { name: status ?? method!, of, at }
}
