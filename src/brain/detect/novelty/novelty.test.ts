import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../../lib/random.ts'
import { EwmaDetector } from '../detectors/ewma.ts'
import { ZScoreDetector } from '../detectors/z-score-window.ts'
import { KINDS, labelledSeries } from './labelled-series.fixture.ts'
import { Novelty } from './novelty.ts'
import { NoveltyDetector } from './novelty-detector.ts'
import { bestScore } from './stretch-score.fixture.ts'

const MONDAY = Date.UTC(2026, 2, 2)
const FIVE_MINUTES = 300_000

function scoresOf(values: readonly number[], from = MONDAY): number[] {
  const novelty = new Novelty()
  return values.map((value, i) => novelty.see(value, from + i * FIVE_MINUTES).score)
}

function zScores(values: readonly number[]): number[] {
  const detector = new ZScoreDetector()
  return values.map((value) => {
    const verdict = detector.check('x', value)
    detector.addPoint('x', value)
    return 'zScore' in verdict ? Math.min(1e9, verdict.zScore) : 0
  })
}

function ewmaScores(values: readonly number[]): number[] {
  const detector = new EwmaDetector()
  return values.map((value) => {
    const state = detector.state('x')
    detector.update('x', value)
    return state === null || state.variance <= 0 ? 0 : Math.abs(value - state.mean) / Math.sqrt(state.variance)
  })
}

const noisy = (random: Random, length: number) => Array.from({ length }, () => 50 + 10 * random.next())

describe('on labelled series', () => {
  const all = [21, 22, 23].flatMap(labelledSeries)
  const scores = all.map(({ values }) => scoresOf(values))

  it('finds far more at its best threshold than the classic detectors at theirs', () => {
    const novelty = bestScore(all, scores)
    expect(novelty.score).toBeGreaterThan(80)
    expect(
      bestScore(
        all,
        all.map(({ values }) => zScores(values)),
      ).score,
    ).toBeLessThan(30)
    expect(
      bestScore(
        all,
        all.map(({ values }) => ewmaScores(values)),
      ).score,
    ).toBeLessThan(30)
  }, 60_000)

  it.each(Object.keys(KINDS).filter((kind) => kind !== 'nothing wrong'))(
    'with a threshold of 0.35 finds, unless the hour hides it: %s',
    (kind) => {
      const found = all.flatMap((series, s) =>
        series.kind !== kind
          ? []
          : series.stretches.map(([from, to]) => scores[s]!.slice(from, to + 1).some((score) => score >= 0.35)),
      )
      expect(found.length).toBeGreaterThanOrEqual(3)
      expect(found.filter(Boolean).length).toBeGreaterThanOrEqual(found.length / 3)
    },
  )

  it('rarely speaks of what is usual', () => {
    const stray = all.flatMap(({ stretches }, s) =>
      scores[s]!.filter((score, i) => score >= 0.5 && !stretches.some(([from, to]) => i >= from && i <= to)),
    )
    // 33 series of two weeks.
    expect(stray.length).toBeLessThan(20)
  })
})

describe('a score', () => {
  it('grows with how far a value lies beyond the record', () => {
    const past = noisy(new Random(5), 600)
    const last = [62, 70, 90, 200, 1e4, 1e9].map((value) => scoresOf([...past, value]).at(-1)!)
    expect(last).toEqual([...last].sort((a, b) => a - b))
    expect(new Set(last.slice(0, 4)).size).toBe(4)
    expect(last[0]).toBeGreaterThan(0)
    expect(last[3]).toBeGreaterThan(0.8)
  })

  it('depends on the past only, and lies between 0 and 1', () => {
    const value = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: 0, max: 5 }))
    fc.assert(
      fc.property(fc.array(value, { maxLength: 400 }), fc.array(value, { maxLength: 50 }), (past, future) => {
        const alone = scoresOf(past)
        expect(scoresOf([...past, ...future]).slice(0, past.length)).toEqual(alone)
        for (const score of alone) expect(score >= 0 && score <= 1).toBe(true)
      }),
      { seed: 7, numRuns: 60 },
    )
  })

  it('does not depend on the unit of the values', () => {
    const values = [...noisy(new Random(8), 500), 75, 52, 51]
    const scaled = scoresOf(values.map((value) => value * 1_024))
    for (const [i, score] of scoresOf(values).entries()) expect(scaled[i]).toBeCloseTo(score, 9)
  })

  it('is 0 for 100 points after one that is more surprising', () => {
    const random = new Random(9)
    const scores = scoresOf([...noisy(random, 500), 200, ...noisy(random, 60), 150, ...noisy(random, 60), 400])
    expect(scores[500]).toBeGreaterThan(0.8)
    expect(scores[561]).toBe(0)
    expect(scores[622]).toBeGreaterThan(0.3)
  })
})

describe('robustness', () => {
  it('says nothing of a constant series, and speaks of its first change', () => {
    const scores = scoresOf([...Array.from({ length: 1_000 }, () => 5), 50])
    expect(Math.max(...scores.slice(0, 1_000))).toBe(0)
    expect(scores[1_000]).toBeGreaterThan(0.5)
  })

  it('takes rounding for no change', () => {
    const scores = scoresOf(Array.from({ length: 1_000 }, (_, i) => 0.1 + (i % 2) * 1e-17 + (i % 3) * 2e-14 * 0.1))
    expect(Math.max(...scores)).toBe(0)
  })

  it('goes on after values as great as there are', () => {
    const random = new Random(3)
    const values = [...noisy(random, 400), 1e308, -1e308, Number.MAX_VALUE, ...noisy(random, 3_000)]
    for (const score of scoresOf(values)) expect(score >= 0 && score <= 1).toBe(true)
  })

  it('bears missing points and times in any order', () => {
    const novelty = new Novelty()
    const random = new Random(4)
    for (let i = 0; i < 3_000; i++) {
      if (i % 7 === 0) continue
      const { score } = novelty.see(random.next(), MONDAY + (i % 11 === 0 ? -i : i) * FIVE_MINUTES)
      expect(score >= 0 && score <= 1).toBe(true)
    }
  })

  it('refuses what is no finite number, and stays as it was', () => {
    const novelty = new Novelty()
    expect(() => novelty.see(Number.NaN)).toThrow('value: a finite number, not NaN; leave missing points out')
    expect(() => novelty.see(Number.POSITIVE_INFINITY)).toThrow(RangeError)
    expect(() => novelty.see(1, Number.NaN)).toThrow('at: epoch milliseconds, not NaN')
    expect(novelty.see(1)).toEqual({ score: 0, surprise: 0, view: null })
  })
})

describe('many metrics', () => {
  it('are kept apart and forgotten one by one', () => {
    const detector = new NoveltyDetector()
    const random = new Random(6)
    for (let i = 0; i < 500; i++) {
      detector.updateAndCheck('a', 10 + random.next())
      detector.updateAndCheck('b', 1_000 + random.next())
    }
    expect(detector.updateAndCheck('b', 1_000.5).anomaly).toBe(false)
    const { anomaly, view } = detector.updateAndCheck('a', 1_000.5)
    expect(anomaly).toBe(true)
    expect(['high', 'jump', 'departure', 'unsteady']).toContain(view)
    detector.forget('a')
    expect(detector.updateAndCheck('a', 1_000.5)).toEqual({ anomaly: false, score: 0, surprise: 0, view: null })
  })

  it('refuses a threshold that no score can be held to', () => {
    expect(() => new NoveltyDetector({ threshold: 0 })).toThrow(RangeError)
    expect(() => new NoveltyDetector({ threshold: 1.1 })).toThrow(RangeError)
  })
})
