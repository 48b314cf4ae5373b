import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../domain/units.ts'
import { ManualClock } from '../lib/clock.ts'
import { Visitors } from './actors/visitors.ts'
import { Flood } from './attacks/flood.ts'
import { LiveWriter } from './live-writer.ts'

const START = Date.UTC(2026, 2, 2, 9, 15)

function written(seed: number, seconds: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-simulate-'))
  const path = join(folder, 'access.log')
  const clock = new ManualClock(START)
  const flood = new Flood({
    seed,
    address: '203.0.113.10',
    rate: 400,
    start: START + 20 * SECOND,
    length: 3 * SECOND,
    every: MINUTE,
  })
  const writer = new LiveWriter(path, [new Visitors({ seed, rate: 2 }), flood], clock)
  writer.start()
  clock.advance(seconds * SECOND)
  writer.stop()
  const text = readFileSync(path, 'utf8')
  rmSync(folder, { recursive: true })
  return text
}

describe('LiveWriter', () => {
  it('writes the same log for the same seed, and another for another', () => {
    expect(written(1, 30)).toBe(written(1, 30))
    expect(written(1, 30)).not.toBe(written(2, 30))
  })

  it('writes lines in the order of time, none from the future, at the rates that were asked for', () => {
    const lines = written(3, 600)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    const times = lines.map((line) => Number(line.msec))
    expect(times).toEqual([...times].sort((a, b) => a - b))
    expect(times.at(-1)).toBeLessThanOrEqual(START / 1_000 + 600)
    const flood = lines.filter((line) => line.remote_addr === '203.0.113.10')
    expect(flood).toHaveLength(10 * 3 * 400)
    const visitors = lines.length - flood.length
    expect(visitors / 600).toBeGreaterThan(1.7)
    expect(visitors / 600).toBeLessThan(2.3)
    expect(lines.every((line) => /^(198\.51\.100|203\.0\.113)\.\d+$/.test(line.remote_addr))).toBe(true)
  })
})
