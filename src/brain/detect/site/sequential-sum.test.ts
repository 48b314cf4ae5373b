import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BEYOND, SequentialSum } from './sequential-sum.ts'

const LIMIT = 16
/** ln of the probability of x, without what does not depend on the mean: a negative binomial of shape r. */
const log = (x: number, mean: number, r: number) => r * Math.log(r / (r + mean)) + x * Math.log(mean / (r + mean))

function add(sum: SequentialSum, amount: number, mean: number, k: number, former = mean) {
  return sum.add({ amount, mean, former, exposure: 1 }, Float64Array.of(k, k, k), LIMIT)
}

describe('SequentialSum', () => {
  it('adds the log likelihood ratio of two negative binomials of one shape', () => {
    const inputs = fc.record({
      amount: fc.integer({ min: 0, max: 200 }),
      mean: fc.double({ min: 0.1, max: 50, noNaN: true }),
      k: fc.double({ min: 1.01, max: 40, noNaN: true }),
      ratio: fc.constantFrom(1.3, 2, 5, 10),
    })
    fc.assert(
      fc.property(inputs, ({ amount, mean, k, ratio }) => {
        const r = mean / (k - 1)
        const wanted = log(amount, ratio * mean, r) - log(amount, mean, r)
        const sum = add(new SequentialSum([ratio]), amount, mean, k)
        expect(sum).toBeCloseTo(Math.min(Math.max(wanted, 0), LIMIT + BEYOND), 6)
      }),
      { seed: 2 },
    )
  })

  it('adds that of two Poisson processes of clusters below the mean: silence counts by the clusters that are missing', () => {
    expect(add(new SequentialSum([0.1]), 0, 40, 20)).toBeCloseTo(2 * 0.9, 6)
    expect(add(new SequentialSum([0.1]), 5, 40, 20)).toBeCloseTo(2 * 0.9 + (5 / 20) * Math.log(0.1), 6)
  })

  it('counts an unbroken silence by how rare it is, in five observations at the soonest', () => {
    const sum = new SequentialSum([0])
    const see = (amount: number, emptiness: number) =>
      sum.add({ amount, mean: 40, former: 40, exposure: 1, emptiness }, Float64Array.of(20, 20, 20), LIMIT)
    expect(see(0, 3)).toBeCloseTo(3, 6)
    expect(see(0, 1)).toBeCloseTo(4, 6)
    expect(see(1, 3)).toBe(0)
    for (let second = 1; second <= 5; second++) expect(see(0, LIMIT)).toBeCloseTo((LIMIT * second) / 5, 6)
    expect(see(0, LIMIT)).toBeGreaterThan(LIMIT)
    see(1, 0)
    expect(see(0, LIMIT / 4), 'nothing of it is left').toBeCloseTo(LIMIT / 5, 6)
    expect(see(0, LIMIT / 10), 'what was too much to count at once counts later').toBeGreaterThan(LIMIT / 3)
  })

  it('stays a little above the limit, however long it lasts, and clears from there', () => {
    const sum = new SequentialSum([2])
    for (let second = 0; second < 600; second++) expect(add(sum, 150, 50, 2)).toBeLessThanOrEqual(LIMIT + BEYOND)
    let clear = 0
    while (add(sum, 50, 50, 2) > LIMIT / 2) clear++
    expect(clear).toBeLessThan(20)
  })

  it('takes the dispersion of as many observations as a branch needs to decide', () => {
    const dispersions = Float64Array.of(2, 20, 200)
    const gain = (mean: number, ratio: number) => {
      const sum = new SequentialSum([ratio])
      return sum.add({ amount: ratio * mean, mean, former: mean, exposure: 1 }, dispersions, LIMIT)
    }
    expect(gain(50, 10)).toBe(LIMIT + BEYOND)
    // Alone, a doubling takes minutes at a dispersion of 200: 0.06 nats a second.
    expect(gain(5, 2)).toBeLessThan(0.1)
  })

  it('finds nothing strange in what lies between the level and the one before', () => {
    const [up, down] = [new SequentialSum([1.3, 2]), new SequentialSum([0.5])]
    for (let second = 0; second < 100; second++) {
      expect(add(up, 100, 50, 2, 150)).toBe(0)
      expect(add(down, 60, 150, 2, 50)).toBe(0)
    }
    expect(add(up, 500, 50, 2, 150)).toBeGreaterThan(5)
  })

  it('says which ratio fits, the means since it began, and what would have been enough', () => {
    const sum = new SequentialSum([1.3, 2, 5, 10, 0.5])
    for (let second = 0; second < 30; second++) add(sum, 50, 50, 2)
    for (let second = 0; second < 3; second++) add(sum, 100, 50, 2)
    const leading = sum.leading()
    expect(leading.ratio).toBe(2)
    expect(leading).toMatchObject({ amount: 100, expected: 50, count: 3, age: 3 })
    const enough = sum.reaching(LIMIT, 50, 10, true)
    expect(enough).toBeGreaterThan(60)
    expect(enough).toBeLessThan(100)
    expect(sum.reaching(LIMIT, 50, 10, false)).toBeLessThan(40)
  })
})
