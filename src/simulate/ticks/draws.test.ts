import { describe, expect, it } from 'vitest'
import { Random } from '../../lib/random.ts'
import { binomial, gamma, negativeBinomial, poisson } from './draws.ts'

const DRAWS = 200_000

function draws(draw: (random: Random) => number, seed = 1): number[] {
  const random = new Random(seed)
  return Array.from({ length: DRAWS }, () => draw(random))
}

function momentsOf(values: readonly number[]) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  return { mean, variance }
}

/** Logarithm of the probabilities of 0, 1, 2 …, up to where they vanish. */
function probabilities(count: number, first: number, ratio: (n: number) => number): number[] {
  const logs = [first]
  for (let n = 1; n <= count; n++) logs.push(logs[n - 1]! + Math.log(ratio(n)))
  return logs.map(Math.exp)
}

const poissonOf = (mean: number) => probabilities(Math.ceil(mean * 3 + 60), -mean, (n) => mean / n)
const binomialOf = (n: number, p: number) =>
  probabilities(n, n * Math.log1p(-p), (k) => ((n - k + 1) / k) * (p / (1 - p)))
function negativeBinomialOf(mean: number, k: number): number[] {
  const r = mean / (k - 1)
  return probabilities(Math.ceil(mean * 5 + 100 * k), -r * Math.log(k), (n) => ((n - 1 + r) / n) * (1 - 1 / k))
}

/** Pearson's χ² of the draws against the probabilities, rare values pooled, in deviations from its mean. */
function misfit(values: readonly number[], expected: readonly number[]): number {
  const observed = new Map<number, number>()
  for (const value of values) observed.set(value, (observed.get(value) ?? 0) + 1)
  let [sum, cells, seen, wanted] = [0, 0, 0, 0]
  for (const [value, probability] of expected.entries()) {
    seen += observed.get(value) ?? 0
    wanted += probability * values.length
    if (wanted < 10) continue
    sum += (seen - wanted) ** 2 / wanted
    cells++
    seen = wanted = 0
  }
  return (sum - (cells - 1)) / Math.sqrt(2 * (cells - 1))
}

describe('draws', () => {
  it.each([0.05, 0.7, 9.9, 10, 11, 48, 500, 5_000, 40_000])('are Poisson with mean %d', (mean) => {
    expect(
      misfit(
        draws((random) => poisson(random, mean)),
        poissonOf(mean),
      ),
    ).toBeLessThan(4)
  })

  it.each([
    [0.4, 2],
    [3, 1.05],
    [3, 6],
    [50, 2],
    [1_000, 4],
  ])('are negative binomial with mean %d and k %d', (mean, k) => {
    const values = draws((random) => negativeBinomial(random, mean, k))
    expect(misfit(values, negativeBinomialOf(mean, k))).toBeLessThan(4)
    const { variance } = momentsOf(values)
    expect(variance / (k * mean)).toBeCloseTo(1, 1)
  })

  it.each([
    [1, 0.3],
    [40, 0.01],
    [60, 0.5],
    [300, 0.04],
    [1_000, 0.3],
    [5_000, 0.985],
  ])('are binomial with n %d and p %d', (n, p) => {
    expect(
      misfit(
        draws((random) => binomial(random, n, p)),
        binomialOf(n, p),
      ),
    ).toBeLessThan(4)
  })

  it('find a wrong distribution out', () => {
    const values = draws((random) => negativeBinomial(random, 50, 1.1))
    expect(misfit(values, poissonOf(50))).toBeGreaterThan(20)
  })

  it.each([0.2, 1, 30])('are gamma with shape %d', (shape) => {
    const { mean, variance } = momentsOf(draws((random) => gamma(random, shape)))
    expect(mean / shape).toBeCloseTo(1, 1.5)
    expect(variance / shape).toBeCloseTo(1, 1)
  })

  it('know nothing and everything', () => {
    const random = new Random(1)
    expect([
      poisson(random, 0),
      negativeBinomial(random, 0, 3),
      binomial(random, 0, 0.5),
      binomial(random, 9, 0),
    ]).toEqual([0, 0, 0, 0])
    expect(binomial(random, 9, 1)).toBe(9)
  })
})
