import fc from 'fast-check'
import { expect, it } from 'vitest'
import { SpaceSaving } from './space-saving.ts'

const stream = fc.array(fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 9 })), { maxLength: 400 })

it('tells never too much of a name, and too little by at most the share of one counter', () => {
  fc.assert(
    fc.property(stream, fc.integer({ min: 1, max: 50 }), (added, capacity) => {
      const sketch = new SpaceSaving(capacity)
      const exact = new Map<string, number>()
      for (const [name, weight] of added) {
        sketch.add(`${name}`, weight)
        exact.set(`${name}`, (exact.get(`${name}`) ?? 0) + weight)
      }
      const total = added.reduce((sum, [, weight]) => sum + weight, 0)
      expect(sketch.total).toBe(total)
      const told = new Map(sketch.top(capacity).map(({ name, weight }) => [name, weight]))
      expect(told.size).toBeLessThanOrEqual(capacity)
      for (const [name, weight] of exact) {
        expect(told.get(name) ?? 0).toBeLessThanOrEqual(weight)
        expect(weight - (told.get(name) ?? 0)).toBeLessThanOrEqual(total / capacity)
      }
      for (const name of told.keys()) expect(exact.has(name)).toBe(true)
    }),
    { seed: 3, numRuns: 200 },
  )
})

it('is exact while there is room, the heaviest first', () => {
  const sketch = new SpaceSaving(3)
  for (const name of ['b', 'a', 'c', 'c']) sketch.add(name)
  expect(sketch.top(2)).toEqual([
    { name: 'c', weight: 2 },
    { name: 'a', weight: 1 },
  ])
})
