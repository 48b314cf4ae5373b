import { describe, expect, it } from 'vitest'
import type { Baseline } from '../../domain/baseline.ts'
import { type Crossing, NO_LIMIT, UNLIMITED } from '../../domain/limits.ts'
import type { TickSummary } from '../../domain/tick-summary.ts'
import { Detection } from './detection.ts'
import type { Detector, Suspicion } from './detector.ts'
import { Ceiling } from './detectors/ceiling.ts'
import { ErrorSurge } from './detectors/error-surge.ts'
import { multiplierRule } from './detectors/multiplier.ts'
import { zScoreRule } from './detectors/z-score.ts'

const NONE = { 1: NO_LIMIT, 10: NO_LIMIT, 60: NO_LIMIT }
const young = { of: () => null }
const ceiling = new Ceiling({ perSecond: 300, per10Seconds: 1_000 })
const rate = { z: 3, strictZ: 2, multiplier: 5, strictMultiplier: 3, floor: 1 }
const tick = { requests: 5, bytes: 1, requests60: 0, condemned60: 0, endpoints: [] } as unknown as TickSummary

const detectionOf = (detectors: readonly Detector[], baselines: Parameters<Ceiling['limits']>[0] = young) => {
  const told: string[] = []
  const detection = new Detection(detectors, baselines, (name, error) => told.push(`${name}: ${error.message}`))
  return { detection, told }
}
const fixed = (name: string, limit: number, strict = limit): Detector => ({
  name,
  limits: () => ({
    ...UNLIMITED,
    plain: { 1: limit, 10: limit, 60: limit },
    strict: { 1: strict, 10: strict, 60: strict },
  }),
})
const crossed = (window: 1 | 10 | 60, limit: number, strict = false) =>
  ({ window, limit, strict, observed: limit + 1 }) as Crossing

describe('Detection', () => {
  it('takes the smallest limit of each window and knows who set it', () => {
    const { detection } = detectionOf([ceiling, fixed('tight', 400, 60)])
    expect(detection.limits()).toEqual({
      ...UNLIMITED,
      plain: { 1: 300, 10: 400, 60: 400 },
      strict: { 1: 60, 10: 60, 60: 60 },
    })
    expect(detection.verdict(crossed(1, 300))).toMatchObject({ detector: 'ceiling', observed: 301, limit: 300 })
    expect(detection.verdict(crossed(10, 60, true)).detector).toBe('tight')
    expect(detection.verdict(crossed(1, 299)).detector, 'a limit of rules that are no longer in force').toBe('ceiling')
  })

  it('has no limits without detectors', () => {
    const { detection } = detectionOf([])
    expect(detection.limits()).toEqual(UNLIMITED)
    expect(detection.verdict(crossed(1, 300)).detector).toBe('unknown')
  })

  it('keeps the limits of the others when one fails to give its own, and tells of it once', () => {
    const broken: Detector = {
      name: 'broken',
      limits: () => {
        throw 'out of cheese'
      },
    }
    const { detection, told } = detectionOf([broken, ceiling])
    expect(detection.limits().plain[1]).toBe(300)
    expect(detection.limits().plain[10]).toBe(1_000)
    expect([...detection.failures]).toEqual([['broken', 2]])
    expect(told).toEqual(['broken: out of cheese'])
  })

  it('goes on when a detector fails to inspect, and names who suspects what', () => {
    const broken: Detector = {
      name: 'broken',
      inspect: () => {
        throw new Error('out of cheese')
      },
    }
    const sound: Detector = { name: 'sound', inspect: () => [{ direction: 'spike' } as Suspicion] }
    const { detection, told } = detectionOf([broken, sound])
    expect(detection.inspect(tick).suspicions).toEqual([{ direction: 'spike', detector: 'sound' }])
    expect(detection.inspect(tick).points.map(({ metric }) => metric)).toEqual(['requests', 'bytes'])
    expect(told).toEqual(['broken: out of cheese'])
  })
})

describe('the rules of the 30 minutes', () => {
  const baseline = (mean: number, stddev: number): Baseline => ({ mean, stddev, samples: 1_800, age: 1_799 })
  const site = (requests: Baseline, errors: Baseline = baseline(0, 0)) => ({
    of: (metric: string) => (metric === 'requests' ? requests : metric === 'errors' ? errors : null),
  })

  it.each([
    // mean, stddev, limits of the multiplier (plain, strict), of the z-score (plain, strict)
    [5, 2.24, 1_500, 900, 703, 568],
    [50, 7, 15_000, 9_000, 4_260, 3_840],
    [0.1, 0.3, 300, 180, 240, 180],
  ])('at %f ± %f requests/s', (mean, stddev, five, three, z, strictZ) => {
    const baselines = site(baseline(mean, stddev))
    const limits = (detector: Detector) => [
      detector.limits!(baselines).plain[60],
      detector.limits!(baselines).strict[60],
    ]
    expect(limits(multiplierRule(rate))).toEqual([five, three])
    expect(limits(zScoreRule(rate))).toEqual([z, strictZ])
    expect(ceiling.limits(baselines).plain, 'ceilings act until there is a baseline').toEqual(NONE)
  })

  it('cross strictly above, for 50 requests/s on a site of 5 and not on one of 200', () => {
    const crosses = (mean: number, stddev: number, requests60: number) =>
      [multiplierRule(rate), zScoreRule(rate)].map(
        (rule) =>
          rule.inspect({
            tick: { ...tick, requests60 },
            points: [
              { metric: 'requests', value: 0, spike: 'traffic-surge', drop: null, kinds: [], unit: '', window: 1 },
            ],
            baselines: site(baseline(mean, stddev)),
          }).length === 1,
      )
    expect(crosses(5, 2.24, 3_000)).toEqual([true, true])
    expect(crosses(200, 14, 3_000)).toEqual([false, false])
    expect(crosses(10, 1, 3_000)).toEqual([false, true])
    expect(crosses(10, 1, 3_001)).toEqual([true, true])
  })

  it('see a crossing in requests a second, with the baseline of that moment', () => {
    const { detection } = detectionOf([multiplierRule(rate), zScoreRule(rate)], site(baseline(5, 2)))
    expect(detection.limits().plain[60]).toBe(660)
    expect(detection.verdict(crossed(60, 660))).toEqual({
      ...{ detector: 'z-score', observed: 11.02, expected: 5, limit: 11, unit: 'requests/s' },
      baseline: baseline(5, 2),
    })
  })

  it("hold to strict limits whose share of errors is 3 times the site's, which is at least 1 %", () => {
    const share = (errors: number) => new ErrorSurge(3).limits(site(baseline(10, 1), baseline(errors, 1))).errorShare
    expect(share(0.2)).toBeCloseTo(0.06)
    expect(share(0)).toBeCloseTo(0.03)
    expect(new ErrorSurge(3).limits(young).errorShare).toBe(Number.POSITIVE_INFINITY)
  })
})
