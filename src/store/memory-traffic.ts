import type { NamedTraffic, TrafficMinute, TrafficRow, TrafficStretch } from '../domain/traffic-history.ts'
import type { EpochSeconds } from '../domain/units.ts'
import { chooseTraffic, GROUPS, type TrafficQuery } from './traffic-schema.ts'

/** What `TrafficTable` keeps, without a file: the newest minutes. */
export class MemoryTraffic {
  readonly #most: number
  readonly #minutes: TrafficMinute[] = []

  /** At most so many minutes, some 4 kB each. */
  constructor(most: number) {
    this.#most = most
  }

  add(minute: TrafficMinute): void {
    const index = this.#minutes.findLastIndex(({ start }) => start <= minute.start)
    this.#minutes.splice(index + 1, 0, minute)
    if (this.#minutes.length > this.#most) this.#minutes.shift()
  }

  /** As `TrafficTable.stretch`. */
  stretch(query: TrafficQuery): TrafficStretch {
    const { step, low, high } = chooseTraffic(query)
    const own = this.#minutes.filter(({ start }) => start >= low && start < high)
    const commonest = new Set(topOf(own.flatMap(({ names }) => names[query.kind])))
    const rows = own.flatMap((minute) =>
      rowsOf(minute, query.kind, step).filter(({ name }) => name === '' || commonest.has(name)),
    )
    return { step, rows }
  }
}

/** A minute as rows of the point in which it lies. */
export function rowsOf(minute: TrafficMinute, kind: TrafficQuery['kind'], step: number): TrafficRow[] {
  const { start, requests, looked, seconds, names } = minute
  const point: EpochSeconds = start - (((start % step) + step) % step)
  const named = names[kind].map((each) => ({ ...each, point, looked: 0, seconds: 0 }))
  return [{ point, name: '', requests, looked, seconds }, ...named]
}

function topOf(all: readonly NamedTraffic[]): string[] {
  const sums = new Map<string, number>()
  for (const { name, requests } of all) sums.set(name, (sums.get(name) ?? 0) + requests)
  return [...sums]
    .sort(([a, first], [b, second]) => second - first || (a < b ? -1 : 1))
    .slice(0, GROUPS)
    .map(([name]) => name)
}
