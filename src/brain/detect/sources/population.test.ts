import { describe, expect, it } from 'vitest'
import type { SourceFeatures } from '../../../domain/source-features.ts'
import { missing, search, steady } from './attackers.fixture.ts'
import { firstBan, nearest, study } from './naive-study.fixture.ts'
import { Population } from './population.ts'
import { PRIOR } from './population-numbers.ts'
import { QuantileHistory } from './quantile-history.ts'
import { sourceLimits } from './source-limits.ts'

const device = (rate: number) => steady(rate, 600, () => ({ path: '/api/state', bytes: 200, agent: 'device/2' }), 0.3)
const VISITOR = study(steady(20, 1, (i) => ({ path: `/img/${i}.webp`, referrer: 'https://shop.example/' })))
const visitor = (seen: number): SourceFeatures => ({ ...VISITOR, seen })
/** A source that has sent `rate` a second for `seen` seconds. */
const busy = (rate: number, seen: number, line = search()) => {
  const length = Math.min(120, seen)
  const key = `${rate} ${length} ${line === missing}`
  const features = STUDIED.get(key) ?? study(steady(rate, length, line))
  STUDIED.set(key, features)
  return { ...features, seen }
}
const STUDIED = new Map<string, SourceFeatures>()
const minute = (
  population: Population,
  number: number,
  census: readonly SourceFeatures[],
  { clients60 = census.length, assets60 = 500, requests60 = 1_000 } = {},
) => population.learn({ second: number * 60, clients60, requests60, study: { census, assets60 } })

const devicesFromTheBeginning = () => {
  const population = new Population()
  minute(population, 0, [])
  for (let n = 1; n <= 10; n++) {
    const census = Array.from({ length: 20 }, () => busy(5, n * 60))
    minute(population, n, census, { requests60: 20 * 300, assets60: 0 })
  }
  return population
}

describe('Population', () => {
  it('begins with what is presumed of every site', () => {
    const population = new Population()
    expect(population.numbers).toEqual(PRIOR)
    minute(population, 1, [])
    expect(population.numbers).toBe(PRIOR)
  })

  it('allows what most clients do who were there from the beginning', () => {
    const lines = device(5)
    expect(firstBan(lines)).not.toBeNull()
    const early = lines.filter(({ at }) => at < 60)
    expect(nearest(early).nats, 'until the first census nobody is banned for it').toBeLessThan(Math.log(1e6))
    const { numbers } = devicesFromTheBeginning()
    expect(numbers.classes.unknown.window60).toBeGreaterThan(600)
    expect(numbers.servesAssets).toBe(false)
    expect(firstBan(lines, { population: numbers })).toBeNull()
    expect(firstBan(steady(100, 20, search()), { population: numbers }), 'a flood among devices').not.toBeNull()
  })

  it('is not owned by a botnet that comes later, be it the most of all', () => {
    const population = new Population()
    minute(population, 0, [])
    for (let n = 1; n <= 10; n++) minute(population, n, [visitor(n * 60), visitor(n * 60)], { clients60: 30 })
    for (let n = 11; n <= 200; n++) {
      const bots = Array.from({ length: 200 }, () => busy(5, (n - 11) * 60 + 30))
      minute(population, n, [visitor(n * 60), ...bots], { clients60: 230, requests60: 60_000 })
    }
    expect(population.numbers.classes.unknown.window60).toBeLessThan(1.05 * PRIOR.classes.unknown.window60)
    expect(population.numbers.classes.unknown.perMinute).toBeLessThan(1.05 * PRIOR.classes.unknown.perMinute)
    expect(population.numbers.servesAssets).toBe(true)
  })

  it('is not owned by one flood of a quiet site from its first second', () => {
    const population = new Population()
    minute(population, 0, [])
    for (let n = 1; n <= 10; n++) minute(population, n, [busy(4, n * 60)], { clients60: 1 })
    expect(population.numbers.classes).toEqual(PRIOR.classes)
  })

  it('grows by 10 % a day at most, however busy harmless sources are', () => {
    const population = new Population()
    minute(population, 0, [])
    const partner = { ...visitor(90_000), window60: 40_000, standing: 'gateway' as const }
    for (let n = 20; n <= 20 + 2 * 1_440; n += 10) minute(population, n, [partner, partner], { clients60: 40 })
    const grown = population.numbers.classes.gateway.window60 / PRIOR.classes.gateway.window60
    expect(grown).toBeGreaterThan(1.15)
    expect(grown).toBeLessThan(1.22)
  })

  it('learns how much is missing on a site from those who are not suspicious', () => {
    const population = new Population()
    minute(population, 0, [])
    const reader = { ...visitor(90_000) }
    const broken = {
      ...reader,
      minutes: { ...reader.minutes, missing: 6, distinctMissing: 6, assets: 5, requests: 20 },
    }
    for (let n = 20; n < 2_000; n++) minute(population, n, [broken, busy(10, 90_000, missing)], { clients60: 3 })
    expect(population.numbers.missingShare).toBeGreaterThan(0.2)
    expect(population.numbers.missingShare).toBeLessThan(0.35)
  })

  it('goes on where it was when it is stored', () => {
    const population = devicesFromTheBeginning()
    const again = new Population(JSON.parse(JSON.stringify(population)))
    expect(again.numbers).toEqual(population.numbers)
    for (const one of [population, again]) minute(one, 11, [busy(5, 660), visitor(660)])
    expect(JSON.stringify(again)).toBe(JSON.stringify(population))
  })
})

describe('QuantileHistory', () => {
  it('knows quantiles within 10 %, and forgets', () => {
    const history = new QuantileHistory()
    for (let i = 1; i <= 10_000; i++) history.add(i)
    expect(history.quantile(0.999) / 9_990).toBeGreaterThan(0.99)
    expect(history.quantile(0.999) / 9_990).toBeLessThan(1.11)
    expect(history.quantile(0.5) / 5_000).toBeCloseTo(1, 0)
    history.add(0, 1e9)
    expect(history.quantile(0.999)).toBe(0)
    history.forget(7 * 86_400)
    expect(history.weight).toBeCloseTo((1e9 + 10_000) / 2, -1)
  })
})

describe('limits', () => {
  it('are where a source with all against it could be banned for its rate, and not below', () => {
    const { plain, study: studied } = sourceLimits(PRIOR)
    expect(plain[1]).toBeGreaterThan(PRIOR.classes.unknown.window1)
    expect(plain[60]).toBeGreaterThan(PRIOR.classes.unknown.window60)
    expect(studied).toBe(10)
    const burst = steady(plain[1] - 2, 1, search())
    expect(nearest(burst).nats).toBeLessThan(nearest(burst).needed)
    const trait = { kind: 'distributed-flood', endpoint: 7, text: '', since: 0, nats: 7, grace: 0 } as const
    expect(sourceLimits(PRIOR, [trait, trait])).toMatchObject({ endpoints: [7] })
    expect(sourceLimits(PRIOR, [trait]).plain[10]).toBeLessThan(plain[10])
  })
})
