import { shortTime } from '../format/format-time.ts'
import { MOVING, RANGES, type RangeName, rangeOf, rangeQuery } from '../route/address.ts'
import { address, changeQuery } from '../route/router.ts'

const WORDS: Readonly<Record<RangeName, string>> = {
  '15m': '15 min',
  '1h': '1 h',
  '24h': '24 h',
  '7d': '7 d',
  '30d': '30 d',
}

/** Which stretch of time charts show. A brush over a chart makes one of its own, and the way back appears. */
export function RangeBar() {
  const range = rangeOf(address.value.query)
  return (
    <fieldset class="choice">
      <legend class="visually-hidden">Time range</legend>
      {(Object.keys(RANGES) as RangeName[]).map((name) => (
        <button
          key={name}
          type="button"
          aria-pressed={range.kind === 'last' && range.name === name}
          onClick={() => changeQuery(rangeQuery(name))}
        >
          {WORDS[name]}
        </button>
      ))}
      {range.kind === 'fixed' && (
        <button type="button" aria-pressed="true" onClick={() => changeQuery(MOVING)} title="Back to now">
          {shortTime(range.from)} – {shortTime(range.to)} · reset
        </button>
      )}
    </fieldset>
  )
}
