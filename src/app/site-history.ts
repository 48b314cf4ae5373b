import type { MetricSeries, SeriesQuery } from '../domain/metric-series.ts'
import type { TickSummary } from '../domain/tick-summary.ts'
import { DAY, type EpochSeconds, HOUR, SECOND } from '../domain/units.ts'
import type { Clock } from '../lib/clock.ts'
import type { RollUp } from '../store/history-schema.ts'
import type { HistoryStore } from '../store/history-store.ts'
import { MemoryHistory } from '../store/memory-history.ts'
import { metricSeries } from './metric-columns.ts'
import { metricSecond } from './metric-second.ts'
import type { Band } from './profile.ts'

/** Points that a client which comes back is given. */
const MOST_SINCE = 600
/** With a store: those, and the minute before them of which shares are. */
const RECENT: readonly RollUp[] = [{ table: 'seconds', step: 1, keep: (MOST_SINCE + 60) * SECOND }]
/** Without one, in 4 MB: two hours, and a day of minutes. */
const ALL: readonly RollUp[] = [
  { table: 'seconds', step: 1, keep: 2 * HOUR },
  { table: 'minutes', step: 60, keep: DAY },
]

/** Between what a metric is expected to be; null while that is not known. */
export type BandOf = (metric: string) => Band | null

/** What charts of the site are drawn from: the last minutes in memory, all else in the store, where there is one. */
export class SiteHistory {
  readonly #store: HistoryStore | null
  readonly #memory: MemoryHistory
  readonly #clock: Clock
  #newest: EpochSeconds | null = null

  constructor(store: HistoryStore | null, clock: Clock) {
    this.#store = store
    this.#clock = clock
    this.#memory = new MemoryHistory(store === null ? ALL : RECENT)
  }

  /** The newest second; null before the first. It goes back when the clock is set back. */
  get newest(): EpochSeconds | null {
    return this.#newest
  }

  /** Takes a second that was sealed. */
  tick(tick: TickSummary, band: BandOf): void {
    const second = metricSecond(tick, band)
    if (this.#newest !== null && tick.second < this.#newest) this.#memory.setBack(tick.second)
    this.#newest = tick.second
    this.#memory.add(second)
    this.#store?.add(second)
  }

  /** Takes a second that was learned from lines of the past, where nothing is known of it. */
  prime(tick: TickSummary, band: BandOf): void {
    const second = metricSecond(tick, band)
    this.#newest = Math.max(this.#newest ?? tick.second, tick.second)
    this.#memory.fill(second)
    this.#store?.fill(second)
  }

  /**
   * The seconds after this one, at most the last 600, without a look at the disk; with null, or one that has not been yet, the newest
   * alone.
   */
  pointsSince(second: EpochSeconds | null): MetricSeries {
    const newest = this.#newest
    if (newest === null) return metricSeries({ step: 1, from: 0, points: [] })
    const after = second === null || second > newest ? newest - 1 : second
    return metricSeries(this.#memory.seconds(Math.max(after, newest - MOST_SINCE) + 1, newest + 1))
  }

  /** At most `points` of them; without a store what the memory holds. The times must be valid. Blocks for 10 ms per 600 points. */
  series({ from, to, points }: SeriesQuery): MetricSeries {
    const [first, end] = [Date.parse(from), Date.parse(to)]
    return metricSeries(
      this.#store?.stretch(first, end, points) ?? this.#memory.stretch(first, end, points, this.#clock.now()),
    )
  }
}
