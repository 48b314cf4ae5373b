import { Engine } from '../src/app/engine.ts'
import { defaultConfig } from '../src/config/defaults.ts'
import type { Config } from '../src/config/schema.ts'
import { FileTally } from '../src/domain/file-tally.ts'
import { RecordBatch } from '../src/domain/record-batch.ts'

/** Microseconds to seal a second and detect on it: one record a second, so that the tick is nearly all the cost. */
export function tickCost(ticks: number, profile: Config['profile']): { mean: number; p99: number } {
  const engine = new Engine({
    config: { ...defaultConfig, profile },
    ownAddresses: [],
    seed: 0,
    events: { emit() {} },
    onProtected() {},
    onDetectorFailure() {},
  })
  const batch = new RecordBatch()
  batch.tally = new FileTally('bench')
  batch.count = 1
  batch.keyLow[0] = 0xc6336401
  batch.status[0] = 200
  const costs = new Float64Array(ticks)
  for (let tick = 0; tick < ticks; tick++) {
    batch.second[0] = 1_772_442_900 + tick
    const start = performance.now()
    engine.consume(batch, 0, 1)
    costs[tick] = (performance.now() - start) * 1_000
  }
  costs.sort()
  return { mean: costs.reduce((sum, cost) => sum + cost, 0) / ticks, p99: costs[Math.floor(ticks * 0.99)]! }
}
