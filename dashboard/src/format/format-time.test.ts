import { describe, expect, it } from 'vitest'
import { clockTime, countdown, duration, epochSeconds, shortTime } from './format-time.ts'

describe('times', () => {
  it.each([
    [-3, '0:00'],
    [0.2, '0:01'],
    [581, '9:41'],
    [4_181, '1:09:41'],
    [172_800, '2 d'],
    [273_600, '3 d 4 h'],
  ])('counts %d s down as %s', (seconds, text) => expect(countdown(seconds)).toBe(text))

  it.each([
    [0, '0 s'],
    [40, '40 s'],
    [720, '12 min'],
    [3_725, '1 h 2 min'],
    [3_605, '1 h'],
    [277_000, '3 d 4 h'],
  ])('tells a length of %d s as %s', (seconds, text) => expect(duration(seconds)).toBe(text))

  it('names the day only when it is another one', () => {
    const now = new Date('2026-03-02T18:00:00Z')
    expect(shortTime('2026-03-02T14:02:09Z', now)).toBe('14:02')
    expect(shortTime(epochSeconds('2026-03-01T14:02:09Z'), now)).toBe('1 Mar 14:02')
    expect(clockTime('2026-03-02T14:02:09Z')).toBe('14:02:09')
  })
})
