import fc from 'fast-check'
import { expect, it } from 'vitest'
import { UNLIMITED } from '../../domain/limits.ts'
import { batchOf, ipv4 } from './batch.fixture.ts'
import { TickWindow } from './tick-window.ts'

const NOBODY = { isBanned: () => false, size: 0 }

it('gives the busiest sources of the last 60 s, as counting by hand does', () => {
  const request = fc.record({ wait: fc.constantFrom(0, 0, 0, 1, 7), low: fc.nat(5), isError: fc.boolean() })
  fc.assert(
    fc.property(fc.array(request, { minLength: 1, maxLength: 300 }), (requests) => {
      const judge = { judge: () => ({ action: 'observe' }) as never, surge: () => false }
      const window = new TickWindow({ limits: UNLIMITED, judge, bans: NOBODY })
      let now = 1_000
      const seen = requests.map(({ wait, low, isError }) => {
        now += wait
        window.advance(now)
        const batch = batchOf([{ second: now, source: ipv4(low), status: isError ? 404 : 200 }])
        window.count(batch, 0, 1, now)
        return { second: now, low: ipv4(low).low, isError }
      })
      const recent = seen.filter(({ second }) => second > now - 60)
      const top = window.top(3)
      for (const { source, requests: count, errors } of top) {
        const own = recent.filter(({ low }) => low === source.low)
        expect(count).toBe(own.length)
        expect(errors).toBe(own.filter(({ isError }) => isError).length)
        expect(window.totalOf(source)).toBe(seen.filter(({ low }) => low === source.low).length)
      }
      const counts = [0, 1, 2, 3, 4, 5].map((one) => recent.filter(({ low }) => low === ipv4(one).low).length)
      // Up to eight requests fit the small slot, which is not looked at.
      const expected = counts.filter((count) => count > 8).sort((a, b) => b - a)
      expect(top.map(({ requests: count }) => count).slice(0, expected.length)).toEqual(expected.slice(0, 3))
    }),
    { seed: 6, numRuns: 100 },
  )
})
