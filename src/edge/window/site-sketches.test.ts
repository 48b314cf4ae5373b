import fc from 'fast-check'
import { expect, it } from 'vitest'
import { mix } from '../../lib/hash.ts'
import { WIDTH } from '../../sketch/count-row.ts'
import { BUCKETS } from '../../sketch/dd-sketch.ts'
import { addHash, REGISTERS } from '../../sketch/hyper-log-log.ts'
import { SiteSketches, SKETCH_BYTES } from './site-sketches.ts'
import { SketchRoom } from './sketch-room.ts'

it('gives the same with the kernel and without', () => {
  expect([new SketchRoom(1).hasKernel, new SketchRoom(1, true).hasKernel]).toEqual([true, false])
  const requests = fc.record({ second: fc.nat(200), who: fc.nat(3_000), bucket: fc.nat(BUCKETS - 1), page: fc.nat() })
  fc.assert(
    fc.property(fc.array(requests, { size: 'max', maxLength: 400 }), (list) => {
      const both = [false, true].map((plain) => new SiteSketches(new SketchRoom(SKETCH_BYTES, plain)))
      const sorted = list.sort((a, b) => a.second - b.second)
      let next = 0
      for (let second = 0; second <= 200; second++) {
        for (; next < sorted.length && sorted[next]!.second === second; next++) {
          const { who, bucket, page } = sorted[next]!
          for (const sketches of both) {
            const at = sketches.open(second)
            for (let i = 0; i < 40; i++) addHash(sketches.clients, at * REGISTERS, mix(40 * who + i))
            sketches.latencies[at * BUCKETS + bucket]!++
            sketches.timed[at]!++
            sketches.endpoints[at * WIDTH + (page % WIDTH)]!++
          }
        }
        const [kernel, plain] = both.map((sketches) => {
          sketches.seal(second)
          return [sketches.distinct(second), sketches.p99(1), sketches.busiest(64)]
        })
        expect(kernel).toEqual(plain)
      }
    }),
    { seed: 8, numRuns: 20 },
  )
})
