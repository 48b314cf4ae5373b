import { expect, it } from 'vitest'
import { detectors } from './registry.ts'

it('names each detector once, as it names itself', () => {
  const options = {
    ceiling: { perSecond: 300, per10Seconds: 1_000 },
    window: {},
    ewma: {},
    rate: { z: 3, strictZ: 2, multiplier: 5, strictMultiplier: 3, floor: 1 },
    errorSurge: 3,
  }
  const names = detectors.map(({ name }) => name)
  expect(detectors.map((detector) => detector.create(options).name)).toEqual(names)
  expect(new Set(names).size).toBe(names.length)
})
