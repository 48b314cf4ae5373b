import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MINUTE, SECOND } from '../domain/units.ts'
import type { Clock } from '../lib/clock.ts'
import { Visitors } from '../simulate/actors/visitors.ts'
import { Flood } from '../simulate/attacks/flood.ts'
import { LiveWriter } from '../simulate/live-writer.ts'

const SEED = 1

/** A site of 2 requests/s and a source that floods it each two minutes: a real log in a temporary folder. */
export interface Demo {
  readonly path: string
  stop(): void
}

export function startDemo(clock: Clock): Demo {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-demo-'))
  const path = join(folder, 'access.log')
  writeFileSync(path, '')
  const flood = new Flood({
    seed: SEED,
    address: '203.0.113.10',
    rate: 400,
    start: clock.now() + 8 * SECOND,
    length: 5 * SECOND,
    every: 2 * MINUTE,
  })
  const writer = new LiveWriter(path, [new Visitors({ seed: SEED, rate: 2 }), flood], clock)
  writer.start()
  return {
    path,
    stop() {
      writer.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
