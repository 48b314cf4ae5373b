import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mix } from '../lib/hash.ts'
import { BLOOM_BYTES, BloomFilter } from './bloom-filter.ts'

const hashes = (key: number) => [mix(key), mix(key ^ 0x5bd1e995)] as const

function filterOf(from: number, to: number): BloomFilter {
  const filter = new BloomFilter()
  for (let key = from; key < to; key++) filter.add(...hashes(key))
  return filter
}

function mistakes(filter: BloomFilter, asked: number): number {
  let wrong = 0
  for (let key = 0; key < asked; key++) if (filter.has(...hashes(1e9 + key))) wrong++
  return wrong / asked
}

describe('BloomFilter', () => {
  it('knows all that it took, and nobody when it is empty', () => {
    const keys = fc.array(fc.integer(), { minLength: 1, maxLength: 50 })
    fc.assert(
      fc.property(keys, (list) => {
        const filter = new BloomFilter()
        for (const key of list) expect(filter.add(...hashes(key))).toBe(true)
        for (const key of list) expect(filter.has(...hashes(key))).toBe(true)
        filter.clear()
        for (const key of list) expect(filter.has(...hashes(key))).toBe(false)
        expect(filter.fill).toBe(0)
      }),
      { seed: 1, numRuns: 20 },
    )
  })

  it.each([100_000, 200_000, 600_000])(
    'takes no more strangers for members than its bound says, with %d keys',
    (keys) => {
      const bound = (1 - Math.exp((-5 * keys) / (8 * BLOOM_BYTES))) ** 5
      const asked = 400_000
      const noise = 4 * Math.sqrt(bound / asked)
      expect(Math.abs(mistakes(filterOf(0, keys), asked) - bound)).toBeLessThanOrEqual(noise)
    },
  )

  it('takes about 1,160,000 keys and then no more, so that the bound holds whatever comes', () => {
    const filter = new BloomFilter()
    let taken = 0
    for (let key = 0; key < 2_000_000; key++) if (filter.add(...hashes(key))) taken++
    expect(filter.fill).toBeLessThanOrEqual(0.5)
    expect(taken).toBeGreaterThan(1_150_000)
    expect(filter.add(...hashes(5))).toBe(true)
    expect(mistakes(filter, 200_000)).toBeLessThanOrEqual(1.05 * 2 ** -5)
  })

  it('merges as if all had been added to one, in any order', () => {
    const whole = filterOf(0, 3_000)
    const [a, b, c] = [filterOf(0, 900), filterOf(800, 2_000), filterOf(2_000, 3_000)]
    const other = filterOf(2_000, 3_000)
    expect([a.merge(b), a.merge(c), other.merge(filterOf(800, 2_000)), other.merge(filterOf(0, 900))]).not.toContain(
      false,
    )
    expect(Buffer.compare(Buffer.from(a.words.buffer), Buffer.from(whole.words.buffer))).toBe(0)
    expect(Buffer.compare(Buffer.from(other.words.buffer), Buffer.from(whole.words.buffer))).toBe(0)
    expect(a.fill).toBe(whole.fill)
  })

  it('refuses a union that would be more than half full, and stays as it was', () => {
    const filter = filterOf(0, 800_000)
    const { fill } = filter
    expect(filter.merge(filterOf(800_000, 1_600_000))).toBe(false)
    expect(filter.fill).toBe(fill)
  })
})
