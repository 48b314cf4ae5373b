import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { TrafficMinute } from '../domain/traffic-history.ts'
import { ManualClock } from '../lib/clock.ts'
import { HistoryStore } from './history-store.ts'
import { MemoryTraffic } from './memory-traffic.ts'
import { RetentionKeeper } from './retention-keeper.ts'
import { loadSqlite } from './sqlite.ts'
import { temporaryFolder } from './store.fixture.ts'

const NOW = Date.UTC(2026, 2, 2, 12)
const DAY = 86_400
const HOUR = 3_600

async function openTraffic() {
  const clock = new ManualClock(NOW)
  const folder = temporaryFolder()
  const history = await HistoryStore.open(folder, { clock, onTrouble: ({ text }) => expect.unreachable(text) })
  onTestFinished(() => history.close())
  return { history, traffic: history.traffic, clock, folder }
}

function minuteOf(start: number, names: Readonly<Record<string, number>>, requests = 600): TrafficMinute {
  const endpoint = Object.entries(names).map(([name, requests]) => ({ name, requests }))
  return { start, seconds: 60, requests, looked: 600, names: { endpoint, agent: [{ name: 'curl', requests }] } }
}

const query = { kind: 'endpoint', from: NOW - HOUR * 1_000, to: NOW, points: 600, now: NOW } as const

describe('TrafficTable', () => {
  it('gives what the same minutes give in memory', async () => {
    const minutes = fc.uniqueArray(
      fc.record({
        age: fc.integer({ min: 1, max: 60 }),
        names: fc.dictionary(fc.constantFrom(...'abcdefghijklmnopq'), fc.integer({ min: 1, max: 50 })),
      }),
      { selector: ({ age }) => age, maxLength: 12 },
    )
    await fc.assert(
      fc.asyncProperty(minutes, fc.constantFrom(600, 14), async (all, points) => {
        const [{ traffic }, memory] = [await openTraffic(), new MemoryTraffic(60)]
        for (const { age, names } of all)
          for (const kept of [traffic, memory]) kept.add(minuteOf(NOW / 1_000 - 60 * age, names))
        const folded = (rows: ReturnType<typeof memory.stretch>['rows']) => {
          const sums = new Map<string, number>()
          for (const { point, name, requests, looked, seconds } of rows)
            for (const [what, value] of Object.entries({ requests, looked, seconds }))
              sums.set(`${point} ${name} ${what}`, (sums.get(`${point} ${name} ${what}`) ?? 0) + value)
          return Object.fromEntries(sums)
        }
        const asked = { ...query, points }
        expect(traffic.stretch(asked).step).toBe(points === 600 ? 60 : 300)
        expect(memory.stretch(asked).step).toBe(traffic.stretch(asked).step)
        expect(folded(traffic.stretch(asked).rows)).toEqual(folded(memory.stretch(asked).rows))
      }),
      { seed: 5, numRuns: 25 },
    )
  })

  it('adds to a minute that is known, and folds an hour into its commonest names', async () => {
    const { traffic } = await openTraffic()
    const hour = NOW / 1_000 - 10 * DAY
    for (let minute = 0; minute < 3; minute++) {
      const rare = Array.from({ length: 19 }, (_, index) => [`/rare/${minute}/${index}`, 2])
      traffic.add(minuteOf(hour + 60 * minute, { '/': 300, ...Object.fromEntries(rare) }))
    }
    traffic.add({ ...minuteOf(hour + 120, { '/': 10 }, 20), seconds: 30 })
    const { step, rows } = traffic.stretch({ ...query, from: NOW - 11 * DAY * 1_000 })
    expect(step).toBe(HOUR)
    expect(rows.filter(({ name }) => name === '' || name === '/')).toEqual([
      { point: hour, name: '', requests: 1_820, looked: 2_400, seconds: 180 },
      { point: hour, name: '/', requests: 910, looked: 0, seconds: 0 },
    ])
    expect(rows).toHaveLength(13)
  })

  it('keeps minutes for two days and hours for a year, with the 20 commonest names', async () => {
    const { history, traffic, clock, folder } = await openTraffic()
    for (const days of [1, 30, 400]) traffic.add(minuteOf(NOW / 1_000 - days * DAY, { '/': 5, '/a': 3 }))
    const keeper = new RetentionKeeper(clock, [(now) => history.prune(now, 2)])
    keeper.start()
    clock.advance(70_000)
    keeper.stop()
    history.close()
    const database = (await loadSqlite())(join(folder, 'history.db'), { timeout: 0 })
    const count = (table: string) => Number(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()!.n)
    const kept = [count('traffic_minutes'), count('traffic_hours')]
    database.close()
    // All, / and /a of endpoints; all and curl of agents.
    expect(kept).toEqual([5, 10])
  })

  it('takes names of a log for nothing but data', async () => {
    const { traffic } = await openTraffic()
    const names = ["/'); DROP TABLE traffic_minutes; --", '/__proto__', '/\u202e\n', '/?,?']
    traffic.add(minuteOf(NOW / 1_000 - 60, Object.fromEntries(names.map((name) => [name, 5]))))
    const { rows } = traffic.stretch(query)
    expect(new Set(rows.map(({ name }) => name))).toEqual(new Set(['', ...names]))
  })
})
