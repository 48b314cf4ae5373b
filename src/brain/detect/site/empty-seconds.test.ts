import { describe, expect, it } from 'vitest'
import { Random } from '../../../lib/random.ts'
import { EmptySeconds } from './empty-seconds.ts'

const HOUR = 3_600

/** Feeds a log of so many hours in which a busy second ends with one probability and an empty one goes on with another. */
function fed(law: EmptySeconds, random: Random, hours: number, begins: number, goesOn: number, expected = 20): void {
  let isEmpty = false
  for (let second = 0; second < hours * HOUR; second++) {
    isEmpty = random.next() < (isEmpty ? goesOn : begins)
    law.see(isEmpty, expected, true)
  }
}

/** Evidence of so many empty seconds in a row. */
function silence(law: EmptySeconds, seconds: number, expected = 20, missing = 0): number {
  let nats = 0
  for (let second = 0; second < seconds; second++) {
    nats += law.nats(expected, missing)
    law.see(true, expected, false)
  }
  law.see(false, expected, false)
  return nats
}

describe('EmptySeconds', () => {
  it('knows how seldom a silence begins and goes on', () => {
    const law = new EmptySeconds()
    fed(law, new Random(1), 24, 0.02, 0.3)
    expect(silence(law, 1)).toBeCloseTo(-Math.log(0.02), 0)
    expect(silence(law, 9) - silence(law, 1)).toBeCloseTo(-8 * Math.log(0.3), 0)
  })

  it('says less of a second in which less is expected than usually, and never that anything is impossible', () => {
    const law = new EmptySeconds()
    expect(law.nats(20, 0)).toBe(0)
    fed(law, new Random(2), 1, 0, 0)
    expect(law.nats(20, 0)).toBeCloseTo(Math.log(HOUR + 1), 1)
    expect(law.nats(10, 0)).toBeCloseTo(law.nats(20, 0) / 2, 6)
    expect(law.nats(40, 0), 'more was never seen').toBe(law.nats(20, 0))
  })

  it('takes silences that were never so long to end as shorter ones do, or as page loads come', () => {
    const law = new EmptySeconds()
    fed(law, new Random(2), 1, 0, 0)
    expect(silence(law, 9, 20, 1.5) - silence(law, 1)).toBeCloseTo(8 * 1.5, 6)
    fed(law, new Random(5), 1, 0.05, 0.05)
    expect(silence(law, 9) - silence(law, 1)).toBeCloseTo(-8 * Math.log(0.05), -1)
  })

  it('knows that where visitors come together a silence goes on the longer it has lasted, and says nothing of the longest', () => {
    const random = new Random(6)
    const law = new EmptySeconds()
    for (let silences = 0; silences < 2_000; silences++) {
      for (let second = 0; second < 20; second++) law.see(false, 20, true)
      const length = random.next() < 0.5 ? 1 : 1 + random.below(60)
      for (let second = 0; second < length; second++) law.see(true, 20, true)
    }
    law.see(false, 20, true)
    expect(silence(law, 2) - silence(law, 1)).toBeGreaterThan(0.5)
    expect(silence(law, 16) - silence(law, 8)).toBeLessThan(0.5)
    expect(silence(law, 60)).toBe(silence(law, 16))
  })

  it('is exceeded by clean seconds as seldom as it says', () => {
    const random = new Random(3)
    const law = new EmptySeconds()
    fed(law, random, 4, 0.05, 0.4)
    const LIMIT = 7
    let [nats, exceeded] = [0, 0]
    let isEmpty = false
    const seconds = 300 * HOUR
    for (let second = 0; second < seconds; second++) {
      isEmpty = random.next() < (isEmpty ? 0.4 : 0.05)
      const before = nats
      nats = isEmpty ? nats + law.nats(20, 0) : 0
      if (before <= LIMIT && nats > LIMIT) exceeded++
      law.see(isEmpty, 20, true)
    }
    expect(exceeded).toBeGreaterThan(100)
    expect(exceeded).toBeLessThan(seconds * Math.exp(-LIMIT) * 1.1)
  })

  it('learns nothing from what is strange, and keeps what it learned', () => {
    const law = new EmptySeconds()
    fed(law, new Random(4), 2, 0.05, 0.4)
    const before = JSON.stringify(law)
    silence(law, 600)
    expect(JSON.stringify(law)).toBe(before)
    const other = new EmptySeconds()
    other.restore(JSON.parse(before))
    expect(silence(other, 20)).toBe(silence(law, 20))
  })
})
