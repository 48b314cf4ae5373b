import { expect, it } from 'vitest'
import { poissonBounds, quantile } from './statistics.ts'

it('counts what was not found as infinite', () => {
  expect(quantile([3, 1, 2], 0.5)).toBe(2)
  expect(quantile([1, 2], 0.5, 4)).toBe(2)
  expect(quantile([1, 2], 0.95, 4)).toBe(Number.POSITIVE_INFINITY)
  expect(quantile([], 0.5)).toBe(Number.POSITIVE_INFINITY)
})

// From tables of exact limits, such as Ulm 1990.
it.each([
  [0, 0, 3.689],
  [1, 0.0253, 5.572],
  [10, 4.795, 18.39],
  [1_000, 938.97, 1_063.96],
])('bounds the mean behind %d events', (count, low, high) => {
  const bounds = poissonBounds(count)
  expect(bounds[0] / (low || 1)).toBeCloseTo(low === 0 ? 0 : 1, 2)
  expect(bounds[1] / high).toBeCloseTo(1, 2)
})
