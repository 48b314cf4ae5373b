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
    expect(detection.ownerOf(1, 299, false), 'a limit of rules that are no longer in force').toBe('ceiling')
  })

  it('has no limits without detectors', () => {
    const detection = new Detection([], () => {})
    expect(detection.limits().plain).toEqual({ 1: NO_LIMIT, 10: NO_LIMIT, 60: NO_LIMIT })
    expect(detection.ownerOf(1, 300, false)).toBe('unknown')
  })

  it('asks once a tick: an owner is the one who set the limit then', () => {
    let limit = 100
    const moving = {
      name: 'moving',
      limits: () => ({ plain: { 1: limit, 10: limit, 60: limit }, strict: { 1: limit, 10: limit, 60: limit } }),
    }
    const detection = new Detection([new Ceiling({ perSecond: 300, per10Seconds: 1_000 }), moving], () => {})
    detection.limits()
    limit = 900
    expect(detection.ownerOf(1, 100, false)).toBe('moving')
    expect(detection.limits().plain[1]).toBe(300)
  })

  it('keeps the limits of the others when one fails to give its own', () => {
    const broken = {
      name: 'broken',
      limits: () => {
        throw 'out of cheese'
      },
    }
    const told: string[] = []
    const detection = new Detection([broken, new Ceiling({ perSecond: 300, per10Seconds: 1_000 })], (name, error) =>
      told.push(`${name}: ${error.message}`),
    )
    expect(detection.limits().plain[1]).toBe(300)
    expect(detection.limits().plain[10]).toBe(1_000)
    expect([...detection.failures]).toEqual([['broken', 2]])
    expect(told).toEqual(['broken: out of cheese'])
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
