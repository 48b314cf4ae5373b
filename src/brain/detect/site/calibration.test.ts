import { describe, expect, it } from 'vitest'
import { Random } from '../../../lib/random.ts'
import { Calibration, ENOUGH_BLOCKS } from './calibration.ts'

/** Clean blocks whose peaks are exponential with this mean. */
function calibrate(blocks: number, mean: number, options: { promise?: number; floor?: number } = {}) {
  const random = new Random(3)
  const calibration = new Calibration({ promise: 1, first: 16, floor: 16, ...options })
  for (let block = 0; block <= blocks; block++) {
    calibration.add(600 * block, random.gap(mean), true, false)
    calibration.add(600 * block + 300, 0, true, false)
  }
  return calibration
}

describe('Calibration', () => {
  it('keeps the first limit until there are enough clean blocks, and never goes below the floor', () => {
    expect(calibrate(ENOUGH_BLOCKS - 1, 5).limit).toBe(16)
    expect(calibrate(2_000, 1).limit).toBe(16)
  })

  it.each([
    [5, 1],
    [5, 0.1],
    [3, 24],
  ])(
    'sets the limit so that peaks of mean %d exceed it %d times a week, a little less rather than more',
    (mean, promise) => {
      const { limit, falseAlarms } = calibrate(2_100, mean, { promise, floor: 0 })
      const rate = 1_008 * Math.exp(-limit / mean)
      expect(rate).toBeLessThan(1.5 * promise)
      expect(rate).toBeGreaterThan(promise / 4)
      expect(falseAlarms.expected).toBeLessThan(promise)
      expect(falseAlarms.low).toBeLessThan(rate)
      expect(falseAlarms.high).toBeGreaterThan(rate)
      expect(falseAlarms.blocks).toBe(2_016)
    },
  )

  it('counts no block in which something fires, and hardly moves however long an attack lasts', () => {
    const calibration = calibrate(1_000, 3)
    const { limit } = calibration
    const from = 600 * 1_001
    for (let second = 0; second < 86_400; second++) calibration.add(from + second, limit + 8, false, second === 0)
    expect(calibration.limit / limit).toBeLessThan(1.1)
    expect(calibration.falseAlarms.blocks).toBe(1_001)
  })

  it('is the same after it was saved and restored', () => {
    const calibration = calibrate(1_000, 5)
    const restored = calibrate(0, 1)
    restored.restore(JSON.parse(JSON.stringify(calibration)))
    expect(restored.limit).toBeCloseTo(calibration.limit, 1)
    expect(restored.falseAlarms.blocks).toBe(1_000)
  })
})
