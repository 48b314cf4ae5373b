import fc from 'fast-check'
import { expect, it } from 'vitest'
import { during, type Played, play, single, type Traffic, visitors } from './play.ts'

const END = 1_500

/** Bans end when the next second begins: see docs/decisions/0003. The same traffic without what the banned address sent while it was banned. */
function without(traffic: Traffic, { told }: Played): Traffic {
  const spans = told
    .filter(({ type }) => type === 'ban')
    .map(({ address, after, duration_s }) => ({ address, from: after, to: Math.ceil(after + Number(duration_s)) }))
  return (second, random) =>
    traffic(second, random).filter(({ address, at = 0 }) => {
      const when = Math.round((second + at / 1_000) * 1_000) / 1_000
      return !spans.some((span) => span.address === address && when > span.from && when < span.to)
    })
}

it('what a banned source sends reaches no window, no sketch and no baseline', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000 }),
      fc.constantFrom(200, 404, 500),
      fc.integer({ min: 40, max: 300 }),
      (seed, status, rate) => {
        const flood = single('203.0.113.10', rate, { status, path: '/one', bytes: 1_000_000, duration: 9_000 })
        const traffic = during({ from: 0, to: END, traffic: visitors(4) }, { from: 700, to: 1_400, traffic: flood })
        const all = play(END, traffic, { seed })
        const left = play(END, without(traffic, all), { seed })
        expect(all.told.filter(({ type }) => type === 'ban').length).toBeGreaterThan(0)
        expect(all.engine.window.totals.prevented).toBeGreaterThan(1_000)
        expect(left.told).toEqual(all.told)
        for (const metric of ['requests', 'errors', 'bytes', 'clients', 'latency', 'not-found', 'method GET'])
          expect(left.engine.brain.baseline(metric)).toEqual(all.engine.brain.baseline(metric))
      },
    ),
    { seed: 4, numRuns: 6 },
  )
}, 60_000)
