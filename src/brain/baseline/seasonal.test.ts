import { describe, expect, it } from 'vitest'
import { Seasonal } from './seasonal.ts'

const DAY = 86_400
/** Twice the night's traffic from 8 to 20 o'clock; in the night 10 a second. */
const usual = (second: number): number => (second % DAY >= DAY / 3 && second % DAY < (5 * DAY) / 6 ? 20 : 10)

/** Days of what `amountOf` says, a second each, beginning at midnight of day `from`. */
function see(seasonal: Seasonal, from: number, days: number, amountOf = usual) {
  for (let second = from * DAY; second < (from + days) * DAY; second++) seasonal.learn(second, amountOf(second))
}

const atNoon = (day: number) => day * DAY + DAY / 2
const atNight = (day: number) => day * DAY + DAY / 8

describe('Seasonal', () => {
  it('adds nothing before it has three values of a slot, then more with each day', () => {
    const seasonal = new Seasonal()
    see(seasonal, 0, 3)
    expect(seasonal.factor(atNoon(3))).toBe(1)
    see(seasonal, 3, 1)
    expect(seasonal.isUsed).toBe(true)
    const ratio = () => seasonal.factor(atNoon(4)) / seasonal.factor(atNight(4))
    const early = ratio()
    expect(early).toBeGreaterThan(1.3)
    see(seasonal, 4, 20)
    expect(ratio()).toBeGreaterThan(early)
    expect(ratio()).toBeLessThan(2)
  })

  it('is moved by less than 5 % by one day on which all grows to five times as much', () => {
    const [clean, attacked] = [1, 5].map((growth) => {
      const seasonal = new Seasonal()
      see(seasonal, 0, 10)
      see(seasonal, 10, 1, (second) => usual(second) * growth ** (second / DAY - 10))
      return seasonal
    })
    for (let second = 11 * DAY; second < 12 * DAY; second += 300) {
      expect(Math.abs(attacked!.factor(second) / clean!.factor(second) - 1)).toBeLessThan(0.05)
    }
  })

  it('knows the days of the week after three weeks', () => {
    const seasonal = new Seasonal()
    const weekend = (second: number) => usual(second) * (Math.floor(second / DAY) % 7 >= 5 ? 0.5 : 1)
    see(seasonal, 0, 35, weekend)
    expect(seasonal.factor(atNoon(41)) / seasonal.factor(atNoon(37))).toBeLessThan(0.8)
  })

  it('leaves out slots that were mostly not clean', () => {
    const seasonal = new Seasonal()
    for (let second = 0; second < 5 * DAY; second++) {
      if (second % 300 < 140) seasonal.learn(second, usual(second))
      else seasonal.pass(second)
    }
    expect(seasonal.isUsed).toBe(false)
  })

  it('is the same after it was saved and restored', () => {
    const seasonal = new Seasonal()
    see(seasonal, 0, 5)
    const restored = new Seasonal()
    restored.restore(JSON.parse(JSON.stringify(seasonal)))
    expect(restored.factor(atNoon(5))).toBeCloseTo(seasonal.factor(atNoon(5)), 1)
    expect(JSON.stringify(restored)).toBe(JSON.stringify(seasonal))
  })
})
