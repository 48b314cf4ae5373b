import { STATUS_CLASSES } from '../../../../src/domain/metric-series.ts'
import { METHODS } from '../../metrics/chosen-column.ts'
import { address, changeQuery } from '../../route/router.ts'

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
