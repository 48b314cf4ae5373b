import { describe, expect, it } from 'vitest'
import { UsageError } from '../domain/errors.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../domain/units.ts'
import { nginxJsonLine } from './nginx-json.ts'
import { benignParts } from './registry.ts'
import type { Request } from './request.ts'
import { Scenario, type ScenarioOptions, TEMPTING_PARTS } from './scenario.ts'
import { weekCurve } from './week-curve.ts'

const FROM = Date.UTC(2026, 2, 2, 8)
const ALL = benignParts.map(({ name }) => name)
const BENIGN = /^(198\.51\.100\.|198\.18\.|2001:db8:1:)/

function scenario(options: Partial<ScenarioOptions> = {}): Scenario {
  const usual = { seed: 1, from: FROM, length: 10 * MINUTE, rate: 5 }
  return new Scenario({ ...usual, start: FROM + 4 * MINUTE, end: FROM + 8 * MINUTE, ...options })
}

function requests(options: Partial<ScenarioOptions> = {}): readonly Request[] {
  return [...scenario(options).seconds()].flat()
}

function log(options: Partial<ScenarioOptions> = {}): string {
  return requests(options).map(nginxJsonLine).join('')
}

/** Requests of a part alone, minute by minute. */
function minutes(name: string, options: Partial<ScenarioOptions> = {}): readonly number[] {
  const counts: number[] = []
  let second = 0
  for (const { length } of scenario({ benign: [name], ...options }).seconds()) {
    const minute = Math.floor(second++ / 60)
    counts[minute] = (counts[minute] ?? 0) + length
  }
  return counts
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)

describe('a scenario', () => {
  it('writes the same bytes for the same seed, and others for another', () => {
    expect(log()).toBe(log())
    expect(log()).not.toBe(log({ seed: 2 }))
  })

  it('leaves a part as it is when another is added', () => {
    const alone = requests({ benign: ['browsers'] })
    const together = requests({ benign: ['browsers', 'nextcloud', 'office'] })
    const browsers = together.filter(({ address }) => /^(198\.18|2001)/.test(address))
    expect(browsers).toEqual(alone)
  })

  it('is in the order of time, within its bounds', () => {
    const times = requests({ benign: ALL, length: 9 * MINUTE + 500 }).map(({ at }) => at)
    expect(times).toEqual([...times].sort((a, b) => a - b))
    expect(times[0]).toBeGreaterThanOrEqual(FROM)
    expect(times.at(-1)).toBeLessThan(FROM + 9 * MINUTE + 500)
    expect(times.every(Number.isInteger)).toBe(true)
  })

  it('takes addresses from the documentation ranges', () => {
    const all = requests({ benign: ALL, length: HOUR })
    expect(all.filter(({ address }) => !BENIGN.test(address))).toEqual([])
  })

  it('has no benign requests during a silence', () => {
    const seconds = [...scenario({ attack: ['silence'] }).seconds()].map(({ length }) => length)
    expect(sum(seconds.slice(4 * 60, 8 * 60))).toBe(0)
    expect(sum(seconds.slice(8 * 60))).toBeGreaterThan(100)
  })

  it('knows whom not to ban, and what went wrong', () => {
    const truth = scenario({ benign: ['office', 'flash-crowd', 'nextcloud'] }).truth()
    expect(truth).toMatchObject({ seed: 1, from: FROM, to: FROM + 10 * MINUTE, attackers: [] })
    expect(truth.protected).toHaveLength(11)
    expect(truth.incidents).toMatchObject([{ from: FROM + 4 * MINUTE, to: FROM + 8 * MINUTE }])
  })

  it('refuses a part that there is not', () => {
    expect(() => scenario({ benign: ['crawlr'] })).toThrow(UsageError)
    expect(() => scenario({ benign: ['crawlr'] })).toThrow('did you mean crawler?')
    expect(() => scenario({ attack: ['nonsense'] })).toThrow('there is no attack part "nonsense"')
  })
})

describe('browsers', () => {
  it('send as much in a day as the rate and the day of the week say', () => {
    const from = Date.UTC(2026, 2, 3)
    const expected = sum(Array.from({ length: 1_440 }, (_, minute) => weekCurve(from + minute * MINUTE) * 60 * 4))
    const observed = minutes('browsers', { from, length: DAY, rate: 4 })
    expect(sum(observed) / expected).toBeGreaterThan(0.95)
    expect(sum(observed) / expected).toBeLessThan(1.05)
    const [night, evening] = [sum(observed.slice(2 * 60, 5 * 60)), sum(observed.slice(19 * 60, 22 * 60))]
    expect(evening / night).toBeGreaterThan(2.5)
  })

  it('send the rate in the mean of a week', () => {
    const curve = Array.from({ length: 7 * 24 * 60 }, (_, minute) => weekCurve(FROM + minute * MINUTE))
    expect(sum(curve) / curve.length).toBeCloseTo(1, 3)
    expect(Math.min(...curve)).toBeLessThan(0.45)
    expect(Math.max(...curve)).toBeGreaterThan(1.55)
  })

  it('are as many from the first minute on', () => {
    const [first, ...others] = minutes('browsers', { rate: 60, length: 8 * MINUTE })
    expect(first! / (sum(others) / others.length)).toBeGreaterThan(0.8)
  })

  it('mix addresses, methods and answers as people do', () => {
    const all = requests({ benign: ['browsers'], length: HOUR, rate: 30 })
    const part = (test: (request: Request) => boolean) => all.filter(test).length / all.length
    expect(new Set(all.map(({ address }) => address)).size).toBeGreaterThan(1_500)
    expect(part(({ address }) => address.includes(':'))).toBeCloseTo(0.2, 1)
    expect(part(({ method }) => method === 'GET')).toBeGreaterThan(0.88)
    expect(part(({ status }) => status === 404)).toBeGreaterThan(0.01)
    expect(part(({ status }) => status === 404)).toBeLessThan(0.02)
    expect(part(({ status }) => status === 304)).toBeGreaterThan(0.1)
  })
})

describe('parts', () => {
  it.each([
    ['office', 1],
    ['crawler', 1],
    ['phone-backlog', 1],
    ['feed-readers', 20],
    ['nextcloud', 10],
    ['mobile-proxy', 4],
    ['single-page-app', 6],
    ['developer', 1],
    ['favicon', 1],
    ['phone-posts', 1],
  ])('%s keeps to %d addresses, all of them named as honest', (name, count) => {
    const options = { benign: [name], length: 2 * HOUR }
    const addresses = new Set(requests(options).map(({ address }) => address))
    expect(addresses.size).toBe(count)
    const named = scenario(options)
      .truth()
      .protected.map(({ address }) => address)
    expect(new Set(named)).toEqual(addresses)
  })

  it.each([
    ['api-partner', 5 * MINUTE, 120, 10],
    ['phone-backlog', HOUR, 150, 60],
    ['monitor', 10 * SECOND, 1, 1],
    ['favicon', MINUTE, 1, 1],
    ['phone-posts', 20 * MINUTE, 200, 60],
  ])('%s comes once each %d ms with %d requests within %d s', (name, every, count, length) => {
    const all = requests({ benign: [name], length: 10 * every })
    expect(all).toHaveLength(10 * count)
    const first = all.slice(0, count)
    expect(first.at(-1)!.at - first[0]!.at).toBeLessThan(length * SECOND)
  })

  it('the office is busy at work and quiet at night', () => {
    const [day, night] = [FROM, FROM + 14 * HOUR].map((from) => sum(minutes('office', { from, length: 3 * HOUR })))
    expect(day! / night!).toBeGreaterThan(10)
  })

  it('a mobile network has many browsers behind each address, and says how many people', () => {
    const options = { benign: ['mobile-proxy'], length: HOUR, rate: 1_000 }
    const all = requests(options)
    for (const { address, users } of scenario(options).truth().protected) {
      expect(users).toBe(500)
      const agents = all.filter((request) => request.address === address).map(({ agent }) => agent)
      expect(new Set(agents).size).toBeGreaterThan(30)
      expect(agents.length).toBeGreaterThan(3_000)
    }
  })

  it.each([
    ['developer', 304, 0.7, 0.95],
    ['single-page-app', 304, 0.4, 0.9],
    ['favicon', 404, 1, 1],
    ['phone-posts', 201, 0.8, 0.98],
  ])('%s is mostly answered %d', (name, status, least, most) => {
    const all = requests({ benign: [name], length: 4 * HOUR })
    const share = all.filter((request) => request.status === status).length / all.length
    expect(share).toBeGreaterThanOrEqual(least)
    expect(share).toBeLessThanOrEqual(most)
  })

  it('lets everybody take part in the score but the crowd', () => {
    expect([...TEMPTING_PARTS, 'flash-crowd'].sort()).toEqual([...ALL].sort())
  })

  it('the flash crowd grows to about eight times the rate, by new people', () => {
    const times = { length: HOUR, rate: 20, start: FROM + 10 * MINUTE, end: FROM + 40 * MINUTE }
    const counts = minutes('flash-crowd', times)
    expect(sum(counts.slice(0, 10)) + sum(counts.slice(41))).toBe(0)
    const height = sum(counts.slice(22, 32)) / 600 / 20 + 1
    expect(height).toBeGreaterThan(7)
    expect(height).toBeLessThan(9)
    const addresses = (name: string) => requests({ ...times, benign: [name] }).map(({ address }) => address)
    const old = new Set(addresses('browsers'))
    expect(addresses('flash-crowd').filter((address) => old.has(address))).toEqual([])
  })
})
