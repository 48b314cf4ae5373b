import { describe, expect, it } from 'vitest'
import { hashKey, hashSeed } from './hash.ts'

const { first, second } = hashSeed(0)

describe('hashKey', () => {
  it('flips each output bit about half the time when one input bit flips', () => {
    for (let bit = 0; bit < 65; bit++) {
      const flips = new Array<number>(32).fill(0)
      for (let i = 0; i < 2_000; i++) {
        const high = Math.imul(i, 0x9e3779b1)
        const low = Math.imul(i, 0x85ebca6b)
        const before = hashKey(high, low, 0, first, second)
        const after = hashKey(
          bit < 32 ? high ^ (1 << bit) : high,
          bit >= 32 && bit < 64 ? low ^ (1 << (bit - 32)) : low,
          bit === 64 ? 1 : 0,
          first,
          second,
        )
        for (let out = 0; out < 32; out++) flips[out]! += ((before ^ after) >>> out) & 1
      }
      for (const count of flips) expect(Math.abs(count / 2_000 - 0.5)).toBeLessThan(0.15)
    }
  })

  it('spreads neighbouring addresses and neighbouring /64 prefixes like random numbers', () => {
    const keys: [number, number, number][] = []
    for (let i = 0; i < 65_536; i++) keys.push(i < 32_768 ? [0, 0xc6120000 + i, 0] : [0x20010db8, i, 1])
    const buckets = new Uint32Array(65_536)
    for (const [high, low, kind] of keys) buckets[hashKey(high, low, kind, first, second) & 0xffff]! += 1
    const empty = buckets.filter((count) => count === 0).length
    expect(empty / 65_536).toBeGreaterThan(0.35)
    expect(empty / 65_536).toBeLessThan(0.39)
    expect(Math.max(...buckets)).toBeLessThan(12)
  })

  it('tells ::/64 from 0.0.0.0 and depends on the seed', () => {
    expect(hashKey(0, 0, 0, first, second)).not.toBe(hashKey(0, 0, 1, first, second))
    const other = hashSeed(1)
    expect(hashKey(0, 1, 0, first, second)).not.toBe(hashKey(0, 1, 0, other.first, other.second))
    expect(hashSeed(2 ** 40 + 7)).not.toEqual(hashSeed(7))
  })
})
