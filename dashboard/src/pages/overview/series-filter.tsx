import { type Column, type MetricSeries, STATUS_CLASSES } from '../../../../src/domain/metric-series.ts'
import { address, changeQuery } from '../../route/router.ts'
import { firstAt } from '../../state/series.ts'

const METHODS = ['GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'WebDAV', 'other'] as const

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

/** Draws the requests of one status class or method only. */
export function SeriesFilter() {
  const { query } = address.value
  const value = query.status ?? query.method ?? ''
  const change = (next: string) => {
    const isStatus = STATUS_CLASSES.some((name) => name === next)
    changeQuery({ status: isStatus ? next : undefined, method: isStatus ? undefined : next })
  }
  return (
    <label class="inline-field">
      <span class="visually-hidden">Requests that are drawn</span>
      <select value={value} onChange={(event) => change(event.currentTarget.value)}>
        <option value="">all requests</option>
        <optgroup label="By status">
          {STATUS_CLASSES.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </optgroup>
        <optgroup label="By method">
          {METHODS.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </optgroup>
      </select>
    </label>
  )
}
