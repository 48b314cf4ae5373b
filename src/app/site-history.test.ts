import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { MetricSeries } from '../domain/metric-series.ts'
import type { TickSummary } from '../domain/tick-summary.ts'
import { ManualClock } from '../lib/clock.ts'
import { HistoryStore } from '../store/history-store.ts'
import { SiteHistory } from './site-history.ts'
import { NO_TICK } from './tick.fixture.ts'

const NOW = Date.UTC(2026, 2, 2, 12) / 1_000
const noBand = () => null
const band = (metric: string) => (metric === 'bytes' ? { mean: 5_000.5, low: 10, high: 9_000 } : null)
const iso = (second: number) => new Date(second * 1_000).toISOString()

async function withStore() {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-history-'))
  const clock = new ManualClock(NOW * 1_000)
  const store = await HistoryStore.open(folder, { clock, onTrouble: ({ text }) => expect.unreachable(text) })
  onTestFinished(() => {
    store.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return new SiteHistory(store, clock)
}

const inMemory = () => new SiteHistory(null, new ManualClock(NOW * 1_000))

/** Seconds of the last hour, ascending, with gaps. */
const ticks = fc
  .uniqueArray(
    fc.record({
      second: fc.integer({ min: NOW - 3_600, max: NOW - 1 }),
      requests: fc.nat(300),
      condemned: fc.nat(9),
      prevented: fc.nat(99),
      bytes: fc.nat(1e7),
      redirects: fc.nat(20),
      clientErrors: fc.nat(60),
      serverErrors: fc.nat(20),
      notFound: fc.nat(20),
      methods: fc.array(fc.nat(99), { minLength: 7, maxLength: 7 }),
      clients60: fc.nat(500),
      latencyP99: fc.option(fc.nat(5_000)),
    }),
    { selector: ({ second }) => second, minLength: 1, maxLength: 200 },
  )
  .map((all) => all.sort((a, b) => a.second - b.second).map((one): TickSummary => ({ ...NO_TICK, ...one })))

const sum = (all: readonly TickSummary[], of: (tick: TickSummary) => number) =>
  all.reduce((total, tick) => total + of(tick), 0)
const answered = (tick: TickSummary) => tick.requests + tick.condemned
const round = (value: number) => (value >= 1_000 ? Math.round(value) : Math.round(value * 1_000) / 1_000)

/** What a chart of all should show, reckoned from the seconds themselves. */
function naive(all: readonly TickSummary[], step: number) {
  const starts = [...new Set(all.map(({ second }) => second - (second % step)))]
  const within = (start: number, length: number) =>
    all.filter(({ second }) => second >= start && second < start + length)
  const mean = (of: (tick: TickSummary) => number) =>
    starts.map((start) => {
      const own = within(start, step)
      return round(sum(own, of) / own.length)
    })
  const share = (of: (tick: TickSummary) => number) =>
    starts.map((start) => {
      const span = Math.max(60, step)
      const own = within(start + step - span, span)
      return sum(own, answered) < 20 ? null : round((100 * sum(own, of)) / sum(own, answered))
    })
  const most = (of: (tick: TickSummary) => number | null) =>
    starts.map((start) => {
      const known = within(start, step).flatMap((tick) => of(tick) ?? [])
      return known.length === 0 ? null : round(Math.max(...known))
    })
  return {
    step_s: step,
    time: starts,
    values: {
      requests: mean((tick) => answered(tick) + tick.prevented),
      'client-errors': share(({ clientErrors }) => clientErrors),
      'server-errors': share(({ serverErrors }) => serverErrors),
      'not-found': share(({ notFound }) => notFound),
      latency: most(({ latencyP99 }) => latencyP99),
      clients: most(({ clients60 }) => clients60),
      bytes: mean(({ bytes }) => bytes),
    },
    most_requests: most((tick) => answered(tick) + tick.prevented),
    prevented: mean(({ prevented }) => prevented),
    status: {
      '2xx': mean((tick) => Math.max(0, answered(tick) - tick.redirects - tick.clientErrors - tick.serverErrors)),
      '3xx': mean(({ redirects }) => redirects),
      '4xx': mean(({ clientErrors }) => clientErrors),
      '5xx': mean(({ serverErrors }) => serverErrors),
    },
    methods: { POST: mean(({ methods }) => methods[1]!), WebDAV: mean(({ methods }) => methods[5]!) },
  }
}

describe('SiteHistory', () => {
  it.each([
    [3_000, 2],
    [900, 5],
    [300, 15],
    [121, 30],
    [61, 60],
    [20, 300],
  ])('draws in %i points what the seconds add up to, from the store as from memory', async (points, step) => {
    const ofAll = { from: iso(NOW - 3_600), to: iso(NOW), points }
    await fc.assert(
      fc.asyncProperty(ticks, async (all) => {
        const [stored, remembered] = [await withStore(), inMemory()]
        for (const tick of all) for (const history of [stored, remembered]) history.tick(tick, band)
        const series = stored.series(ofAll)
        expect(series).toMatchObject(naive(all, step))
        expect(remembered.series(ofAll)).toEqual(series)
        const late = stored.series({ ...ofAll, from: iso(NOW - 1_800) })
        if (late.step_s === step)
          for (const metric of ['requests', 'not-found', 'clients'] as const)
            expect(late.values[metric]).toEqual(
              late.time.length === 0 ? [] : series.values[metric].slice(-late.time.length),
            )
        expect(series.expected.bytes.mean).toEqual(series.time.map(() => 5_001))
        expect(series.expected.latency.high).toEqual(series.time.map(() => null))
      }),
      { seed: 7, numRuns: 12 },
    )
  })

  it('gives the seconds since any of the last ten minutes as they were drawn before', async () => {
    await fc.assert(
      fc.asyncProperty(ticks, fc.nat(700), async (all, back) => {
        const histories = [await withStore(), inMemory()]
        for (const history of histories) {
          const newest = all.at(-1)!.second
          const steps: MetricSeries[] = []
          for (const tick of all) {
            history.tick(tick, noBand)
            steps.push(history.pointsSince(null))
          }
          const wanted = all.findIndex(({ second }) => second > newest - Math.min(back, 600))
          const since = history.pointsSince(newest - back)
          expect(since.time).toEqual(wanted < 0 ? [] : all.slice(wanted).map(({ second }) => second))
          expect(since.values['client-errors']).toEqual(
            wanted < 0 ? [] : steps.slice(wanted).flatMap(({ values }) => values['client-errors']),
          )
          expect(history.pointsSince(newest + 5).time).toEqual([newest])
        }
      }),
      { seed: 8, numRuns: 10 },
    )
  })

  it('takes from lines of the past only what is not known, however often they are read', async () => {
    for (const history of [await withStore(), inMemory()]) {
      history.tick({ ...NO_TICK, second: NOW - 100, requests: 7 }, noBand)
      for (let round = 0; round < 2; round++)
        for (let second = NOW - 102; second < NOW - 98; second++)
          history.prime({ ...NO_TICK, second, requests: 1_000 }, noBand)
      history.tick({ ...NO_TICK, second: NOW - 98, requests: 3 }, noBand)
      const { values } = history.series({ from: iso(NOW - 110), to: iso(NOW), points: 600 })
      expect(values.requests).toEqual([1_000, 1_000, 7, 1_000, 3])
      expect(history.newest).toBe(NOW - 98)
    }
  })

  it('goes on when the clock is set back', async () => {
    for (const history of [await withStore(), inMemory()]) {
      for (let second = NOW - 900; second < NOW; second++) history.tick({ ...NO_TICK, second, requests: 5 }, noBand)
      for (let second = NOW - 1_800; second < NOW - 1_790; second++)
        history.tick({ ...NO_TICK, second, requests: 6 }, noBand)
      expect(history.newest).toBe(NOW - 1_791)
      expect(history.pointsSince(NOW - 1_794)).toMatchObject({
        time: [NOW - 1_793, NOW - 1_792, NOW - 1_791],
        values: { requests: [6, 6, 6] },
      })
      expect(history.pointsSince(NOW - 1).time).toEqual([NOW - 1_791])
    }
  })

  it('has nothing to show before the first second', () => {
    const history = inMemory()
    expect(history.pointsSince(null).time).toEqual([])
    expect(history.series({ from: iso(NOW - 60), to: iso(NOW), points: 10 }).values.requests).toEqual([])
  })
})
