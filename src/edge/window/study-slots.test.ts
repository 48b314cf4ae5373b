import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mix } from '../../lib/hash.ts'
import { StudySlots } from './study-slots.ts'
import { begin, halfAt, MISSING, MISSING_SET, mark, spanOf } from './study-span.ts'

describe('StudySlots', () => {
  it('finds what it was given, as a map does', () => {
    const one = fc.record({
      do: fc.constantFrom('take' as const, 'forget' as const),
      owner: fc.integer({ min: 0, max: 40 }),
    })
    fc.assert(
      fc.property(fc.array(one, { maxLength: 200 }), (commands) => {
        const slots = new StudySlots(64)
        const known = new Set<number>()
        for (const { do: what, owner } of commands) {
          if (what === 'forget') slots.forget(owner)
          else if (!known.has(owner)) slots.take(owner, 1)
          if (what === 'forget') known.delete(owner)
          else known.add(owner)
          expect(slots.used).toBe(known.size)
          for (let id = 0; id <= 40; id++) expect(slots.find(id) >= 0).toBe(known.has(id))
        }
      }),
      { seed: 7 },
    )
  })

  it('stays in its memory, and what is stale and little suspected gives way first', () => {
    const slots = new StudySlots(8)
    for (let owner = 0; owner < 8; owner++) slots.touch(slots.take(owner, 100), 100, 0)
    for (let i = 0; i < 9; i++) slots.touch(slots.find(3), 110, 1)
    slots.touch(slots.find(5), 150, 0)
    const gone = Array.from({ length: 6 }, (_, i) => {
      slots.take(100 + i, 200)
      return [0, 1, 2, 3, 4, 5, 6, 7].filter((owner) => slots.find(owner) < 0)
    })
    expect(gone.map((owners) => owners.length)).toEqual([1, 2, 3, 4, 5, 6])
    expect(gone[5]).toEqual([0, 1, 2, 4, 6, 7])
    expect(slots.evictions).toBe(6)
    const large = new StudySlots(16_384)
    for (let owner = 0; owner < 20_000; owner++) large.take(owner, owner)
    expect(large.used).toBe(16_384)
    expect(large.bytes / 16_384).toBeLessThanOrEqual(576 + 24)
  })

  it('tells how many different things there were, within the bounds of linear counting', () => {
    for (const distinct of [1, 2, 5, 20, 60, 120]) {
      let sum = 0
      for (let seed = 0; seed < 40; seed++) {
        const slots = new StudySlots(1)
        const slot = slots.take(1, 1_000)
        const segment = slots.segment(slot)
        const half = halfAt(slots.base(slot), 0, 1_000)
        for (let i = 0; i < 3 * distinct; i++) {
          begin(segment, half, 1, 0)
          segment.shorts[2 * half + MISSING]! += 1
          mark(segment, half, MISSING_SET, mix(mix(seed) + (i % distinct)))
        }
        const told = spanOf(segment, slots.base(slot), 0, 1_000).distinctMissing
        // Whang and others: variance m (e^t - t - 1) with t = n / m.
        const deviation = Math.sqrt(128 * (Math.exp(distinct / 128) - distinct / 128 - 1))
        expect(Math.abs(told - distinct)).toBeLessThanOrEqual(4 * deviation + 1)
        sum += told
      }
      expect(Math.abs(sum / 40 - distinct)).toBeLessThanOrEqual(0.05 * distinct + 0.5)
    }
  })
})
