import { describe, expect, it } from 'vitest'
import { NO_LIMIT } from '../../domain/limits.ts'
import { Detection } from './detection.ts'
import { Ceiling } from './detectors/ceiling.ts'

const tick = {} as Parameters<Detection['inspect']>[0]

describe('Detection', () => {
  it('takes the smallest limit of each window and knows who set it', () => {
    const tight = {
      name: 'tight',
      limits: () => ({ plain: { 1: 400, 10: 500, 60: 900 }, strict: { 1: 50, 10: 60, 60: 70 } }),
    }
    const detection = new Detection([new Ceiling({ perSecond: 300, per10Seconds: 1_000 }), tight], () => {})
    expect(detection.limits()).toEqual({ plain: { 1: 300, 10: 500, 60: 900 }, strict: { 1: 50, 10: 60, 60: 70 } })
    expect(detection.ownerOf(1, 300, false)).toBe('ceiling')
    expect(detection.ownerOf(10, 60, true)).toBe('tight')
  })

  it('has no limits without detectors', () => {
    expect(new Detection([], () => {}).limits().plain).toEqual({ 1: NO_LIMIT, 10: NO_LIMIT, 60: NO_LIMIT })
  })

  it('goes on when a detector fails, and tells of it once', () => {
    const told: string[] = []
    const broken = {
      name: 'broken',
      inspect: () => {
        throw new Error('out of cheese')
      },
    }
    const sound = { name: 'sound', inspect: () => [{} as never] }
    const detection = new Detection([broken, sound], (name, error) => told.push(`${name}: ${error.message}`))
    expect(detection.inspect(tick)).toHaveLength(1)
    expect(detection.inspect(tick)).toHaveLength(1)
    expect(told).toEqual(['broken: out of cheese'])
  })
})
