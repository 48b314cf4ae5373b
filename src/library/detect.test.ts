import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EwmaDetector, ZScoreDetector } from './detect.ts'

interface Step {
  readonly op?: 'add' | 'check'
  readonly metric: string
  readonly values?: readonly number[]
  readonly in: number
  readonly out: Record<string, unknown>
  readonly as_written: Record<string, unknown>
  readonly repaired: Record<string, unknown>
  readonly state_after: { readonly mean: number; readonly variance: number }
  readonly edge?: boolean
}
interface Vector {
  readonly name: string
  readonly detector: 'z-score-window' | 'ewma'
  readonly options: Readonly<Record<string, number>>
  readonly steps: readonly Step[]
}
const { vectors }: { vectors: readonly Vector[] } = JSON.parse(
  readFileSync(new URL('../../testdata/classic-detector-vectors.json', import.meta.url), 'utf8'),
)

/** Names as the vectors write them, Infinity as its text. */
function published(verdict: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(verdict).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value === Number.POSITIVE_INFINITY ? 'Infinity' : value,
    ]),
  )
}

function expectClose(
  actual: Record<string, unknown>,
  wanted: Record<string, unknown>,
  except: readonly string[] = [],
): void {
  expect(Object.keys(actual).sort()).toEqual(Object.keys(wanted).sort())
  for (const [name, value] of Object.entries(wanted)) {
    if (except.includes(name)) continue
    if (typeof value === 'number') {
      const found = actual[name] as number
      expect(Math.abs(found - value), name).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(value)))
    } else expect(actual[name], name).toBe(value)
  }
}

describe('the golden vectors', () => {
  const of = (detector: Vector['detector']) => vectors.filter((vector) => vector.detector === detector)
  it.each(of('z-score-window'))('window detector: $name', ({ options, steps }) => {
    const detector = new ZScoreDetector({ windowSize: options.window_size!, sensitivity: options.sensitivity! })
    for (const step of steps) {
      if (step.op === 'add') for (const value of step.values!) detector.addPoint(step.metric, value)
      else expectClose(published(detector.check(step.metric, step.in)), step.out)
    }
  })

  it.each(of('ewma'))('EWMA, test first: $name', ({ options, steps }) => {
    const detector = new EwmaDetector({ alpha: options.alpha!, k: options.k!, minPoints: options.min_points! })
    for (const step of steps) {
      expectClose(published(detector.updateAndCheck('m', step.in)), step.repaired)
      expectClose({ ...detector.state('m') }, { ...step.state_after })
    }
  })

  it.each(of('ewma'))('EWMA, as published: $name', ({ options, steps }) => {
    const detector = new EwmaDetector({ alpha: options.alpha!, k: options.k!, order: 'learn-first' })
    for (const step of steps) {
      const verdict = published(detector.updateAndCheck('m', step.in))
      expectClose(verdict, step.as_written, step.edge ? ['anomaly', 'direction'] : [])
    }
  })
})

describe('the detectors', () => {
  it('keep metrics apart and forget them', () => {
    const detector = new ZScoreDetector({ windowSize: 10 })
    for (let i = 0; i < 10; i++) detector.addPoint('a', i % 2)
    expect(detector.check('a', 9).anomaly).toBe(true)
    expect(detector.check('b', 9)).toEqual({ anomaly: false, reason: 'insufficient_data' })
    detector.forget('a')
    expect(detector.check('a', 9)).toEqual({ anomaly: false, reason: 'insufficient_data' })
  })

  it('refuse options that cannot work', () => {
    expect(() => new ZScoreDetector({ windowSize: 1 })).toThrow(RangeError)
    expect(() => new ZScoreDetector({ sensitivity: 0 })).toThrow(RangeError)
    expect(() => new EwmaDetector({ alpha: 1 })).toThrow(RangeError)
    expect(() => new EwmaDetector({ k: Number.NaN })).toThrow(RangeError)
  })
})

describe('isAnomalous', () => {
  const value = fc.oneof(fc.constantFrom(0, 1, 5, 5.000000000001, 100), fc.double({ min: 0, max: 1e6, noNaN: true }))
  const series = fc.array(value, { minLength: 10, maxLength: 90 })

  it('says of a window what check says', () => {
    fc.assert(
      fc.property(series, (values) => {
        const detector = new ZScoreDetector({ windowSize: 20, sensitivity: 2 })
        for (const one of values) {
          expect(detector.isAnomalous('rps', one)).toBe(detector.check('rps', one).anomaly)
          detector.addPoint('rps', one)
        }
      }),
      { seed: 3 },
    )
  })

  it('says of an average what updateAndCheck says, and update learns the same', () => {
    fc.assert(
      fc.property(series, (values) => {
        const quick = new EwmaDetector({ k: 2 })
        const whole = new EwmaDetector({ k: 2 })
        for (const one of values) {
          const isAnomalous = quick.isAnomalous('rps', one)
          quick.update('rps', one)
          expect(isAnomalous).toBe(whole.updateAndCheck('rps', one).anomaly)
          expect(quick.state('rps')).toEqual(whole.state('rps'))
        }
      }),
      { seed: 4 },
    )
  })
})
