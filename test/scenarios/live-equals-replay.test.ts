import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Engine } from '../../src/app/engine.ts'
import { FileIntake } from '../../src/app/file-intake.ts'
import { replay } from '../../src/app/replay.ts'
import { classicConfig } from '../../src/config/defaults.ts'
import type { Config } from '../../src/config/schema.ts'
import { FileTally } from '../../src/domain/file-tally.ts'
import { FileTail } from '../../src/edge/source/file-tail.ts'
import { MemoryFiles } from '../../src/edge/source/memory-files.fixture.ts'
import { nginxJsonLine } from '../../src/simulate/nginx-json.ts'
import { Scenario } from '../../src/simulate/scenario.ts'
import { eventLine } from '../../src/wire/ndjson.ts'

const START = Date.UTC(2026, 2, 2, 9, 15) / 1_000
const DAY = 86_400
const config: Config = { ...classicConfig, ceiling: { per_second: 20, per_10_seconds: 60 }, allow: ['198.51.100.0/28'] }

/** What one step of the log is: a few lines of a visitor, a burst, or something odd. */
const step = fc.record({
  wait: fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(0, 1, 2) },
    { weight: 1, arbitrary: fc.constantFrom(55, 100, 700, 4_000) },
  ),
  what: fc.oneof(
    { weight: 12, arbitrary: fc.constant('visit' as const) },
    { weight: 6, arbitrary: fc.constant('burst' as const) },
    { weight: 2, arbitrary: fc.constant('late' as const) },
    { weight: 1, arbitrary: fc.constant('garbage' as const) },
    { weight: 3, arbitrary: fc.constant('scrap' as const) },
    { weight: 1, arbitrary: fc.constant('other' as const) },
    { weight: 1, arbitrary: fc.constant('future' as const) },
    { weight: 1, arbitrary: fc.constant('past' as const) },
  ),
  who: fc.nat(40),
  json: fc.boolean(),
})

function line(second: number, who: number): string {
  const time = new Date(second * 1_000).toISOString().replace('.000Z', '+00:00')
  const address = who % 5 === 0 ? `2001:db8:0:${who}::${who + 1}` : `198.51.100.${who}`
  return `{"time_iso8601":"${time}","remote_addr":"${address}","status":${who % 7 === 0 ? 404 : 200},"request_uri":"/${who}","body_bytes_sent":${who}}\n`
}

function commonLine(second: number, who: number): string {
  const [, day, month, year, time] = new Date(second * 1_000).toUTCString().split(' ')
  return `198.51.100.${who} - - [${day}/${month}/${year}:${time} +0000] "GET /${who} HTTP/1.1" 200 5\n`
}

function textOf(steps: readonly { wait: number; what: string; who: number }[]): { text: string; end: number } {
  let now = START
  // The first line sets a live clock at once; a replay asks the lines that follow.
  let text = line(now, 1).repeat(40)
  for (const { wait, what, who } of steps) {
    now += wait
    if (what === 'visit') text += line(now, who)
    else if (what === 'burst') text += line(now, who).repeat(25)
    else if (what === 'late') text += line(now - (who % 6), who)
    // Too much that cannot be read; a format that is learned anew, whose lines tell only the start; and garbage.
    else if (what === 'scrap') text += `\x1b[2J${who}\n`.repeat(20)
    else if (what === 'other') text += commonLine(now, who).repeat(36)
    else if (what === 'garbage') text += `${'x'.repeat(who)}"{\r\n`
    else if (what === 'future') text += line(now + DAY * 30, who)
    else text += line(now - DAY, who)
    text += line(now, 1)
  }
  // A replay decides about a jump by the lines that follow.
  text += line(now, 1).repeat(40)
  return { text, end: now }
}

interface Outcome {
  readonly events: string[]
  readonly counts: unknown
  readonly prevented: number
}

function tailed(path: string, text: string, end: number, cuts: readonly number[]): Outcome {
  const events: string[] = []
  const tally = new FileTally(path)
  const engine = new Engine({
    config,
    ownAddresses: [],
    seed: 12_345,
    wall: () => end * 1_000,
    events: { emit: (event) => events.push(eventLine(event)) },
    onProtected() {},
    onDetectorFailure() {},
  })
  const files = new MemoryFiles()
  files.write('access.log', '')
  const intake = new FileIntake({
    format: 'auto',
    tally,
    sink: engine,
    expectLate: (lateness) => engine.expectLate(lateness),
    onFormat() {},
    onReject() {},
  })
  const tail = new FileTail({ path: 'access.log', from: 'start', sink: intake.reader, files, onEvent() {} })
  for (let at = 0, turn = 0; at < text.length; turn++) {
    const length = cuts[turn % cuts.length]!
    files.write('access.log', text.slice(at, at + length))
    at += length
    while (tail.poll(turn));
  }
  engine.finish()
  tail.close()
  return {
    events,
    counts: [tally.lines, tally.valid, tally.rejected, tally.skewed, tally.reasons()],
    prevented: engine.window.totals.prevented,
  }
}

async function replayed(path: string): Promise<Outcome> {
  const lines: string[] = []
  const out = {
    isTerminal: false,
    wording: { time: String, duration: String },
    line: (text: string) => lines.push(text),
    flush() {},
  }
  await replay({
    files: [path],
    config,
    output: 'ndjson',
    seed: 0,
    out,
    progress: { update() {}, note() {}, stop() {} },
  })
  const summary = JSON.parse(lines.pop()!)
  const { lines: all, valid, rejected, skewed, reasons } = summary.files[path]
  return { events: lines, counts: [all, valid, rejected, skewed, reasons], prevented: summary.prevented }
}

describe('live and replay', () => {
  it('give the same output for the same log, whatever the chunks', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'breakwater-live-'))
    const path = join(folder, 'access.log')
    let bans = 0
    let blind = 0
    try {
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { minLength: 1, maxLength: 150 }),
          fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 1, maxLength: 5 }),
          async (steps, cuts) => {
            const { text, end } = textOf(steps)
            writeFileSync(path, text)
            const wanted = await replayed(path)
            expect(tailed(path, text, end, cuts)).toEqual(wanted)
            blind += wanted.events.filter((event) => event.includes('"kind":"blind"')).length
            bans += wanted.events.filter((event) => event.startsWith('{"type":"ban"')).length
          },
        ),
        { seed: 31, numRuns: process.env.BREAKWATER_LONG ? 3_000 : 150 },
      )
      expect(bans).toBeGreaterThan(100)
      expect(blind).toBeGreaterThan(50)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('give the same with a baseline, incidents of the site and a ban by it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'breakwater-live-'))
    const path = join(folder, 'access.log')
    try {
      for (const seed of [1, 2]) {
        const from = START * 1_000
        const span = { from, length: 900_000, start: from + 700_000, end: from + 860_000 }
        const scenario = new Scenario({ seed, rate: 3, attack: ['flood', 'scan'], ...span })
        const text = [...scenario.seconds()].flatMap((requests) => requests.map(nginxJsonLine)).join('')
        writeFileSync(path, text)
        const wanted = await replayed(path)
        expect(wanted.events.join()).toMatch(/"detector":"(multiplier|z-score)"/)
        expect(wanted.events.join()).toContain('client-surge')
        expect(tailed(path, text, START + 900, [100_000, 7, 33_333, 1_000])).toEqual(wanted)
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
