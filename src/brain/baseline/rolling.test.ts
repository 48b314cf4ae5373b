import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RollingBaseline } from './rolling.ts'

const SPAN = 30
const EVERY = 5

describe('RollingBaseline', () => {
  it('agrees with a naive model', () => {
    const steps = fc.array(
      fc.record({
        gap: fc.constantFrom(1, 1, 1, 1, 2, 7, 29, 30, 31, 90),
        value: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })),
        isAsked: fc.boolean(),
      }),
      { maxLength: 120 },
    )
    fc.assert(
      fc.property(steps, (list) => {
        const baseline = new RollingBaseline(SPAN, EVERY)
        const samples: { second: number; value: number }[] = []
        let second = 1_000
        let reckoned: number | null = null
        let wanted: ReturnType<typeof naive> = null
        for (const { gap, value, isAsked } of list) {
          second += gap
          if (value !== null) {
            baseline.add(second, value)
            samples.push({ second, value })
          }
          baseline.pass(second)
          reckoned ??= second
          if (second - reckoned >= EVERY) {
            reckoned = second
            wanted = naive(samples.filter((sample) => sample.second > second - SPAN))
          }
          if (!isAsked) continue
          const found = baseline.current
          if (wanted === null) expect(found).toBeNull()
          else {
            expect(found!.samples).toBe(wanted.samples)
            expect(found!.age).toBe(wanted.age)
            expect(found!.mean).toBeCloseTo(wanted.mean, 6)
            expect(found!.stddev).toBeCloseTo(wanted.stddev, 4)
          }
        }
      }),
      { seed: 11 },
    )
  })

  it('follows a level that changes within its span, and forgets', () => {
    const baseline = new RollingBaseline(1_800, 60)
    for (let second = 0; second < 3_661; second++) {
      baseline.add(second, second < 1_800 ? 5 : 50)
      baseline.pass(second)
    }
    expect(baseline.current!.mean).toBeCloseTo(50, 0)
    baseline.clear()
    expect(baseline.current).toBeNull()
  })
})

function naive(samples: readonly { second: number; value: number }[]) {
  if (samples.length === 0) return null
  const mean = samples.reduce((sum, { value }) => sum + value, 0) / samples.length
  const variance = samples.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / samples.length
  return {
    mean,
    stddev: Math.sqrt(variance),
    samples: samples.length,
    age: samples.at(-1)!.second - samples[0]!.second,
  }
}
