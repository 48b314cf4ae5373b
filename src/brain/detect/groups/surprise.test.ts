import { expect, it } from 'vitest'
import { Random } from '../../../lib/random.ts'
import { PeakLimit } from './peak-limit.ts'
import { nearerNats, riseNats, surpriseNats } from './surprise.ts'
import { poisson } from './tick-site.fixture.ts'
import { UsualCount } from './usual-count.ts'

/** Negative binomial: Poisson of a gamma, which is a sum of exponentials for a whole shape. */
function clumped(random: Random, mean: number, dispersion: number): number {
  const shape = Math.round(mean / (dispersion - 1))
  let sum = 0
  for (let i = 0; i < shape; i++) sum += random.gap(mean / shape)
  return poisson(random, sum)
}

it('is a likelihood ratio: its exponential has the mean 1 where nothing is amiss', () => {
  const random = new Random(1)
  let sum = 0
  for (let i = 0; i < 200_000; i++) sum += Math.exp(riseNats(clumped(random, 6, 3), 6, 1.5, 3))
  expect(sum / 200_000).toBeGreaterThan(0.95)
  expect(sum / 200_000).toBeLessThan(1.05)
})

it('is nothing at what is expected and grows from there; less where counts clump', () => {
  expect(surpriseNats(5, 5, 2)).toBe(0)
  expect(surpriseNats(3, 5, 2)).toBe(0)
  expect(surpriseNats(20, 5, 1)).toBeCloseTo(20 * Math.log(4) - 15, 0)
  expect(surpriseNats(20, 5, 4)).toBeLessThan(surpriseNats(20, 5, 2))
  expect(surpriseNats(40, 5, 4)).toBeGreaterThan(surpriseNats(20, 5, 4))
  expect(nearerNats(100, 100, 200, 1)).toBeCloseTo(-nearerNats(200, 100, 200, 1))
})

it('learns mean and dispersion of counts, and little of what is odd for 15 minutes', () => {
  const random = new Random(2)
  const usual = new UsualCount(0.1)
  for (let i = 0; i < 7_200; i++) usual.learn(clumped(random, 6, 3), 1, false, false)
  expect(usual.mean).toBeGreaterThan(5.4)
  expect(usual.mean).toBeLessThan(6.6)
  expect(usual.dispersion).toBeGreaterThan(2.2)
  expect(usual.dispersion).toBeLessThan(5)
  for (let i = 0; i < 890; i++) usual.learn(60, 1, true, false)
  expect(usual.mean).toBeLessThan(8)
  for (let i = 0; i < 3_600; i++) usual.learn(12, 1, true, false)
  expect(usual.mean).toBeGreaterThan(11)
})

it('sets the limit by the peaks of clean time, never below 16 nats', () => {
  const random = new Random(3)
  const quiet = new PeakLimit(1)
  const loud = new PeakLimit(1)
  for (let i = 0; i < 600 * 1_008; i++) {
    quiet.note(random.gap(1))
    loud.note(random.gap(3))
  }
  expect(quiet.limit).toBe(16)
  // Of exponential peaks with mean 3, one in a week is the greatest of 604,800.
  expect(loud.limit).toBeGreaterThan(0.85 * 3 * Math.log(604_800))
  expect(loud.limit).toBeLessThan(1.2 * 3 * Math.log(604_800))
})
