import { describe, expect, it } from 'vitest'
import { durationOf, remembered } from './escalation.ts'
import { OffenceMemory } from './offence-memory.ts'

describe('the ladder', () => {
  it('keeps to its last step', () => {
    const ladder = [10, 30, 120, null]
    expect([1, 2, 3, 4, 5, 99].map((offence) => durationOf(ladder, offence))).toEqual([10, 30, 120, null, null, null])
    expect(durationOf([10], 7)).toBe(10)
  })

  it.each([
    [999, 3, 0],
    [1_000, 2, 1_000],
    [2_500, 1, 2_000],
    [9_000, 0, 3_000],
    [-5, 3, 0],
  ])('after %d ms of a decay of 1,000 ms %d of 3 offences are left', (now, count, since) => {
    expect(remembered({ count: 3, since: 0 }, 1_000, now)).toEqual({ count, since })
  })

  it('never forgets when decay is off', () => {
    expect(remembered({ count: 3, since: 0 }, null, 1e15).count).toBe(3)
  })
})

describe('OffenceMemory', () => {
  it('drops what decay has forgotten', () => {
    const memory = new OffenceMemory(1_000)
    for (let number = 0; number < 100_000; number++) memory.remember(`source ${number}`, 1, number)
    expect(memory.size).toBeLessThan(4_000)
    expect(memory.count('source 99500', 99_999)).toBe(1)
  })

  it('forgets the oldest offence beyond its capacity', () => {
    const memory = new OffenceMemory(null, 3)
    for (const address of ['a', 'b', 'c', 'a', 'd']) memory.remember(address, 1, 0)
    expect(['a', 'b', 'c', 'd'].map((address) => memory.count(address, 0))).toEqual([1, 0, 1, 1])
    expect(memory.size).toBe(3)
  })
})
