import { describe, expect, it } from 'vitest'
import { rateNow, stretches } from './site-sources.ts'

function looks(rates: readonly number[]) {
  const found = [{ at: 0, total: 100 }]
  for (const rate of rates) found.push({ at: found.length * 1_000, total: found.at(-1)!.total + rate })
  return found
}

describe('what a source sent lately', () => {
  it('is counted in stretches of 5 s, the newest last, as far as it was looked at', () => {
    const steady = looks(Array.from({ length: 60 }, () => 3))
    expect(stretches(steady, 60_000)).toEqual(Array.from({ length: 12 }, () => 15))
    expect(stretches(looks([1, 1, 1, 1, 1, 9, 9, 9, 9, 9, 0]), 11_000)).toEqual([13, 36])
    expect(stretches(looks([1, 1]), 2_000)).toEqual([])
    expect(stretches([], 2_000)).toEqual([])
  })

  it('is spread evenly over time in which nobody looked', () => {
    const sparse = [
      { at: 0, total: 0 },
      { at: 20_000, total: 100 },
    ]
    expect(stretches(sparse, 20_000)).toEqual([25, 25, 25, 25])
  })

  it('gives its rate of ten seconds, and none before two', () => {
    expect(rateNow(looks([5, 5, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400]), 12_000)).toBe(400)
    expect(rateNow(looks([10, 20]), 2_000)).toBe(15)
    expect(rateNow(looks([10]), 1_000)).toBeNull()
    expect(rateNow([], 1_000)).toBeNull()
  })
})
