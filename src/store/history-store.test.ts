import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { ExpectedBand, ExpectedBands, MetricPoint, MetricSecond } from '../domain/metric-history.ts'
import { anySeconds, secondOf } from '../domain/metric-second.fixture.ts'
import { SITE_METRICS, type SiteMetric } from '../domain/metric-series.ts'
import { METHODS } from '../domain/record-batch.ts'
import type { StoreTrouble } from '../domain/store-trouble.ts'
import { ManualClock } from '../lib/clock.ts'
import { ROLL_UPS } from './history-schema.ts'
import { HistoryStore } from './history-store.ts'
import { RetentionKeeper } from './retention-keeper.ts'
import { loadSqlite } from './sqlite.ts'
import { temporaryFolder } from './store.fixture.ts'

const DAY = 86_400
const METRICS = Object.keys(SITE_METRICS) as SiteMetric[]
const START = Date.UTC(2026, 2, 2) / 1_000

async function openHistory(folder = temporaryFolder()) {
  const clock = new ManualClock(START * 1_000)
  const troubles: StoreTrouble[] = []
  const history = await HistoryStore.open(folder, { clock, onTrouble: (trouble) => troubles.push(trouble) })
  onTestFinished(() => history.close())
  return { history, clock, troubles, folder }
}

const seconds = anySeconds(START - 3 * 3_600, START)

/** What the points should be, by adding up all that lies in each. */
function naivePoints(all: readonly MetricSecond[], step: number): MetricPoint[] {
  const groups = new Map<number, MetricSecond[]>()
  for (const row of all) {
    const start = row.second - (row.second % step)
    groups.set(start, [...(groups.get(start) ?? []), row])
  }
  const sum = (rows: readonly MetricSecond[], of: (row: MetricSecond) => number) =>
    rows.reduce((total, row) => total + of(row), 0)
  const band = (rows: readonly MetricSecond[], of: (row: MetricSecond) => ExpectedBand | null) => {
    const bands = rows.flatMap((row) => of(row) ?? [])
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
        splitSeconds: new Set(rows.map(({ second }) => second)).size,
        succeeded: sum(rows, (row) => {
          const { requests, prevented, redirects, clientErrors, serverErrors } = row
          return requests - prevented - redirects - clientErrors - serverErrors
        }),
        redirects: sum(rows, (row) => row.redirects),
        methods: METHODS.map((_, method) => sum(rows, ({ methods }) => methods[method]!)),
        mostRequests: Math.max(...rows.map(({ requests }) => requests)),
        mostClients: Math.max(...rows.map(({ clients }) => clients)),
        mostLatencyP99: latencies.length === 0 ? null : Math.max(...latencies),
        expected: Object.fromEntries(
          METRICS.map((metric) => [metric, band(rows, ({ expected }) => expected[metric])]),
        ) as ExpectedBands,
        expectedErrors: band(rows, ({ expectedErrors }) => expectedErrors),
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
    const texts = database
      .prepare(
        `SELECT name FROM sqlite_schema WHERE (sql LIKE '%TEXT%' OR sql LIKE '%BLOB%') AND name NOT LIKE 'traffic_%'`,
      )
      .all()
    database.close()
    expect(kept).toEqual([1, 2, 3])
    // Numbers only, but for what was asked for: there is no room for an address that would have to be forgotten.
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
