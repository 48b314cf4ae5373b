import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { MetricPoint, MetricSecond } from '../domain/metric-history.ts'
import type { StoreTrouble } from '../domain/store-trouble.ts'
import { ManualClock } from '../lib/clock.ts'
import { ROLL_UPS } from './history-schema.ts'
import { HistoryStore } from './history-store.ts'
import { RetentionKeeper } from './retention-keeper.ts'
import { loadSqlite } from './sqlite.ts'
import { temporaryFolder } from './store.fixture.ts'

const DAY = 86_400
const START = Date.UTC(2026, 2, 2) / 1_000

async function openHistory(folder = temporaryFolder()) {
  const clock = new ManualClock(START * 1_000)
  const troubles: StoreTrouble[] = []
  const history = await HistoryStore.open(folder, { clock, onTrouble: (trouble) => troubles.push(trouble) })
  onTestFinished(() => history.close())
  return { history, clock, troubles, folder }
}

function secondOf(second: number, change: Partial<MetricSecond> = {}): MetricSecond {
  return {
    second,
    requests: 10,
    bytes: 1_000,
    clientErrors: 2,
    serverErrors: 1,
    notFound: 1,
    prevented: 3,
    clients: 5,
    latencyP99: 20,
    expectedRequests: { mean: 9, low: 4, high: 15 },
    expectedErrors: null,
    ...change,
  }
}

const seconds = fc.array(
  fc.record({
    second: fc.integer({ min: START - 3 * 3_600, max: START - 1 }),
    requests: fc.nat(1_000),
    bytes: fc.nat(1e9),
    clientErrors: fc.nat(99),
    serverErrors: fc.nat(99),
    notFound: fc.nat(99),
    prevented: fc.nat(99),
    clients: fc.nat(99),
    latencyP99: fc.option(fc.nat(5_000)),
    expectedRequests: fc.option(fc.record({ mean: fc.nat(99), low: fc.nat(99), high: fc.nat(99) })),
    expectedErrors: fc.option(fc.record({ mean: fc.nat(99), low: fc.nat(99), high: fc.nat(99) })),
  }),
  { minLength: 1, maxLength: 60 },
)

/** What the points should be, by adding up all that lies in each. */
function naivePoints(all: readonly MetricSecond[], step: number): MetricPoint[] {
  const groups = new Map<number, MetricSecond[]>()
  for (const row of all) {
    const start = row.second - (row.second % step)
    groups.set(start, [...(groups.get(start) ?? []), row])
  }
  const sum = (rows: readonly MetricSecond[], of: (row: MetricSecond) => number) =>
    rows.reduce((total, row) => total + of(row), 0)
  const band = (rows: readonly MetricSecond[], name: 'expectedRequests' | 'expectedErrors') => {
    const bands = rows.flatMap((row) => row[name] ?? [])
    const mean = (part: 'mean' | 'low' | 'high') => bands.reduce((total, each) => total + each[part], 0) / bands.length
    return bands.length === 0 ? null : { mean: mean('mean'), low: mean('low'), high: mean('high') }
  }
  return [...groups]
    .sort(([a], [b]) => a - b)
    .map(([start, rows]) => {
      const latencies = rows.flatMap(({ latencyP99 }) => latencyP99 ?? [])
      return {
        start,
        length: step,
        seconds: new Set(rows.map(({ second }) => second)).size,
        requests: sum(rows, (row) => row.requests),
        bytes: sum(rows, (row) => row.bytes),
        clientErrors: sum(rows, (row) => row.clientErrors),
        serverErrors: sum(rows, (row) => row.serverErrors),
        notFound: sum(rows, (row) => row.notFound),
        prevented: sum(rows, (row) => row.prevented),
        mostRequests: Math.max(...rows.map(({ requests }) => requests)),
        mostClients: Math.max(...rows.map(({ clients }) => clients)),
        mostLatencyP99: latencies.length === 0 ? null : Math.max(...latencies),
        expectedRequests: band(rows, 'expectedRequests'),
        expectedErrors: band(rows, 'expectedErrors'),
      }
    })
}

describe('HistoryStore', () => {
  it('has roll-ups that equal naive sums, in whatever portions the seconds come', async () => {
    await fc.assert(
      fc.asyncProperty(seconds, fc.integer({ min: 1, max: 9 }), async (all, portion) => {
        const { history, troubles } = await openHistory()
        for (const [index, second] of all.entries()) {
          history.add(second)
          if (index % portion === 0) history.flush()
        }
        const [from, to] = [(START - 3 * 3_600) * 1_000, START * 1_000]
        for (const [most, step] of [
          [20_000, 1],
          [800, 15],
          [181, 60],
          [100, 120],
          [4, 3_600],
        ] as const) {
          const points = history.query(from, to, most)
          expect(points.length).toBeLessThanOrEqual(most)
          expect(points.map(rounded)).toEqual(naivePoints(all, step).map(rounded))
        }
        expect(troubles).toEqual([])
      }),
      { seed: 6, numRuns: 30 },
    )
  })

  it('reads the finest roll-up that reaches back far enough', async () => {
    const { history } = await openHistory()
    const now = START * 1_000
    const lengthOf = (days: number, most: number) => {
      history.add(secondOf(START - days * DAY + 10))
      return history.query(now - days * DAY * 1_000, now - days * DAY * 1_000 + 600_000, most)[0]!.length
    }
    expect(lengthOf(0.5, 1_000)).toBe(1)
    expect(lengthOf(3, 1_000)).toBe(60)
    expect(lengthOf(90, 1_000)).toBe(3_600)
  })

  it('keeps seconds for a day, minutes for a month and hours for a year', async () => {
    const { history, clock, folder } = await openHistory()
    for (const days of [0.5, 2, 40, 400]) history.add(secondOf(START - days * DAY))
    history.flush()
    const keeper = new RetentionKeeper(clock, [(now) => history.prune(now, 1)])
    keeper.start()
    clock.advance(65_000)
    keeper.stop()
    history.close()
    const database = (await loadSqlite())(join(folder, 'history.db'), { timeout: 0 })
    const kept = ROLL_UPS.map(({ table }) => Number(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()!.n))
    const texts = database.prepare(`SELECT name FROM sqlite_schema WHERE sql LIKE '%TEXT%' OR sql LIKE '%BLOB%'`).all()
    database.close()
    expect(kept).toEqual([1, 2, 3])
    // Numbers only: there is no room for an address that would have to be forgotten.
    expect(texts).toEqual([])
  })

  it('writes by itself within five seconds', async () => {
    const { history, clock, folder } = await openHistory()
    history.add(secondOf(START))
    clock.advance(5_000)
    const database = (await loadSqlite())(join(folder, 'history.db'), { timeout: 0 })
    const { n } = database.prepare('SELECT count(*) AS n FROM seconds').get()!
    database.close()
    expect(n).toBe(1)
  })

  it('takes a number that is none for nothing', async () => {
    const { history } = await openHistory()
    history.add(secondOf(START, { bytes: Number.NaN }))
    expect(history.query(START * 1_000, (START + 1) * 1_000, 10)).toMatchObject([{ bytes: 0, requests: 10 }])
  })
})

/** Sums of fractions depend on their order in the last digits. */
function rounded(point: MetricPoint): unknown {
  return JSON.parse(
    JSON.stringify(point, (_, value) => (typeof value === 'number' ? Math.round(value * 1e6) / 1e6 : value)),
  )
}
