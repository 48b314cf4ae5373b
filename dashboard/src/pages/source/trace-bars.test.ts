import { describe, expect, it } from 'vitest'
import { traceBars } from './trace-bars.ts'

describe('the bars of what a source sent', () => {
  it('stand where the requests were, with nothing between them', () => {
    const { bars, step_s } = traceBars({ time: [60, 240], counts: [5, 7], errors: [1, 0], step_s: 60 }, 100)
    expect(step_s).toBe(60)
    expect(bars.map(({ requests }) => requests)).toEqual([5, 0, 0, 7])
    expect(bars[0]).toEqual({ time: 60, requests: 5, errors: 1 })
  })

  it('are put together when there are too many, and lose no request', () => {
    const time = Array.from({ length: 1_000 }, (_, index) => index * 10)
    const counts = time.map((_, index) => index % 7)
    const { bars, step_s } = traceBars({ time, counts, errors: counts, step_s: 10 }, 60)
    expect(bars.length).toBeLessThanOrEqual(60)
    expect(step_s % 10).toBe(0)
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
    expect(sum(bars.map(({ requests }) => requests))).toBe(sum(counts))
  })

  it('are none when nothing was sent', () => {
    expect(traceBars({ time: [], counts: [], errors: [], step_s: 60 }, 60).bars).toEqual([])
  })
})
