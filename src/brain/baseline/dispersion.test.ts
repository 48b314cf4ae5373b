import { describe, expect, it } from 'vitest'
import { Random } from '../../lib/random.ts'
import { Dispersion } from './dispersion.ts'

const OPTIONS = { spans: [3_000, 3_000, 18_000], prior: [4, 15, 40], worth: [120, 20, 5], leastWorth: 1 }

/** Hours of clusters of a mean size, each spread over so many seconds, in all ten a second. */
function clusters(size: number, length: number, hours = 10): Dispersion {
  const random = new Random(5)
  const dispersion = new Dispersion(OPTIONS)
  const seconds = hours * 3_600
  const amounts = new Float64Array(seconds + length)
  for (let at = random.gap(size / 10); at < seconds; at += random.gap(size / 10)) {
    for (let i = 0; i < size; i++) amounts[Math.floor(at) + random.below(length)]! += 1
  }
  for (let second = length; second < seconds; second++) dispersion.learn(amounts[second]!, 10, false)
  return dispersion
}

describe('Dispersion', () => {
  it('is what a variance is over the mean, by the length of the sums', () => {
    const [one, ten, sixty] = clusters(1, 1).values
    expect(one).toBeLessThan(1.1)
    expect(sixty).toBeLessThan(1.5)
    expect(ten).toBeLessThanOrEqual(sixty!)
    const [short, , long] = clusters(20, 30).values
    expect(short).toBeLessThan(2.5)
    expect(long).toBeGreaterThan(12)
    expect(long).toBeLessThan(30)
  })

  it('begins with what it is told and is at least just above that of a Poisson process', () => {
    const dispersion = new Dispersion(OPTIONS)
    expect([...dispersion.values]).toEqual([4, 15, 40])
    for (let second = 0; second < 100_000; second++) dispersion.learn(10, 10, false)
    expect([...dispersion.values]).toEqual([1.01, 1.01, 1.01])
  })

  it('takes what was suspicious into account only when it came to nothing', () => {
    const spreads = [true, false].map((wasInnocent) => {
      const dispersion = clusters(1, 1, 1)
      const before = dispersion.values[0]!
      for (let second = 0; second < 20; second++) dispersion.learn(20, 10, true)
      expect(dispersion.values[0]).toBe(before)
      dispersion.end(wasInnocent)
      return dispersion.values[0]! - before
    })
    expect(spreads[0]).toBeGreaterThan(0.01)
    expect(spreads[1]).toBe(0)
  })

  it('does not forget what clusters look like where hardly any come', () => {
    const dispersion = new Dispersion({ ...OPTIONS, leastWorth: 5 })
    for (let second = 0; second < 1_000_000; second++) dispersion.learn(0, 1e-6, false)
    dispersion.learn(1, 1e-6, false)
    expect(dispersion.values[0]).toBeGreaterThan(3)
    expect(dispersion.values[0]).toBeLessThan(5)
  })
})
