import { describe, expect, it } from 'vitest'
import type { SiteFinding, SiteMetrics } from '../brain/detect/site/site-metrics.ts'
import { siteMetrics } from './calibrated-site.ts'
import { DrawnTicks, dayCurve, type SiteState, USUAL_SITE } from './site-ticks.fixture.ts'

const HOUR = 3_600
const DAY = 86_400

/** A site that is drawn second by second, beginning on a Monday at noon, UTC. */
class DrawnSite {
  metrics: SiteMetrics
  second = Date.UTC(2026, 2, 2, 12) / 1_000
  knownShareIntact = false
  readonly #ticks: DrawnTicks

  constructor(seed: number, k = 2) {
    this.metrics = siteMetrics({ maxFalsePerWeek: 1 })
    this.#ticks = new DrawnTicks(seed, k)
  }

  /** So many seconds; returns for each what fired. */
  pass(seconds: number, state: Partial<SiteState> | ((second: number) => Partial<SiteState>) = {}) {
    return Array.from({ length: seconds }, (): readonly SiteFinding[] => {
      const change = typeof state === 'function' ? state(this.second) : state
      const tick = this.#ticks.draw(this.second, { ...USUAL_SITE, ...change })
      const { knownShareIntact } = this
      return this.metrics.see(tick, 1_000 * this.second++, { learns: true, knownShareIntact })
    })
  }
}

const kindsOf = (seconds: readonly (readonly SiteFinding[])[]) => [
  ...new Set(
    seconds.flat().map(({ finding, partOf }) => (partOf === null ? finding.kind : `${finding.kind} (${partOf})`)),
  ),
]
const firstOf = (seconds: readonly (readonly SiteFinding[])[], kind: string) =>
  1 + seconds.findIndex((told) => told.some(({ finding }) => finding.kind === kind))

describe('what the site is told to be after four hours', () => {
  const learned = (rate: number, seed: number) => {
    const site = new DrawnSite(seed)
    expect(kindsOf(site.pass(4 * HOUR, { rate }))).toEqual([])
    return site
  }

  it.each([
    ['a flood of 3 times', 50, { rate: 150 }, 'traffic-surge', 2, 2],
    ['a flood of 2 times', 50, { rate: 100 }, 'traffic-surge', 4, 6],
    ['a flood of 1.5 times', 50, { rate: 75 }, 'traffic-surge', 8, 16],
    ['a flood of 10 times', 5, { rate: 50 }, 'traffic-surge', 2, 3],
    ['silence', 5, { rate: 0 }, 'traffic-drop', 7, 10],
    ['failures of 60 %', 5, { failed: 0.6 }, 'server-errors', 5, 10],
    ['slowness of 90 %', 5, { slow: 0.9 }, 'latency', 4, 10],
    ['slowness of 30 %', 50, { slow: 0.3 }, 'latency', 2, 3],
    ['twenty times as many missing pages', 50, { missing: 0.2 }, 'not-found', 3, 5],
    ['answers five times as large', 50, { size: 60_000 }, 'bandwidth-surge', 4, 6],
  ] as const)(
    '%s at %i requests a second is seen in time, told all along, and over soon after',
    (_, rate, change, kind, median, most) => {
      const times: number[] = []
      let told = 0
      for (let seed = 1; seed <= 5; seed++) {
        const site = learned(rate, seed)
        const attack = site.pass(10 * 60, { rate, ...change })
        expect(kindsOf(attack)[0]).toBe(kind)
        times.push(firstOf(attack, kind))
        told += attack.filter((second) => second.some(({ finding }) => finding.kind === kind)).length
        site.pass(30, { rate })
        expect(kindsOf(site.pass(20 * 60, { rate }))).toEqual([])
      }
      times.sort((a, b) => a - b)
      expect(times[2]).toBeLessThanOrEqual(median)
      expect(times[4]).toBeLessThanOrEqual(most)
      expect(told / (5 * 600)).toBeGreaterThan(0.985)
    },
  )
})

it('says in one sentence what was expected and how much speaks against it, with its parts', () => {
  const site = new DrawnSite(1)
  site.pass(HOUR)
  const told = site.pass(120, { rate: 500, size: 60_000 })
  expect(new Set(kindsOf(told))).toEqual(
    new Set(['traffic-surge', 'client-surge (traffic-surge)', 'bandwidth-surge (traffic-surge)']),
  )
  const { evidence, since, at } = told.at(-1)![0]!.finding
  expect(evidence.text).toMatch(
    /^\d{3} requests\/s where 5\d were expected; the sum of evidence is 2\d nats, 16 needed$/,
  )
  expect(evidence.parts!.map(({ name }) => name)).toEqual(['requests', 'clients', 'bytes'])
  expect(evidence.nats).toBe(evidence.parts![0]!.nats)
  expect(at - since!).toBeGreaterThanOrEqual(110_000)
})

it('has no verdict in the first two minutes, and one on a flood soon after', () => {
  const site = new DrawnSite(3)
  expect(kindsOf([...site.pass(60), ...site.pass(30, { rate: 1_000 })])).toEqual([])
  site.pass(120)
  expect(firstOf(site.pass(60, { rate: 1_000 }), 'traffic-surge')).toBeLessThan(10)
})

it('is not silent for ever when the first seconds are an attack', () => {
  const site = new DrawnSite(4)
  site.pass(600, { rate: 1_000 })
  site.pass(1_800)
  expect(site.metrics.expectation('requests')!.mean).toBeLessThan(70)
  expect(kindsOf(site.pass(1_800))).toEqual([])
  expect(firstOf(site.pass(60, { rate: 500 }), 'traffic-surge')).toBeLessThan(6)
})

it.each([
  ['after a quarter of an hour when the known sources are there as usual', true, 900],
  ['after an hour when they are not, but it is steady', false, 3_600],
])('takes more traffic for normal %s, and what was before is no drop', (_, knownShareIntact, patience) => {
  const site = new DrawnSite(5)
  site.pass(4 * HOUR)
  site.knownShareIntact = knownShareIntact
  const traffic = (told: readonly SiteFinding[]) => told.some(({ finding }) => finding.kind === 'traffic-surge')
  const surge = site.pass(patience + 600, { rate: 150 })
  const last = surge.findLastIndex(traffic)
  expect(last).toBeGreaterThanOrEqual(patience - 5)
  expect(last).toBeLessThan(patience + 60)
  expect(site.metrics.expectation('requests')!.mean).toBeGreaterThan(130)
  expect(kindsOf(site.pass(HOUR))).toEqual([])
})

it('does not take failures for normal', () => {
  const site = new DrawnSite(6)
  site.pass(2 * HOUR)
  site.knownShareIntact = true
  expect(site.pass(2 * HOUR, { failed: 0.5 }).at(-1)![0]!.finding.kind).toBe('server-errors')
})

it('learns nothing of what it cannot see, and relearns levels after a gap without losing its limits', () => {
  const site = new DrawnSite(7)
  site.pass(2 * HOUR)
  site.second += 2 * HOUR
  expect(kindsOf(site.pass(300, { rate: 10 }))).toEqual([])
  expect(site.metrics.expectation('requests')!.mean).toBeLessThan(14)
  expect(kindsOf(site.pass(HOUR, { rate: 10 }))).toEqual([])
})

describe('saved as JSON and restored', () => {
  const saved = (site: DrawnSite) => JSON.parse(JSON.stringify(site.metrics))

  it('goes on where it was', () => {
    const site = new DrawnSite(8)
    site.pass(3 * HOUR)
    const before = site.metrics
    const state = saved(site)
    site.metrics = siteMetrics({ maxFalsePerWeek: 1 })
    expect(site.metrics.restore(state)).toBe(true)
    expect(site.metrics.expectation('requests')).toEqual(before.expectation('requests'))
    expect(site.metrics.state.map(({ needed }) => needed)).toEqual(before.state.map(({ needed }) => needed))
    expect(kindsOf(site.pass(600))).toEqual([])
    expect(firstOf(site.pass(10, { rate: 150 }), 'traffic-surge')).toBeLessThanOrEqual(4)
  })

  it('learns levels anew after more than half an hour, and keeps the rest', () => {
    const site = new DrawnSite(8)
    site.pass(3 * HOUR)
    const state = saved(site)
    site.metrics = siteMetrics({ maxFalsePerWeek: 1 })
    site.metrics.restore(state)
    site.second += 2 * HOUR
    expect(kindsOf(site.pass(900, { rate: 60 })), 'the level of before is not held against it').toEqual([])
    expect(site.metrics.expectation('requests')!.mean).toBeGreaterThan(50)
    expect(saved(site).metrics.requests.calibration.length).toBeGreaterThanOrEqual(17)
  })

  it('takes nothing of what is broken or foreign', () => {
    const site = new DrawnSite(8)
    site.pass(900)
    const good = saved(site)
    const expected = site.metrics.expectation('requests')
    const broken = [
      null,
      [],
      { ...good, version: 1 },
      { ...good, spread: [1, 2] },
      { ...good, tail: { counts: [1], bucket: null } },
      { ...good, metrics: { ...good.metrics, latency: undefined } },
      { ...good, metrics: { ...good.metrics, latency: { ...good.metrics.latency, calibration: ['x'] } } },
      { ...good, metrics: { ...good.metrics, requests: good.metrics.clients } },
    ]
    for (const state of broken) {
      expect(site.metrics.faultOf(state)).not.toBeNull()
      expect(site.metrics.restore(state)).toBe(false)
    }
    expect(site.metrics.expectation('requests')).toEqual(expected)
    expect(site.metrics.restore(good)).toBe(true)
  })
})

it('is not moved by a day on which an attack grows slowly to five times the traffic', () => {
  const meanAt = (attacked: boolean) => {
    const site = new DrawnSite(9)
    const usual = (second: number) => ({ rate: 20 * dayCurve(second) })
    site.pass(4 * DAY, usual)
    const from = site.second
    const ramp = (second: number) => ({ rate: usual(second).rate * (attacked ? 5 ** ((second - from) / DAY) : 1) })
    site.pass(DAY, ramp)
    site.pass(12 * HOUR, usual)
    const { mean, level } = site.metrics.expectation('requests')!
    return mean / level
  }
  expect(Math.abs(meanAt(true) / meanAt(false) - 1)).toBeLessThan(0.05)
})
