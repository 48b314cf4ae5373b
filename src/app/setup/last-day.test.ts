import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defaultConfig } from '../../config/defaults.ts'
import { type LastDay, type LastDayOptions, playLastDay } from './last-day.ts'

const END = Date.parse('2026-03-02T08:00:00Z') / 1_000
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-day-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** One request each `step` seconds, from `from` seconds before the end up to `to` before it. */
function lines(from: number, to: number, step: number): string {
  let text = ''
  for (let before = from; before > to; before -= step) {
    const time = new Date((END - before) * 1_000).toISOString().replace('.000Z', '+00:00')
    text += `{"time_iso8601":"${time}","remote_addr":"198.51.100.${before % 200}","status":200,"request":"GET / HTTP/1.1"}\n`
  }
  return text
}

function play(names: readonly string[], change: Partial<LastDayOptions> = {}): Promise<LastDay | null> {
  return playLastDay({
    config: defaultConfig,
    logs: names.map((name) => ({ path: join(folder, name), format: 'auto' })),
    limit: 60_000,
    stopwatch: () => 0,
    progress: { update() {}, note() {}, stop() {} },
    checkEnd() {},
    ...change,
  })
}

describe('playLastDay', () => {
  it('plays 24 hours before the last line, of a log and its predecessors, packed or not', async () => {
    writeFileSync(join(folder, 'access.log'), lines(3_600, 0, 10))
    writeFileSync(join(folder, 'access.log.1'), lines(40_000, 3_600, 10))
    writeFileSync(join(folder, 'access.log.2.gz'), gzipSync(lines(120_000, 40_000, 10)))
    const day = await play(['access.log'])
    expect(day).toMatchObject({ requests: 8_640, isCut: false, bans: 0 })
    expect(day!.to! - day!.from!).toBeLessThan(24 * 3_600_000)
  })

  it('merges several logs by time', async () => {
    writeFileSync(join(folder, 'a.log'), lines(3_600, 0, 10))
    writeFileSync(join(folder, 'b.log'), lines(3_605, 0, 10))
    expect(await play(['a.log', 'b.log'])).toMatchObject({ requests: 721 })
  })

  it('plays less, from a later time on, when reading is too slow for the whole day, and ends in time', async () => {
    writeFileSync(join(folder, 'access.log'), lines(86_400, 0, 0.5))
    let now = 0
    // Each look at it costs so much that not a tenth can be read in all.
    const stopwatch = () => {
      now += 400
      return now
    }
    const day = await play(['access.log'], { limit: 1_000, stopwatch })
    expect(day!.isCut).toBe(true)
    expect(day!.requests).toBeGreaterThan(0)
    expect(day!.requests).toBeLessThan(17_280)
    expect(now).toBeLessThan(3_000)
  })

  it('has nothing to say of a log without a request', async () => {
    writeFileSync(join(folder, 'access.log'), '')
    expect(await play(['access.log', 'missing.log'])).toBeNull()
  })

  it('ends when it is told to', async () => {
    writeFileSync(join(folder, 'access.log'), lines(86_400, 0, 0.5))
    const checkEnd = () => {
      throw new Error('enough')
    }
    await expect(play(['access.log'], { checkEnd })).rejects.toThrow('enough')
  })
})
