import { describe, expect, it } from 'vitest'
import { SECOND } from '../../src/domain/units.ts'
import { firstExcess } from './excess.ts'

/** Times of `rate` requests a second, evenly spaced. */
function even(rate: number, seconds: number): number[] {
  return Array.from({ length: rate * seconds }, (_, i) => Math.floor((i * SECOND) / rate))
}

describe('the first excess request', () => {
  it.each([
    [100, 10, 0],
    [61, 10, 0],
    [20, 60, 18],
    [5, 120, 90],
    [3, 600, 150],
  ])('of %d requests a second over %d s is in second %d', (rate, seconds, expected) => {
    expect(firstExcess(even(rate, seconds))).toBe(expected * SECOND)
  })

  it.each([[1, 900]])('is not there with %d requests a second', (rate, seconds) => {
    expect(firstExcess(even(rate, seconds))).toBeNull()
  })

  it('is not there in a gallery, in what a phone makes up for, nor in what a partner fetches', () => {
    const partner = Array.from({ length: 300 }, (_, i) => i * 33)
    expect(firstExcess(partner)).toBeNull()
    const gallery = Array.from({ length: 150 }, (_, i) => i * 40)
    const phone = Array.from({ length: 200 }, (_, i) => i * 300)
    expect(firstExcess(gallery)).toBeNull()
    expect(firstExcess(phone)).toBeNull()
  })
})
