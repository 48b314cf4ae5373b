import type { Histogram } from '../domain/metric-family.ts'
import { SECOND } from '../domain/units.ts'
import { bucketOf, middleOf } from '../sketch/dd-sketch.ts'

/** Milliseconds: powers of two, which are bounds of the sketch's buckets too, so that no count is an estimate. */
const BOUNDS = Array.from({ length: 17 }, (_, power) => 2 ** power)
const FIRST_ABOVE = BOUNDS.map((bound) => bucketOf(new Uint32Array(new Float64Array([bound]).buffer)[1]!))

/** Seconds, from what `TickWindow.site.addDurations` gave. */
export function durationHistogram(counts: Float64Array): Histogram {
  const buckets = new Array<number>(BOUNDS.length + 1).fill(0)
  let sum = 0
  let place = 0
  counts.forEach((count, bucket) => {
    while (place < BOUNDS.length && bucket >= FIRST_ABOVE[place]!) place++
    buckets[place]! += count
    if (count > 0) sum += count * middleOf(bucket)
  })
  return { bounds: BOUNDS.map((bound) => bound / SECOND), counts: buckets, sum: sum / SECOND }
}
