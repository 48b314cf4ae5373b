import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { surpriseOf } from './negative-binomial.ts'

/** P(X ≥ amount), or ≤ when it is below the mean, by adding up probabilities. */
function tail(amount: number, mean: number, k: number): number {
  const r = mean / (k - 1)
  let log = r * Math.log(r / (r + mean))
  let below = 0
  let own = Math.exp(log)
  for (let x = 0; x < amount; x++) {
    below += own
    log += Math.log((x + r) / (x + 1)) + Math.log(mean / (r + mean))
    own = Math.exp(log)
  }
  return amount >= mean ? 1 - below : below + own
}

describe('surpriseOf', () => {
  it('is −log10 of the exact tail below a mean of 30', () => {
    const cases = fc.tuple(
      fc.integer({ min: 0, max: 60 }),
      fc.double({ min: 0.5, max: 29, noNaN: true }),
      fc.constantFrom(1.5, 2, 10),
    )
    fc.assert(
      fc.property(cases, ([amount, mean, k]) => {
        const exact = tail(amount, mean, k)
        fc.pre(exact > 1e-9)
        expect(surpriseOf(amount, mean, k)).toBeCloseTo(-Math.log10(exact), 4)
      }),
      { seed: 1 },
    )
  })

  it.each([
    [120, 50, 2],
    [90, 40, 3],
    [20, 50, 2],
    [460, 300, 10],
  ])('is near to it above: %i where %i are expected', (amount, mean, k) => {
    expect(surpriseOf(amount, mean, k)).toBeCloseTo(-Math.log10(tail(amount, mean, k)), 0)
  })

  it('is finite however far out', () => {
    expect(surpriseOf(1e9, 1, 1.01)).toBeGreaterThan(100)
    expect(Number.isFinite(surpriseOf(1e9, 1, 1.01))).toBe(true)
    expect(Number.isFinite(surpriseOf(0, 1e6, 1.01))).toBe(true)
  })
})
