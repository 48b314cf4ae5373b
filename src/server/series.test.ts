import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Column, MetricSeries, SeriesQuery, TrafficKind, TrafficSeries } from '../domain/metric-series.ts'
import { METHODS } from '../domain/record-batch.ts'
import type { SiteDesk } from '../domain/site-desk.ts'
import { type ControlApp, controlApp } from './control-app.ts'
import { FakeDesk, STATUS } from './fake-desk.fixture.ts'

const COLUMN: Column = [3, null, 0.125]
const BAND = { mean: COLUMN, low: COLUMN, high: [4, 5, 6.5] }
const SERIES: MetricSeries = {
  step_s: 60,
  time: [1_772_442_900, 1_772_442_960, 1_772_443_080],
  values: {
    ...{ requests: COLUMN, 'client-errors': COLUMN, 'server-errors': COLUMN, 'not-found': COLUMN },
    ...{ latency: COLUMN, clients: COLUMN, bytes: COLUMN },
  },
  expected: {
    ...{ requests: BAND, 'client-errors': BAND, 'server-errors': BAND, 'not-found': BAND },
    ...{ latency: BAND, clients: BAND, bytes: BAND },
  },
  most_requests: COLUMN,
  prevented: COLUMN,
  status: { '2xx': COLUMN, '3xx': COLUMN, '4xx': COLUMN, '5xx': COLUMN },
  methods: Object.fromEntries(METHODS.map((name) => [name, COLUMN])),
}

/** Draws the same for everybody, and keeps what was asked. */
class FakeSite implements Pick<SiteDesk, 'metrics' | 'traffic'> {
  readonly asked: unknown[] = []

  metrics(query: SeriesQuery): MetricSeries {
    this.asked.push(query)
    return SERIES
  }

  traffic(query: SeriesQuery & { readonly kind: TrafficKind }): TrafficSeries {
    this.asked.push(query)
    const groups = [{ name: '/<script>\u2028"', share: 0.5, requests_per_s: COLUMN }]
    return { kind: query.kind, step_s: 60, time: SERIES.time, groups, is_estimated: true }
  }
}

let site: FakeSite
let app: ControlApp
beforeEach(async () => {
  site = new FakeSite()
  const options = { version: '0.1.0', onFault: (error: Error) => expect.unreachable(error.message) }
  app = await controlApp(new FakeDesk(), { ...options, site: site as unknown as SiteDesk })
})
afterEach(() => app.close())

const DAY = 'from=2026-03-01T09:15:00Z&to=2026-03-02T10:15:00.5%2B01:00'
const STRETCH = { from: '2026-03-01T09:15:00.000Z', to: '2026-03-02T09:15:00.500Z' }
const get = (url: string) => app.inject({ url })

describe('what charts are drawn from', () => {
  it('goes out as it was drawn', async () => {
    expect((await get(`/api/v1/metrics?${DAY}&points=3000`)).json()).toEqual(SERIES)
    const traffic = await get(`/api/v1/traffic?kind=agent&${DAY}`)
    expect(traffic.json()).toMatchObject({ kind: 'agent', groups: [{ name: '/<script>\u2028"' }], is_estimated: true })
    expect(traffic.headers['content-type']).toContain('application/json')
    expect(site.asked).toEqual([
      { ...STRETCH, points: 3_000 },
      { ...STRETCH, points: 600, kind: 'agent' },
    ])
    expect((await get('/api/v1/baselines')).json()).toEqual(STATUS.baselines)
  })

  it.each([
    ['', 'from'],
    ['from=2026-03-01T00:00:00Z', 'to'],
    ['from=yesterday&to=2026-03-01T00:00:00Z', 'from is no time'],
    ['from=2026-03-01T00:00:00Z&to=2026-03-01', 'to is no time'],
    ['from=2026-03-01T00:00:00&to=2026-03-02T00:00:00Z', 'from is no time'],
    ['from=2026-03-02T00:00:00Z&to=2026-03-02T00:00:00Z', 'from is not before to'],
    ['from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z', 'from is not before to'],
    ['from=2024-03-01T00:00:00Z&to=2026-03-01T00:00:00Z', '366 days'],
    [`${DAY}&points=0`, 'points is 0'],
    [`${DAY}&points=3001`, 'points is 3001'],
    [`${DAY}&points=1e3`, 'points'],
    [`${DAY}&points=-1`, 'points'],
    [`${DAY}&points=10&points=20`, 'points'],
    [`${DAY}&step=1`, 'additional'],
    [`from=${'2'.repeat(50)}&to=2026-03-01T00:00:00Z`, 'from'],
  ])('is asked for by a stretch that makes sense, not %s', async (query, what) => {
    for (const route of ['metrics?', 'traffic?kind=endpoint&']) {
      const answer = await get(`/api/v1/${route}${query}`)
      expect(answer.statusCode).toBe(400)
      expect(answer.json().message).toContain(what)
      expect(answer.json().fix).not.toBe('')
    }
    expect(site.asked).toEqual([])
  })

  it('knows kinds of traffic, and no others', async () => {
    for (const kind of ['path', '__proto__', ''])
      expect((await get(`/api/v1/traffic?kind=${kind}&${DAY}`)).statusCode).toBe(400)
    expect((await get(`/api/v1/traffic?${DAY}`)).statusCode).toBe(400)
  })
})
