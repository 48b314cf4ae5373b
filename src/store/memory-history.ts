import { type MetricPoint, type MetricSecond, type MetricStretch, ROLLING } from '../domain/metric-history.ts'
import { type EpochMilliseconds, type EpochSeconds, SECOND, type Seconds } from '../domain/units.ts'
import { chooseRollUp, type RollUp } from './history-schema.ts'
import { MetricSums } from './metric-sums.ts'

interface Row {
  readonly start: EpochSeconds
  readonly sums: MetricSums
}

/** The newest rows of one roll-up. */
class Rows {
  readonly rollUp: RollUp
  readonly all: Row[] = []

  constructor(rollUp: RollUp) {
    this.rollUp = rollUp
  }

  /** Where the row of a second is, or would be. */
  indexOf(second: EpochSeconds): number {
    const start = second - modulo(second, this.rollUp.step)
    return this.all.findLastIndex((row) => row.start <= start)
  }

  at(second: EpochSeconds): MetricSums {
    const start = second - modulo(second, this.rollUp.step)
    const index = this.indexOf(second)
    const found = this.all[index]
    if (found?.start === start) return found.sums
    const made = { start, sums: new MetricSums() }
    this.all.splice(index + 1, 0, made)
    if (this.all.length * this.rollUp.step > this.rollUp.keep / SECOND) this.all.shift()
    return made.sums
  }

  dropAfter(second: EpochSeconds): void {
    while ((this.all.at(-1)?.start ?? second) > second) this.all.pop()
  }

  has(second: EpochSeconds): boolean {
    return this.all[this.indexOf(second)]?.start === second
  }
}

/** What `HistoryStore` keeps, without a file and not for so long: 420 bytes a row. */
export class MemoryHistory {
  readonly #rows: readonly Rows[]

  /** From the finest to the coarsest; each step divides the next, and the first is 1 s. */
  constructor(rollUps: readonly RollUp[]) {
    this.#rows = rollUps.map((rollUp) => new Rows(rollUp))
  }

  add(second: MetricSecond): void {
    const isNew = !this.#rows[0]!.has(second.second)
    for (const rows of this.#rows) rows.at(second.second).add(second, isNew)
  }

  /** Takes a second that was learned from older lines, unless something is known of it. */
  fill(second: MetricSecond): void {
    if (!this.#rows[0]!.has(second.second)) this.add(second)
  }

  /** The clock was set back to this second: what lies after it is forgotten, or it would be kept instead of what comes. */
  setBack(second: EpochSeconds): void {
    for (const rows of this.#rows) rows.dropAfter(second)
  }

  /** As `HistoryStore.stretch`. */
  stretch(from: EpochMilliseconds, to: EpochMilliseconds, most: number, now: EpochMilliseconds): MetricStretch {
    const [first, end] = [Math.floor(from / SECOND), Math.ceil(to / SECOND)]
    const rollUps = this.#rows.map(({ rollUp }) => rollUp)
    const { table, step } = chooseRollUp(from, end - first, Math.max(1, most - 1), now, rollUps)
    const [low, high] = [first - modulo(first, step), end + modulo(-end, step)]
    const { all } = this.#rows.find(({ rollUp }) => rollUp.table === table)!
    return { step, from: low, points: pointsOf(all, low - Math.max(0, ROLLING - step), high, step) }
  }

  /** Seconds of [from, to) one by one. */
  seconds(from: EpochSeconds, to: EpochSeconds): MetricStretch {
    return { step: 1, from, points: pointsOf(this.#rows[0]!.all, from - ROLLING + 1, to, 1) }
  }
}

function pointsOf(rows: readonly Row[], low: EpochSeconds, high: EpochSeconds, step: Seconds): MetricPoint[] {
  const points: MetricPoint[] = []
  let start: EpochSeconds | null = null
  let sums = new MetricSums()
  const end = (): void => {
    if (start !== null) points.push(sums.point(start, step))
  }
  for (const row of rows) {
    if (row.start < low || row.start >= high) continue
    const own = row.start - modulo(row.start, step)
    if (own !== start) {
      end()
      start = own
      sums = new MetricSums()
    }
    sums.fold(row.sums)
  }
  end()
  return points
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor
}
