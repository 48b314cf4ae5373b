import fc from 'fast-check'
import { expect, it } from 'vitest'
import { KnownTraffic } from './known-traffic.ts'

const START = 65_536

it('agrees with a naive model', () => {
  const steps = fc.array(
    fc.record({
      seconds: fc.constantFrom(1, 1, 1, 5, 30, 61, 200, 700),
      sources: fc.nat(20),
      requests: fc.nat(50),
    }),
    { maxLength: 60 },
  )
  fc.assert(
    fc.property(steps, (list) => {
      const known = new KnownTraffic(START)
      const requests: { tick: number; count: number }[] = []
      const sources: { tick: number; count: number }[] = []
      let tick = START
      let all = 0
      for (const step of list) {
        all += step.sources
        tick += step.seconds
        known.advance(tick, all)
        sources.push({ tick, count: all })
        known.add(step.requests)
        requests.push({ tick, count: step.requests })
        const minute = Math.floor(tick / 60)
        const counted = requests.filter((one) => {
          const of = Math.floor(one.tick / 60)
          return of < minute && of >= minute - 10
        })
        expect(known.requests).toBe(counted.reduce((sum, { count }) => sum + count, 0))
        // Sources that came while many seconds passed at once count from the first of them on.
        const before = sources.filter(
          (one, i) => (i === 0 ? START : sources[i - 1]!.tick) + 1 <= tick - 60 && one.tick >= 0,
        )
        expect(known.mark).toBe(before.at(-1)?.count ?? 0)
      }
    }),
    { seed: 5, numRuns: 200 },
  )
})
