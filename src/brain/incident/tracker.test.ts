import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Finding } from '../../domain/finding.ts'
import { IncidentTracker } from './tracker.ts'

const START = Date.UTC(2026, 2, 2, 9, 15, 1, 700)

const found = (after: number, observed = 301, address = '203.0.113.10'): Finding => ({
  kind: 'source-flood',
  subject: { type: 'address', address },
  at: START + after,
  evidence: {
    detector: 'ceiling',
    observed,
    expected: null,
    limit: 300,
    unit: 'requests',
    window: 1,
    baseline: null,
    lines: [],
  },
})
const trackerOf = () => new IncidentTracker(60_000, (_, { observed }) => `${observed} requests.`)

describe('IncidentTracker', () => {
  it('fires at once, follows the peak, resolves 60 s after the last finding', () => {
    const tracker = trackerOf()
    const first = tracker.fire(found(0))
    expect(first).toMatchObject({ changed: true, incident: { state: 'firing', firedAt: START, severity: 3 } })
    expect(tracker.fire(found(20_000, 700))).toMatchObject({ changed: false, incident: { severity: 4 } })
    tracker.fire(found(10_000, 500))
    expect(tracker.nextResolution()).toBe(START + 80_000)
    expect(tracker.advance(START + 79_999)).toEqual([])
    expect(tracker.advance(START + 200_000)).toEqual([
      {
        id: first.incident.id,
        state: 'resolved',
        kind: 'source-flood',
        subject: { type: 'address', address: '203.0.113.10' },
        since: START,
        resolvedAt: START + 80_000,
        parts: ['ceiling'],
        severity: 4,
        peak: found(0, 700).evidence,
        reason: '700 requests.',
      },
    ])
    expect(tracker.nextResolution()).toBe(Number.POSITIVE_INFINITY)
    expect(tracker.started).toBe(1)
  })

  it('gives the same id to the same kind, subject and second, and another to a later incident', () => {
    const id = (after: number, address?: string) => trackerOf().fire(found(after, 301, address)).incident.id
    expect(id(0)).toMatch(/^[0-9a-f]{12}$/)
    expect(id(299)).toBe(id(0))
    expect(new Set([id(0), id(300), id(0, '203.0.113.11')]).size).toBe(3)
  })

  it.each([
    [301, 3],
    [599, 3],
    [600, 4],
    [2_999, 4],
    [3_000, 5],
  ])('%d of 300 is severity %d', (observed, severity) => {
    expect(trackerOf().fire(found(0, observed)).incident.severity).toBe(severity)
  })

  it('resolves in the order of time, then of id', () => {
    const tracker = trackerOf()
    tracker.fire(found(5_000, 301, '203.0.113.1'))
    tracker.fire(found(0, 301, '203.0.113.2'))
    tracker.fire(found(5_000, 301, '203.0.113.3'))
    const resolved = tracker.advance(START + 1e9)
    expect(resolved.map(({ subject }) => subject)).toContainEqual({ type: 'address', address: '203.0.113.3' })
    expect(resolved[0]?.subject).toEqual({ type: 'address', address: '203.0.113.2' })
    expect(resolved[1]!.id < resolved[2]!.id).toBe(true)
  })

  it('keeps the remaining time when the clock of the log is set back', () => {
    const tracker = trackerOf()
    tracker.fire(found(0))
    tracker.shift(-7_200_000)
    expect(tracker.nextResolution()).toBe(START - 7_200_000 + 60_000)
  })

  it('agrees with looking at every incident', () => {
    const step = fc.record({ who: fc.nat(3), by: fc.integer({ min: -2_000, max: 40_000 }) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const tracker = trackerOf()
        const last = new Map<string, number>()
        let now = 0
        for (const { who, by } of steps) {
          const address = `203.0.113.${who}`
          now += by
          const due = [...last].filter(([, at]) => at + 60_000 <= now)
          expect(tracker.advance(START + now)).toHaveLength(due.length)
          for (const [address] of due) last.delete(address)
          expect(tracker.fire(found(now, 301, address)).changed).toBe(!last.has(address))
          last.set(address, Math.max(now, last.get(address) ?? now))
          expect(tracker.nextResolution()).toBe(START + Math.min(...last.values()) + 60_000)
        }
      }),
      { seed: 9, numRuns: 500 },
    )
  })
})
