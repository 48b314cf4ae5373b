import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatDuration, parseDuration } from './duration.ts'

describe('durations', () => {
  it.each([
    ['10m', 600_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
    ['1w', 604_800_000],
    ['90s', 90_000],
    ['500ms', 500],
    ['1h30m', 5_400_000],
    ['1.5s', 1_500],
  ])('%s', (text, wanted) => expect(parseDuration(text)).toBe(wanted))
  it.each(['', '10', 'm', '10 m', '-1s', '10x', '1h-', 'permanent'])('refuses %j', (text) =>
    expect(() => parseDuration(text)).toThrow('not a duration'),
  )
  it('refuses what no number holds', () => {
    expect(() => parseDuration('999999999999999w')).toThrow('too long')
    expect(() => parseDuration('0.5ms')).toThrow('finer than a millisecond')
  })
  it.each([
    [30 * 86_400_000, '30d'],
    [14 * 86_400_000, '2w'],
    [90_061_001, '1d1h1m1s1ms'],
    [-5, '0s'],
    [0.6, '1ms'],
  ])('writes %d ms as %s', (length, wanted) => expect(formatDuration(length)).toBe(wanted))
  it('reads what it writes', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (ms) => parseDuration(formatDuration(ms)) === ms),
      { seed: 6, numRuns: 500 },
    )
  })
})
