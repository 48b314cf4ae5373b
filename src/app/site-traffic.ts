import type { SeriesQuery, TrafficKind, TrafficSeries } from '../domain/metric-series.ts'
import type { RecordBatch } from '../domain/record-batch.ts'
import type { TickSummary } from '../domain/tick-summary.ts'
import { NAMES_KEPT, type NamedTraffic, type TrafficMinute } from '../domain/traffic-history.ts'
import { type EpochSeconds, SECOND } from '../domain/units.ts'
import { hashEndpoint } from '../edge/parse/request-field.ts'
import { type SeeRow, TrafficSample } from '../edge/window/traffic-sample.ts'
import type { Clock } from '../lib/clock.ts'
import { SpaceSaving } from '../sketch/space-saving.ts'
import { MemoryTraffic, rowsOf } from '../store/memory-traffic.ts'
import type { TrafficTable } from '../store/traffic-table.ts'
import type { Onlooker } from './engine-options.ts'
import { trafficSeries } from './traffic-columns.ts'

/** Minutes that are kept without a store: 12 hours. */
const REMEMBERED = 720
/** Names that are counted in a minute: what has less than a 256th of it may be left out. */
const COUNTERS = 256
/** Minutes that are open at the same time: the one at hand, and those of lines that come late or early. */
const MOST_OPEN = 3
const MINUTE_S = 60

/** What is asked for and by which programs, over time: some of the lines are looked at, at most 200 in a second of the wall. */
export class SiteTraffic implements Onlooker {
  readonly #table: TrafficTable | null
  readonly #memory = new MemoryTraffic(REMEMBERED)
  readonly #clock: Clock
  readonly #sample: TrafficSample
  readonly #open = new Map<EpochSeconds, OpenMinute>()
  /** Minutes before this second are over. */
  #closedTo: EpochSeconds = Number.NEGATIVE_INFINITY
  #second = 0

  constructor(table: TrafficTable | null, clock: Clock, sample = new TrafficSample(hashEndpoint)) {
    this.#table = table
    this.#clock = clock
    this.#sample = sample
  }

  records(batch: RecordBatch, from: number, to: number): void {
    const second = Math.floor(this.#clock.now() / SECOND)
    if (second !== this.#second) {
      this.#second = second
      this.#sample.renew()
    }
    const minute = this.#minuteOf(batch.second[from]!)
    if (minute === null) return
    minute.rows += to - from
    minute.looked += this.#sample.look(batch, from, to, minute.see)
  }

  tick({ second }: TickSummary): void {
    if (second < this.#closedTo - MINUTE_S) {
      // The clock was set back.
      this.#open.clear()
      this.#closedTo = minuteStart(second)
    }
    const minute = this.#minuteOf(second)
    if (minute !== null) minute.seconds++
    for (const start of [...this.#open.keys()].sort((a, b) => a - b))
      if (start + MINUTE_S <= second + 1) this.#close(start)
  }

  /** The commonest over the stretch, at most `points` points and never more than 720. Times must be valid. Blocks for some 25 ms at most. */
  series({ kind, from, to, points }: SeriesQuery & { readonly kind: TrafficKind }): TrafficSeries {
    const now = this.#clock.now()
    const query = { kind, from: Date.parse(from), to: Date.parse(to), points, now }
    const { step, rows } = (this.#table ?? this.#memory).stretch(query)
    const open = [...this.#open.values()]
      .filter(
        ({ seconds, start }) => seconds > 0 && start < query.to / SECOND && start + MINUTE_S > query.from / SECOND,
      )
      .flatMap((minute) => rowsOf(minute.counted(), kind, step))
    return trafficSeries(kind, { step, rows: [...rows, ...open] })
  }

  /** Hands over the minutes at hand, as far as they are known. */
  close(): void {
    for (const start of [...this.#open.keys()]) this.#close(start)
  }

  #minuteOf(second: EpochSeconds): OpenMinute | null {
    const start = minuteStart(second)
    const known = this.#open.get(start)
    if (known !== undefined) return known
    if (start < this.#closedTo) return null
    const made = new OpenMinute(start)
    this.#open.set(start, made)
    if (this.#open.size > MOST_OPEN) this.#close(Math.min(...this.#open.keys()))
    return this.#open.get(start) ?? null
  }

  #close(start: EpochSeconds): void {
    const minute = this.#open.get(start)
    this.#open.delete(start)
    this.#closedTo = Math.max(this.#closedTo, start + MINUTE_S)
    if (minute === undefined || minute.seconds === 0) return
    const counted = minute.counted()
    if (this.#table === null) this.#memory.add(counted)
    else this.#table.add(counted)
  }
}

class OpenMinute {
  readonly start: EpochSeconds
  seconds = 0
  rows = 0
  looked = 0
  readonly see: SeeRow
  readonly #endpoints = new SpaceSaving(COUNTERS)
  readonly #agents = new SpaceSaving(COUNTERS)
  #weight = 0

  constructor(start: EpochSeconds) {
    this.start = start
    this.see = (endpoint, agent, weight) => {
      this.#weight += weight
      if (endpoint !== null) this.#endpoints.add(endpoint, weight)
      if (agent !== null) this.#agents.add(agent, weight)
    }
  }

  counted(): TrafficMinute {
    const { start, seconds, rows: requests, looked } = this
    const scale = this.#weight === 0 ? 0 : requests / this.#weight
    const top = (sketch: SpaceSaving): NamedTraffic[] =>
      sketch.top(NAMES_KEPT).map(({ name, weight }) => ({ name, requests: weight * scale }))
    return {
      ...{ start, seconds: Math.min(seconds, MINUTE_S), requests, looked },
      names: { endpoint: top(this.#endpoints), agent: top(this.#agents) },
    }
  }
}

function minuteStart(second: EpochSeconds): EpochSeconds {
  return second - (((second % MINUTE_S) + MINUTE_S) % MINUTE_S)
}
