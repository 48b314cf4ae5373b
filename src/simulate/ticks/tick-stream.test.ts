import { describe, expect, it } from 'vitest'
import type { TickSummary } from '../../domain/tick-summary.ts'
import type { TickOptions } from './tick-options.ts'
import { TickStream } from './tick-stream.ts'

const FROM = Date.UTC(2026, 2, 2) / 1_000

function ticks(count: number, options: Partial<TickOptions> = {}, factor = 1): TickSummary[] {
  const stream = new TickStream({ seed: 1, from: FROM, rate: 50, curve: () => 1, ...options })
  return Array.from({ length: count }, () => stream.next(factor))
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Variance over mean. */
function dispersion(values: readonly number[]): number {
  const middle = mean(values)
  return mean(values.map((value) => (value - middle) ** 2)) / middle
}

const requests = (all: readonly TickSummary[]) => all.map((tick) => tick.requests)

describe('ticks that are drawn', () => {
  it('are the same for the same seed, one for each second', () => {
    const all = ticks(500)
    expect(all).toEqual(ticks(500))
    expect(all).not.toEqual(ticks(500, { seed: 2 }))
    expect(all.map(({ second }) => second - FROM)).toEqual(all.map((_, i) => i))
  })

  it.each([
    [1, 1],
    [50, 2],
    [5_000, 8],
  ])('have a mean of %d and a variance of %d times that', (rate, k) => {
    const counts = requests(ticks(20_000, { rate, k }))
    expect(mean(counts) / rate).toBeCloseTo(1, 1)
    expect(dispersion(counts) / k).toBeCloseTo(1, 1)
  })

  it('count their own windows', () => {
    const all = ticks(300, { rate: 20 })
    for (const i of [5, 80, 299]) {
      const window = (length: number) => all.slice(Math.max(0, i + 1 - length), i + 1)
      const sum = (length: number, of: (tick: TickSummary) => number) =>
        mean(window(length).map(of)) * window(length).length
      const tick = all[i]!
      expect(tick.requests60).toBeCloseTo(sum(60, (one) => one.requests))
      expect(tick.requests10).toBeCloseTo(sum(10, (one) => one.requests))
      expect(tick.errors10).toBeCloseTo(sum(10, (one) => one.errors))
      expect(tick.notFound60).toBeCloseTo(sum(60, (one) => one.notFound))
      expect(tick.methods60[1]).toBeCloseTo(sum(60, (one) => one.methods[1]!))
    }
  })

  it('hold together: methods, statuses and durations are of the requests there are', () => {
    for (const tick of ticks(2_000, { rate: 5, shareK: 2 })) {
      expect(tick.methods.reduce((sum, count) => sum + count, 0)).toBe(tick.requests)
      expect(tick.latencies.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(tick.requests)
      expect(tick.errors).toBe(tick.clientErrors + tick.serverErrors)
      expect(tick.notFound).toBeLessThanOrEqual(tick.clientErrors)
      expect(tick.missedBy).toBeLessThanOrEqual(tick.notFound)
      expect(tick.refusedBy).toBeLessThanOrEqual(tick.clientErrors - tick.notFound)
      expect(tick.errors).toBeLessThanOrEqual(tick.requests)
      expect(tick.bytes > 0).toBe(tick.requests > 0)
    }
  })

  it('fail as often as they are told, at times more', () => {
    const even = ticks(20_000, { rate: 100, k: 1 }).map(({ notFound }) => notFound)
    const uneven = ticks(20_000, { rate: 100, k: 1, shareK: 3 }).map(({ notFound }) => notFound)
    expect(mean(even)).toBeCloseTo(1.5, 1)
    expect(mean(uneven)).toBeCloseTo(1.5, 1)
    expect(dispersion(even)).toBeCloseTo(1, 1)
    expect(dispersion(uneven)).toBeGreaterThan(2.5)
  })

  it('follow the curve, and the factor they are given', () => {
    const day = ticks(86_400, { curve: (at) => 1 + 0.5 * Math.sin((2 * Math.PI * at) / 86_400_000) })
    const part = (from: number) => mean(requests(day.slice(from * 3_600, (from + 2) * 3_600)))
    expect(part(5) / 50).toBeCloseTo(1.5, 1)
    expect(part(17) / 50).toBeCloseTo(0.5, 1)
    expect(mean(requests(ticks(5_000, {}, 3))) / 150).toBeCloseTo(1, 1)
  })

  it('wander slowly when they are told, around the same mean', () => {
    const counts = requests(ticks(200_000, { rate: 1_000, k: 1, wander: { deviation: 0.1, span: 100 } }))
    const middle = mean(counts)
    expect(middle / 1_000).toBeCloseTo(1, 1)
    const correlation = (lag: number) =>
      mean(counts.slice(lag).map((count, i) => (count - middle) * (counts[i]! - middle))) /
      (dispersion(counts) * middle)
    expect(correlation(10)).toBeGreaterThan(0.7)
    expect(correlation(100)).toBeCloseTo(Math.exp(-1) * 0.91, 1)
    expect(correlation(1_000)).toBeCloseTo(0, 1)
  })
})
