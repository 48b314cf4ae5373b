import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { TrafficKind } from '../domain/metric-series.ts'
import { hashEndpoint } from '../edge/parse/request-field.ts'
import { batchOf, type Row } from '../edge/window/batch.fixture.ts'
import { TrafficSample } from '../edge/window/traffic-sample.ts'
import { ManualClock } from '../lib/clock.ts'
import { HistoryStore } from '../store/history-store.ts'
import { SiteTraffic } from './site-traffic.ts'
import { NO_TICK } from './tick.fixture.ts'

const NOW = Date.UTC(2026, 2, 2, 12) / 1_000
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0'

function rowOf(second: number, path: string, agent: string): Row {
  const bytes = Buffer.from(path)
  const line = `198.51.100.1 - - [x] "GET ${path} HTTP/1.1" 200 5 "-" "${agent}"`
  return { second, line, endpoint: hashEndpoint(bytes, 0, bytes.length) }
}

/** No id, and another one for each number. */
const letters = (number: number) => `${number}`.replace(/\d/g, (digit) => 'ghijklmnop'[Number(digit)]!)

/** One that passes a second of the wall with each second of the log. */
function rig(table: HistoryStore['traffic'] | null, clock = new ManualClock(NOW * 1_000)) {
  const traffic = new SiteTraffic(table, clock)
  return {
    traffic,
    second(second: number, rows: readonly Row[]): void {
      if (rows.length > 0) traffic.records(batchOf(rows), 0, rows.length)
      traffic.tick({ ...NO_TICK, second })
      clock.advance(1_000)
    },
    series(kind: TrafficKind, back = 900) {
      const now = clock.now()
      const [from, to] = [new Date(now - back * 1_000).toISOString(), new Date(now).toISOString()]
      return traffic.series({ kind, from, to, points: 600 })
    },
  }
}

async function opened() {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-traffic-'))
  const clock = new ManualClock(NOW * 1_000)
  const store = await HistoryStore.open(folder, { clock, onTrouble: ({ text }) => expect.unreachable(text) })
  onTestFinished(() => {
    store.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return { store, clock }
}

describe('SiteTraffic', () => {
  it('tells requests a second of endpoints and agents, with a store and without', async () => {
    const { store, clock } = await opened()
    for (const { second, series } of [rig(null), rig(store.traffic, clock)]) {
      for (let at = NOW; at < NOW + 150; at++)
        second(at, [
          rowOf(at, '/', FIREFOX),
          rowOf(at, '/', FIREFOX),
          ...(at % 2 === 0 ? [rowOf(at, `/order/${at}`, 'curl/8.0')] : []),
        ])
      expect(series('endpoint')).toEqual({
        kind: 'endpoint',
        step_s: 60,
        // The minute at hand is shown as far as it is known.
        time: [NOW, NOW + 60, NOW + 120],
        groups: [
          { name: '/', share: 0.8, requests_per_s: [2, 2, 2] },
          { name: '/order/:n', share: 0.2, requests_per_s: [0.5, 0.5, 0.5] },
        ],
        is_estimated: false,
      })
      expect(series('agent').groups.map(({ name, share }) => [name, share])).toEqual([
        ['Firefox', 0.8],
        ['curl', 0.2],
      ])
    }
  })

  it('loses no part of a minute when it is stopped in its midst', async () => {
    const { store, clock } = await opened()
    for (const from of [NOW, NOW + 20]) {
      const { traffic, second } = rig(store.traffic, clock)
      for (let at = from; at < from + 20; at++) second(at, [rowOf(at, '/', FIREFOX), rowOf(at, '/a', FIREFOX)])
      traffic.close()
    }
    expect(rig(store.traffic, clock).series('endpoint')).toMatchObject({
      time: [NOW],
      groups: [
        { name: '/', share: 0.5, requests_per_s: [1] },
        { name: '/a', share: 0.5, requests_per_s: [1] },
      ],
    })
  })

  it('says when it is estimated, and is right within some per cent then', () => {
    const { second, traffic, series } = rig(null)
    for (let at = NOW; at < NOW + 60; at++) {
      const rows = Array.from({ length: 250 }, (_, row) => rowOf(at, row % 5 === 0 ? '/search' : '/', FIREFOX))
      for (let more = 0; more < 3; more++) traffic.records(batchOf(rows), 0, rows.length)
      second(at, rows)
    }
    const { groups, is_estimated } = series('endpoint')
    expect(is_estimated).toBe(true)
    expect(groups.map(({ name }) => name)).toEqual(['/', '/search'])
    expect(groups[0]!.requests_per_s[0]! + groups[1]!.requests_per_s[0]!).toBeCloseTo(1_000, 0)
    expect(Math.abs(groups[1]!.requests_per_s[0]! - 200)).toBeLessThan(20)
  })

  it('is bounded by the wall, not by the log: a backlog of hours costs no more than the seconds it takes', () => {
    let looks = 0
    let renewals = 0
    const sample = new TrafficSample(hashEndpoint)
    const renew = sample.renew.bind(sample)
    sample.renew = () => {
      renewals++
      renew()
    }
    const look = sample.look.bind(sample)
    sample.look = (...rows) => {
      const more = look(...rows)
      looks += more
      return more
    }
    const clock = new ManualClock(NOW * 1_000)
    const traffic = new SiteTraffic(null, clock, sample)
    for (let at = NOW; at < NOW + 7_200; at++) {
      traffic.records(batchOf([rowOf(at, '/', FIREFOX)]), 0, 1)
      traffic.tick({ ...NO_TICK, second: at })
    }
    expect(renewals).toBe(1)
    expect(looks).toBeLessThanOrEqual(200)
    expect(looks).toBeGreaterThan(100)
  })

  it('goes on when the clock is set back, and leaves out lines of minutes that are over', () => {
    const { second, traffic, series } = rig(null)
    for (let at = NOW; at < NOW + 120; at++) second(at, [rowOf(at, '/new', FIREFOX)])
    traffic.records(batchOf([rowOf(NOW, '/late', FIREFOX)]), 0, 1)
    expect(series('endpoint').groups.map(({ name }) => name)).toEqual(['/new'])
    for (let at = NOW - 600; at < NOW - 540; at++) second(at, [rowOf(at, '/old', FIREFOX)])
    const { groups } = series('endpoint', 1_800)
    expect(groups[0]).toMatchObject({ name: '/new', requests_per_s: [0, 1, 1] })
    // What came before the first second was sealed is not known to belong there.
    expect(groups[1]).toMatchObject({ name: '/old', requests_per_s: [0.983, 0, 0] })
  })

  it('shows no name of many that come once each for a common one', () => {
    const { second, series } = rig(null)
    for (let at = NOW; at < NOW + 60; at++)
      second(
        at,
        Array.from({ length: 90 }, (_, row) => rowOf(at, row < 30 ? '/shop' : `/${letters(at * 90 + row)}`, FIREFOX)),
      )
    const [first, second_] = series('endpoint').groups
    expect(first!.name).toBe('/shop')
    expect(Math.abs(first!.share - 1 / 3)).toBeLessThan(0.02)
    expect(second_?.share ?? 0).toBeLessThan(0.02)
  })
})
