import { describe, expect, it } from 'vitest'
import { Level } from './level.ts'

const FAR = Number.POSITIVE_INFINITY
const level = (change = {}) => new Level({ span: 300, prior: 0, worth: 0, lately: 120, ...change })

/** So many observations of one amount. */
function see(level: Level, times: number, amount: number, { reach = FAR, isSuspicious = false } = {}) {
  for (let i = 0; i < times; i++) level.learn(amount, 1, reach, isSuspicious)
}

describe('Level', () => {
  it('begins with the plain mean and then forgets exponentially', () => {
    const one = level()
    expect(one.rate).toBe(0)
    for (const amount of [4, 8, 6]) see(one, 1, amount)
    expect(one.rate).toBeCloseTo(6, 1)
    see(one, 3_000, 10)
    see(one, 300, 20)
    expect(one.rate).toBeCloseTo(20 - 10 / Math.E, 1)
  })

  it('believes its prior as if it had seen so much', () => {
    const share = level({ prior: 0.02, worth: 50 })
    expect(share.rate).toBe(0.02)
    see(share, 1, 1)
    expect(share.rate).toBeCloseTo(2 / 51, 10)
  })

  it('takes what is further out than the reach for that far', () => {
    const one = level()
    see(one, 1_000, 10)
    see(one, 1, 1_000, { reach: 5 })
    expect(one.rate).toBeLessThan(10.05)
  })

  it('follows what is suspicious twenty times slower', () => {
    const one = level()
    see(one, 3_000, 10)
    see(one, 300, 20, { isSuspicious: true })
    expect(one.rate).toBeCloseTo(10 + 10 * (1 - Math.exp(-1 / 20)), 1)
  })

  it('knows whether the last minutes are alike, and takes these for normal when it is told to', () => {
    const one = level()
    see(one, 3_000, 10)
    see(one, 60, 30, { isSuspicious: true })
    expect(one.isSteady).toBe(false)
    see(one, 900, 30, { isSuspicious: true })
    expect(one.isSteady).toBe(true)
    expect(one.rate).toBeLessThan(14)
    one.accept()
    expect(one.rate).toBeCloseTo(30, 1)
  })
})
