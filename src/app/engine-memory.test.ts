import { describe, expect, it } from 'vitest'
import { banOf } from '../brain/decide/ban.fixture.ts'
import { classicConfig, defaultConfig } from '../config/defaults.ts'
import type { Config } from '../config/schema.ts'
import { HOUR, MINUTE } from '../domain/units.ts'
import { FedEngine, flood, START, visitors } from './fed-engine.fixture.ts'

const CALIBRATED = { ...defaultConfig, profile: 'calibrated' as const }
const BANS = { ...classicConfig, ceiling: { per_second: 20, per_10_seconds: 60 } }

function taught(config: Config = CALIBRATED, seconds = 1_500): FedEngine {
  const fed = new FedEngine({ config })
  fed.pass(seconds, visitors(8))
  return fed
}

const copied = (value: unknown) => JSON.parse(JSON.stringify(value))

describe('what an engine learned', () => {
  it.each([
    ['calibrated', CALIBRATED],
    ['classic', classicConfig],
  ])('is warm in the next one: %s', (_, config) => {
    const before = taught(config)
    const snapshot = copied(before.engine.learned())
    const after = new FedEngine({ config, wall: before.wall + MINUTE })
    expect(after.engine.recall(snapshot, after.wall)).toEqual({ taken: true, isOld: false })
    expect(after.engine.brain.baseline('requests')).toEqual(before.engine.brain.baseline('requests'))
    expect(after.engine.brain.band('requests')?.mean).toBeCloseTo(before.engine.brain.band('requests')!.mean, 1)
    expect(after.engine.brain.limits()).toEqual(before.engine.brain.limits())
    after.pass(120, visitors(8))
    expect(after.events).toEqual([])
    expect(copied(after.engine.learned()).at).toBeGreaterThan(snapshot.at)
  })

  it('is not learned again from lines that are read again', () => {
    const before = taught()
    const snapshot = copied(before.engine.learned())
    const after = new FedEngine({ config: CALIBRATED, wall: before.wall })
    after.engine.recall(snapshot, after.wall)
    after.wall = (snapshot.at - 60) * 1_000
    after.pass(50, visitors(80))
    expect({ ...after.engine.learned(), known: '' }).toEqual({ ...before.engine.learned(), known: '' })
  })

  it('and what priming teaches of groups are both there', () => {
    const scan = (second: number) =>
      Array.from({ length: 40 }, (_, i) => ({
        address: `198.51.100.${(i * 5 + second) % 200}`,
        path: `/.env.${i}.${second}`,
        ...{ status: 404, agent: '-', referrer: '-' },
      }))
    const kindsAfter = (minutes: number) => {
      const before = taught()
      const after = new FedEngine({ config: CALIBRATED, wall: before.wall - minutes * MINUTE })
      after.engine.recall(copied(before.engine.learned()), before.wall)
      after.engine.startPriming()
      after.pass(minutes * 60, visitors(8))
      after.engine.endPriming()
      after.pass(60, (second) => [...visitors(8)(second), ...scan(second)])
      return after.events.flatMap((event) => (event.type === 'incident' ? [event.incident.kind] : []))
    }
    expect(kindsAfter(20)).toContain('distributed-scan')
    expect(kindsAfter(0), 'without priming nothing is known of groups').not.toContain('distributed-scan')
  })

  it('outlives a gap in the log that priming reads, and a priming that fails', () => {
    const before = taught(CALIBRATED, 700)
    const { engine } = new FedEngine({ config: CALIBRATED, wall: before.wall })
    engine.recall(copied(before.engine.learned()), before.wall)
    engine.startPriming()
    engine.teach(null)
    engine.endPriming()
    expect(engine.learned()).toEqual(before.engine.learned())
  })

  it('keeps its limits and known sources when it is old, and learns levels anew', () => {
    const before = taught()
    const snapshot = copied(before.engine.learned())
    const wall = before.wall + 5 * HOUR
    const after = new FedEngine({ config: CALIBRATED, wall })
    expect(after.engine.recall(snapshot, wall)).toEqual({ taken: true, isOld: true })
    expect(after.engine.brain.baseline('requests')).toBeNull()
    expect(after.engine.brain.limits()).toEqual(before.engine.brain.limits())
    expect(copied(after.engine.learned()).known).toBe(snapshot.known)
    after.pass(900, visitors(24))
    expect(after.events, 'three times the traffic is no surge').toEqual([])
  })

  it('is refused whole when it is broken, foreign, of another seed or of the future', () => {
    const before = taught(CALIBRATED, 700)
    const good = copied(before.engine.learned())
    const { site, population } = good.calibrated
    const engine = new FedEngine({ config: CALIBRATED, wall: before.wall }).engine
    const blank = copied(engine.brain.profile.learned?.())
    const broken: [unknown, RegExp][] = [
      [undefined, /snapshot: no object/],
      [{ ...good, version: 2 }, /version/],
      [{ ...good, baselines: { requests: { newest: 1, samples: '!', current: null, reckoned: null } } }, /samples/],
      [{ ...good, known: 'AAAA' }, /known/],
      [{ ...good, known: '<>' }, /base64/],
      [{ ...good, calibrated: { ...good.calibrated, site: { ...site, spread: null } } }, /site\.spread/],
      [{ ...good, calibrated: { ...good.calibrated, population: { ...population, classes: {} } } }, /classes/],
      [{ ...good, calibrated: { ...good.calibrated, mix: {} } }, /mix/],
      [{ ...good, at: good.at + 7_200 }, /future/],
    ]
    for (const [snapshot, reason] of broken) {
      expect(engine.recall(snapshot, before.wall)).toEqual({ taken: false, reason: expect.stringMatching(reason) })
      expect(copied(engine.brain.profile.learned?.())).toEqual(blank)
      expect(engine.learned()).toBeNull()
    }
    const other = new FedEngine({ config: CALIBRATED, wall: before.wall, seed: 8 }).engine
    expect(other.recall(good, before.wall)).toMatchObject({ taken: false, reason: expect.stringMatching(/seed/) })
    expect(other.brain.baseline('requests')).toBeNull()
    expect(engine.recall(good, before.wall)).toEqual({ taken: true, isOld: false })
  })

  it('holds no source tighter than what is presumed of every site, whatever it says', () => {
    const before = taught(CALIBRATED, 700)
    const snapshot = copied(before.engine.learned())
    for (const numbers of Object.values<Record<string, number>>(snapshot.calibrated.population.classes))
      for (const name of Object.keys(numbers)) numbers[name] = 1
    const { engine } = new FedEngine({ config: CALIBRATED, wall: before.wall })
    const presumed = engine.brain.limits()
    expect(engine.recall(snapshot, before.wall)).toMatchObject({ taken: true })
    expect(engine.brain.limits().plain[60]).toBeGreaterThanOrEqual(presumed.plain[60])
  })
})

describe('bans after a restart', () => {
  it('are in force for what comes, and climb the same ladder', () => {
    const before = new FedEngine({ config: BANS })
    before.pass(30, visitors(2))
    before.pass(2, () => flood('203.0.113.9', 40))
    expect(before.bans()).toEqual(['203.0.113.9'])
    const remembered = copied(before.engine.brain.orders.remembered())
    const after = new FedEngine({ config: BANS, wall: before.wall })
    expect(after.engine.restore(remembered, after.wall)).toEqual([])
    after.pass(5, () => flood('203.0.113.9', 40))
    expect(after.engine.window.totals.prevented).toBe(200)
    expect(after.events).toEqual([])
    after.pass(10 * 60)
    expect(after.events).toMatchObject([{ type: 'unban', lift: { cause: 'expired' } }])
    after.pass(4, () => flood('203.0.113.9', 400))
    expect(after.events.at(-1)).toMatchObject({ type: 'ban', ban: { offence: 2, duration: 30 * MINUTE } })
  })

  it('end by the wall when no line ever comes', () => {
    const fed = new FedEngine()
    fed.engine.restore({ bans: [banOf('203.0.113.9', START)], offences: [], allow: [] }, START)
    fed.pass(9 * 60)
    expect(fed.bans()).toEqual(['203.0.113.9'])
    fed.pass(61)
    expect(fed.told('unban')).toHaveLength(1)
  })

  it('that are over, protected, allowed or senseless by now are none', () => {
    const fed = new FedEngine({ wall: START + HOUR })
    const bans = [
      banOf('203.0.113.1', START),
      banOf('203.0.113.2', START, { duration: null }),
      banOf('203.0.113.250', START, { duration: null }),
      banOf('198.51.100.0/24', START, { duration: null }),
      { ...banOf('203.0.113.4', START, { duration: null }), address: '0.0.0.0/0' },
      { ...banOf('203.0.113.5', START, { duration: null }), address: '203.0.113.6' },
    ]
    const allow = [
      { range: '198.51.100.7/32', until: null, comment: '', author: 'ana', at: START },
      { range: 'everybody', until: null, comment: '', author: 'ana', at: START },
    ]
    expect(fed.engine.restore({ bans, offences: [], allow }, fed.wall)).toEqual([
      '0.0.0.0/0',
      '203.0.113.6',
      'everybody',
    ])
    expect(fed.bans()).toEqual(['203.0.113.2'])
    const lifts = fed.events.flatMap((event) =>
      event.type === 'unban' ? [[event.lift.ban.address, event.lift.cause]] : [],
    )
    expect(lifts).toEqual([
      ['203.0.113.1', 'expired'],
      ['203.0.113.250', 'allowed'],
      ['198.51.100.0/24', 'allowed'],
    ])
    expect(fed.changes.map(({ type }) => type)).toEqual(['lift', 'lift', 'lift'])
  })

  it('flag sources that priming has seen already', () => {
    const fed = new FedEngine({ config: BANS })
    fed.pass(10, () => flood('203.0.113.9', 1))
    fed.engine.restore({ bans: [banOf('203.0.113.9', fed.wall)], offences: [], allow: [] }, fed.wall)
    fed.pass(5, () => flood('203.0.113.9', 40))
    expect(fed.engine.window.totals.prevented).toBe(200)
  })
})

it('bans nobody by lines older than their window when reading began, and counts them', () => {
  const fed = new FedEngine({ config: BANS, wall: START + HOUR })
  fed.engine.brain.startedAt = fed.wall
  for (let second = 0; second < 120; second++)
    fed.write([...flood('203.0.113.9', 30), ...visitors(2)(second)], START + second * 1_000)
  expect(fed.bans()).toEqual([])
  expect(fed.engine.window.totals).toMatchObject({ requests: 120 * 32, prevented: 0 })
  expect(fed.engine.brain.policy.sparedBecause('203.0.113.9')).toEqual({ why: 'too-old' })
  fed.pass(2, () => flood('203.0.113.9', 30))
  expect(fed.bans()).toEqual(['203.0.113.9'])
})

it('knows sources from the moment that the profile becomes calibrated', () => {
  const fed = new FedEngine({ config: classicConfig })
  fed.pass(30, visitors(4))
  expect(fed.engine.learned()).toMatchObject({ known: null, calibrated: null })
  fed.engine.reload(CALIBRATED, fed.wall)
  fed.pass(7_300, (second) => (second % 10 === 0 ? visitors(4)(second) : []))
  expect(fed.engine.learned()).toMatchObject({ known: expect.any(String), calibrated: expect.any(Object) })
  fed.pass(1, () => flood('198.18.0.1', 20))
  fed.wall += 24 * HOUR
  fed.pass(2, () => flood('198.18.0.1', 20))
  const source = { kind: 4 as const, high: 0, low: 0xc6120001 }
  expect(fed.engine.window.desk.isKnown(fed.engine.window.table.find(source))).toBe(true)
})
