import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { classicConfig } from '../config/defaults.ts'
import { FileTally } from '../domain/file-tally.ts'
import { ByteText } from '../domain/record-batch.ts'
import type { TickSummary } from '../domain/tick-summary.ts'
import { LineReader } from '../edge/parse/line-reader.ts'
import { createParser } from '../edge/parse/registry.ts'
import { ManualClock } from '../lib/clock.ts'
import type { Engine } from './engine.ts'
import {
  keptLog,
  line,
  lines,
  NOW,
  readHere,
  startsOf,
  visits,
  type Watched,
  watchedEngine,
  writeLog,
} from './priming.fixture.ts'
import { type PrimingOptions, prime } from './priming.ts'
import { startThread } from './priming-thread.ts'

const MINUTE = 60_000
let folder: string
let told: string[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-priming-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Primes a new engine from logs as they are now. */
async function primed(paths: readonly string[], change: Partial<PrimingOptions> = {}): Promise<Watched> {
  const watched = watchedEngine({ wall: () => NOW + 10 * MINUTE })
  const kept = keptLog()
  told = kept.told
  await prime({
    engine: watched.engine,
    config: classicConfig,
    logs: paths.map((path) => ({ path, format: 'auto' })),
    starts: [],
    clock: new ManualClock(NOW),
    log: kept.log,
    progress: { update() {}, note() {}, stop() {} },
    stopped: new Promise(() => {}),
    read: readHere,
    ...change,
  })
  return watched
}
const at = (name: string) => join(folder, name)

function feed(engine: Engine, text: string): void {
  const reader = new LineReader({ parser: createParser('auto'), tally: new FileTally('log'), sink: engine })
  reader.read(new ByteText(Buffer.from(text)), 0, Buffer.byteLength(text))
}

describe('prime', () => {
  it('learns from a log and its predecessors, plain and packed, without bans, events or counts', async () => {
    writeLog(at('x.log.2.gz'), lines(NOW - 90 * MINUTE, NOW - 25 * MINUTE))
    const flood = line(NOW - 10 * MINUTE, '203.0.113.10').repeat(400)
    writeLog(at('x.log.1'), lines(NOW - 25 * MINUTE, NOW - 10 * MINUTE) + flood)
    const log = writeLog(at('x.log'), lines(NOW - 10 * MINUTE, NOW))
    const seen: TickSummary[] = []
    const onTick = (tick: TickSummary) => seen.push(tick)
    const { engine, events } = await primed([log], { starts: startsOf(log), onTick })
    expect(told).toHaveLength(2)
    expect(seen.map(({ second }) => second)).toEqual(seen.map((_, index) => seen[0]!.second + index))
    expect(seen.length).toBeGreaterThan(2_390)
    const { requests, condemned, prevented } = seen.find(({ second }) => second === NOW / 1_000 - 600)!
    expect(requests + condemned + prevented, 'the flood arrived').toBe(401)
    expect(told[0]).toBe('learning from the last 40 min of x.log')
    expect(told[1]).toMatch(/^learned from 40 min of x.log, x.log.1 and x.log.2.gz: 2,80\d lines in \d+\.\d s$/)
    const baseline = engine.brain.baseline('requests')!
    expect(baseline.samples).toBe(1_800)
    expect(baseline.mean, 'the flood was stopped when it crossed a limit').toBeLessThan(1.5)
    expect(events).toEqual([])
    expect(engine.brain.ledger.size).toBe(0)
    expect(engine.brain.bans).toBe(0)
    expect(engine.brain.tracker.open()).toEqual([])
    expect(engine.window.totals).toEqual({ requests: 0, prevented: 0, preventedOk: 0, late: 0 })
    expect(engine.brain.limits().plain[60]).toBeLessThan(1_000)
  })

  it('merges several logs by time', async () => {
    const logs = ['a.log', 'b.log'].map((name) => writeLog(at(name), lines(NOW - 10 * MINUTE, NOW)))
    writeLog(at('a.log.1'), lines(NOW - 90 * MINUTE, NOW - 10 * MINUTE))
    writeLog(at('b.log.1.gz'), lines(NOW - 90 * MINUTE, NOW - 10 * MINUTE))
    const { engine } = await primed([...logs, '-'], { starts: startsOf(...logs) })
    expect(told[0]).toBe('learning from the last 40 min of a.log and b.log')
    expect(told[1]).toMatch(/^learned from 40 min of a.log, a.log.1, b.log and 1 more: 4,80\d lines/)
    expect(engine.brain.baseline('requests')!.mean).toBeCloseTo(2, 1)
  })

  it('goes on as an engine that replayed the same lines', async () => {
    const traffic = fc.record({
      seed: fc.integer({ min: 1, max: 1_000 }),
      rate: fc.integer({ min: 2, max: 12 }),
      first: fc.integer({ min: 1, max: 20 }),
      second: fc.integer({ min: 22, max: 39 }),
      isPacked: fc.boolean(),
      isTwo: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(traffic, async ({ seed, rate, first, second, isPacked, isTwo }) => {
        rmSync(folder, { recursive: true })
        folder = mkdtempSync(join(tmpdir(), 'breakwater-priming-'))
        const seconds = visits(seed, rate, NOW - 40 * MINUTE, NOW)
        const piece = (from: number, to: number) => seconds.slice(60 * from, 60 * to).join('')
        writeLog(at(isPacked ? 'x.log.2.gz' : 'x.log.2'), piece(0, first))
        writeLog(at('x.log.1'), piece(first, second))
        const log = writeLog(at('x.log'), piece(second, 40))
        const other = isTwo ? [writeLog(at('y.log'), '')] : []
        const taught = await primed([log, ...other], { starts: startsOf(log, ...other) })

        const oracle = watchedEngine()
        oracle.engine.startPriming()
        feed(oracle.engine, piece(0, 40))
        oracle.engine.endPriming()
        for (const metric of METRICS) {
          expect(taught.engine.brain.baseline(metric), metric).toEqual(oracle.engine.brain.baseline(metric))
        }
        expect(taught.engine.brain.limits()).toEqual(oracle.engine.brain.limits())
        oracle.events.length = oracle.lessons.length = taught.lessons.length = 0
        const flood = line(NOW + MINUTE, '203.0.113.10').repeat(400)
        const surge = visits(seed + 1, 8 * rate, NOW, NOW + MINUTE).join('') + flood
        for (const { engine } of [taught, oracle]) {
          feed(engine, surge)
          engine.finish()
        }
        expect(seen(taught)).toEqual(seen(oracle))
        expect(taught.lessons.length).toBeGreaterThan(60)
        expect(taught.events.length).toBeGreaterThan(0)
      }),
      { seed: 4, numRuns: 6 },
    )
  })

  it('leaves out a log that ended more than 30 minutes ago, one that is empty, and one that is not there', async () => {
    const old = writeLog(at('old.log'), lines(NOW - 60 * MINUTE, NOW - 31 * MINUTE))
    await primed([old], { starts: startsOf(old) })
    expect(told).toEqual(['the last line is 31 minutes old: the baseline begins anew'])
    const empty = writeLog(at('empty.log'), '')
    const { engine } = await primed([empty, at('none.log'), '-'], { starts: startsOf(empty) })
    expect(told).toEqual([])
    expect(engine.brain.baseline('requests')).toBeNull()
  })

  it('shows how far it is, and says what was left out', async () => {
    const log = writeLog(at('x.log'), lines(NOW - 40 * MINUTE, NOW))
    const shown: unknown[] = []
    const progress = {
      update: (done: number, total: number) => void shown.push(`${done} of ${total}`),
      note() {},
      stop: () => void shown.push('stop'),
    }
    const read: typeof readHere = (job, hear) => {
      expect(job.span).toBe(70 * MINUTE)
      const learned = { lines: 1_200, from: NOW - 20 * MINUTE, to: NOW, files: [log], leftOut: ['x.log.1: damaged'] }
      hear({ type: 'progress', done: 1, total: 2 })
      hear({ type: 'learned', learned })
      return { ended: Promise.resolve(), stop() {} }
    }
    const config = { ...classicConfig, baseline: { ...classicConfig.baseline, span: 60 * MINUTE } }
    await primed([log], { starts: startsOf(log), progress, read, config })
    expect(shown).toEqual(['1 of 2', 'stop'])
    expect(told[1]).toMatch(/^learned from 20 min of x.log: 1,200 lines in \d\.\d s; left out: x.log.1: damaged$/)
  })

  it('goes on when the thread has no code to run', async () => {
    const log = writeLog(at('x.log'), lines(NOW - 40 * MINUTE, NOW))
    // It is built; beside the sources there is none.
    await primed([log], { starts: startsOf(log), read: startThread })
    expect(told[1]).toMatch(/^older lines could not be learned from: .*priming-worker/)
  })

  it('says that a baseline is young', async () => {
    const log = writeLog(at('x.log'), lines(NOW - 5 * MINUTE, NOW))
    await primed([log], { starts: startsOf(log) })
    expect(told.at(-1)).toContain('younger than 10 minutes')
  })

  it('goes on without a baseline when the reader fails, is late, or the run is to end', async () => {
    const log = writeLog(at('x.log'), lines(NOW - 40 * MINUTE, NOW))
    const starts = startsOf(log)
    const failing: typeof readHere = (job, hear) => ({
      ...readHere(job, (message) => message.type === 'lessons' && hear(message)),
      ended: Promise.reject(new Error('no thread')),
    })
    const failed = await primed([log], { starts, read: failing })
    expect(told[1]).toBe('older lines could not be learned from: no thread. The baseline begins anew')
    expect(failed.engine.brain.baseline('requests')).toBeNull()

    let stops = 0
    const silent: typeof readHere = () => ({ ended: new Promise(() => {}), stop: () => void stops++ })
    const clock = new ManualClock(NOW)
    const late = primed([log], { starts, read: silent, clock })
    clock.advance(10_000)
    await late
    expect(told[1]).toContain('took longer than 10 s')
    await primed([log], { starts, read: silent, stopped: Promise.resolve() })
    expect(stops).toBe(2)
  })
})

const METRICS = ['requests', 'errors', 'bytes', 'clients', 'not-found', 'latency', 'method GET', 'method POST']

/** All that is known of each second and all that was told, but for how many sources there have ever been. */
function seen({ lessons, events }: Watched) {
  return { events, ticks: lessons.map((lesson) => lesson && { ...lesson, tick: { ...lesson.tick, sources: 0 } }) }
}
