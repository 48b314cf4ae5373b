import { expect, it } from 'vitest'
import { coarseBucketOf } from '../../sketch/dd-sketch.ts'
import { LatencyTail } from './latency-tail.ts'

/** So many requests of each duration in milliseconds. */
function second(...durations: readonly (readonly [milliseconds: number, requests: number])[]): number[] {
  const counts: number[] = []
  for (const [milliseconds, requests] of durations) {
    const bucket = coarseBucketOf(milliseconds)
    while (counts.length <= bucket) counts.push(0)
    counts[bucket]! += requests
  }
  return counts
}

it('finds the edge above which at most one of a hundred lies, once there are enough requests', () => {
  const tail = new LatencyTail()
  const usual = second([20, 985], [300, 10], [900, 5])
  expect(tail.edge).toBeNull()
  expect(tail.count(usual)).toEqual({ slow: 0, timed: 0 })
  expect(tail.learn(0, second([20, 150]))).toBeNull()
  const moves = Array.from({ length: 120 }, (_, at) => tail.learn(at + 1, usual)).filter((moved) => moved !== null)
  expect(moves).toHaveLength(1)
  const found = moves[0]!
  expect(tail.edge).toBeGreaterThan(300)
  expect(tail.edge).toBeLessThan(900)
  expect(found.slow / found.timed).toBeCloseTo(0.0045, 3)
  expect(tail.count(usual)).toEqual({ slow: 5, timed: 1_000 })
})

it('moves the edge when the share above it is no longer that of a tail, and stays where it is else', () => {
  const tail = new LatencyTail()
  let at = 0
  let moves = 0
  const see = (seconds: number, counts: number[]) => {
    for (const end = at + seconds; at < end; at++) if (tail.learn(at, counts) !== null) moves++
  }
  see(3_600, second([20, 995], [300, 5]))
  see(3_600, second([20, 985], [300, 15]))
  expect(moves).toBe(1)
  see(8 * 3_600, second([20, 800], [300, 195], [900, 5]))
  expect(moves).toBeGreaterThan(1)
  expect(tail.edge).toBeGreaterThan(300)
  const restored = new LatencyTail()
  restored.restore(JSON.parse(JSON.stringify(tail)))
  expect(restored.edge).toBe(tail.edge)
})
