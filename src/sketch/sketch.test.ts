import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mix } from '../lib/hash.ts'
import { Random } from '../lib/random.ts'
import { busiest, CountRow, WIDTH } from './count-row.ts'
import { DdSketch } from './dd-sketch.ts'
import { HyperLogLog } from './hyper-log-log.ts'

interface Sketch<S> {
  add(value: number): void
  merge(other: S): void
}

/** What every sketch promises: a merge is the sketch of all that went in, whatever the order. */
function holdsTheContract<S extends Sketch<S>>(name: string, create: () => S, value: fc.Arbitrary<number>): void {
  describe(name, () => {
    const of = (...lists: readonly number[][]): S => {
      const sketch = create()
      for (const list of lists) for (const one of list) sketch.add(one)
      return sketch
    }
    const joined = (first: S, ...others: S[]): S => {
      for (const other of others) first.merge(other)
      return first
    }
    const lists = fc.tuple(fc.array(value), fc.array(value), fc.array(value))
    it('merges as if all had been added to one, in any order and grouping', () => {
      fc.assert(
        fc.property(lists, ([a, b, c]) => {
          const whole = of(a, b, c)
          expect(joined(of(a), of(b), of(c))).toEqual(whole)
          expect(joined(of(c), of(a), of(b))).toEqual(whole)
          expect(joined(of(a), joined(of(b), of(c)))).toEqual(whole)
        }),
        { seed: 1, numRuns: 30 },
      )
    })
  })
}

const hash = fc.integer({ min: 0, max: 1_000_000 }).map(mix)
holdsTheContract('HyperLogLog', () => new HyperLogLog(), hash)
holdsTheContract('CountRow', () => new CountRow(), hash)
holdsTheContract('DdSketch', () => new DdSketch(), fc.double({ min: 0, max: 1e6, noNaN: true }))

describe('HyperLogLog', () => {
  it.each([0, 1, 100, 5_000, 9_000, 12_000, 200_000, 2_000_000])('is within four standard errors of %d', (distinct) => {
    const sketch = new HyperLogLog()
    for (let i = 0; i < distinct; i++) {
      sketch.add(mix(i + 77))
      if (i % 3 === 0) sketch.add(mix(i + 77))
    }
    expect(Math.abs(sketch.count() - distinct)).toBeLessThanOrEqual(4 * 0.023 * distinct)
  })
})

describe('DdSketch', () => {
  it('is within 1 % of the exact quantile', () => {
    const random = new Random(3)
    for (const draw of [() => random.gap(80), () => 1 + random.below(4_000), () => 0.5 * random.gap(2)]) {
      const sketch = new DdSketch()
      const values = Array.from({ length: 20_000 }, draw).map((value) => Math.max(value, 0.07))
      for (const value of values) sketch.add(value)
      values.sort((a, b) => a - b)
      for (const q of [0, 0.5, 0.9, 0.99, 0.999, 1]) {
        const exact = values[Math.floor(q * (values.length - 1))]!
        expect(Math.abs(sketch.quantile(q) - exact)).toBeLessThanOrEqual(0.01 * exact)
      }
    }
  })

  it('knows nothing of no values, and clamps what is out of range', () => {
    expect(new DdSketch().quantile(0.99)).toBe(0)
    const sketch = new DdSketch()
    sketch.add(0)
    sketch.add(1e300)
    expect(sketch.quantile(0)).toBeLessThan(0.07)
    expect(sketch.quantile(1)).toBeGreaterThan(1_000_000)
  })
})

describe('CountRow', () => {
  it('never counts too little, and rarely more than its bound too much', () => {
    const random = new Random(5)
    const exact = new Map<number, number>()
    const sketch = new CountRow()
    const all = 50_000
    for (let i = 0; i < all; i++) {
      const one = mix(Math.floor(random.gap(800)))
      exact.set(one, (exact.get(one) ?? 0) + 1)
      sketch.add(one)
    }
    let beyond = 0
    for (const [one, count] of exact) {
      expect(sketch.count(one)).toBeGreaterThanOrEqual(count)
      if (sketch.count(one) > count + (4 * all) / WIDTH) beyond++
    }
    expect(beyond / exact.size).toBeLessThanOrEqual(1 / 4)
  })

  it('names the busiest buckets, the busiest first', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 60 }), (list) => {
        const counts = Uint32Array.from(list)
        const naive = [...counts.keys()]
          .filter((bucket) => counts[bucket]! > 0)
          .sort((a, b) => counts[b]! - counts[a]! || a - b)
        expect(busiest(counts, 5)).toEqual(naive.slice(0, 5))
      }),
      { seed: 2 },
    )
  })
})
