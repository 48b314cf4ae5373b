import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { defaultConfig } from '../config/defaults.ts'
import { FileTally } from '../domain/file-tally.ts'
import type { ReadPosition } from '../domain/read-position.ts'
import { ManualClock } from '../lib/clock.ts'
import type { Logger } from '../lib/logger.ts'
import { nginxJsonLine } from '../simulate/nginx-json.ts'
import { Engine } from './engine.ts'
import { LiveReading } from './live-reading.ts'
import { LiveStatus } from './live-status.ts'

const NOW = Date.UTC(2026, 2, 2, 12, 0, 0)
const HOUR = 3_600_000
let folder: string
let told: string[]
let clock: ManualClock
let engine: Engine
let status: LiveStatus
let reading: LiveReading

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-reading-'))
  told = []
  clock = new ManualClock(NOW)
})
afterEach(() => {
  reading.close()
  status.stop()
  rmSync(folder, { recursive: true, force: true })
})

const json = (at: number) =>
  nginxJsonLine({
    at,
    method: 'GET',
    path: '/',
    status: 200,
    bytes: 1,
    duration: 1,
    agent: '',
    referrer: '',
    address: '198.51.100.7',
  })
const common = (at: number) => {
  const [, day, month, year, time] = new Date(at).toUTCString().split(' ')
  return `198.51.100.8 - - [${day}/${month}/${year}:${time} +0000] "GET / HTTP/1.1" 200 5\n`
}

function start(
  logs: readonly { path: string; format: string }[],
  from: 'start' | 'end',
  positions?: readonly ReadPosition[],
): void {
  const tell = (text: string) => told.push(text.replaceAll(`${folder}/`, ''))
  const log: Logger = { debug: tell, info: tell, warn: tell, error: tell }
  engine = new Engine({
    config: defaultConfig,
    ownAddresses: [],
    seed: 0,
    wall: () => clock.now(),
    events: { emit() {} },
    onProtected() {},
    onDetectorFailure() {},
  })
  status = new LiveStatus(engine, clock, log)
  const tallyOf = (path: string) => {
    const tally = new FileTally(path)
    status.add(tally)
    return tally
  }
  const onTurn = (caughtUp: boolean) => status.turn(caughtUp, reading)
  reading = new LiveReading({ logs, from, sink: engine, tallyOf, clock, log, onTurn, ...(positions && { positions }) })
  engine.brain.startedAt = clock.now()
  reading.start()
  clock.advance(0)
}
const files = () => status.files().map((file) => ({ ...file, path: file.path.slice(folder.length + 1) }))

it('follows files of different formats, each with its place, its lines and its refused ones', () => {
  const [a, b] = [join(folder, 'a.log'), join(folder, 'b.log')]
  for (const path of [a, b]) writeFileSync(path, '')
  start(
    [
      { path: a, format: 'auto' },
      { path: b, format: 'common' },
    ],
    'end',
  )
  appendFileSync(a, json(NOW).repeat(3))
  appendFileSync(b, common(NOW) + '??\n'.repeat(2))
  clock.advance(1_000)
  const [first, second] = [3 * json(NOW).length, common(NOW).length + 6]
  const lastLine = NOW
  expect(files()).toEqual([
    { path: 'a.log', format: 'json', position: first, lag: 0, lines: 3, refused: 0, lastLine },
    { path: 'b.log', format: 'common', position: second, lag: 0, lines: 3, refused: 2, lastLine },
  ])
  expect(told.filter((text) => text.includes('seconds stay open'))).toEqual([
    expect.stringMatching(/^b\.log: format common; .*seconds stay open for 10 s/),
  ])
  clock.advance(60_000)
  expect(told).toContain(`a.log: 3 lines in the last minute, 0 refused; at byte ${first}, lag 0 bytes; json`)
  expect(told).toContain(`b.log: 3 lines in the last minute, 2 refused; at byte ${second}, lag 0 bytes; common`)
})

it('says what keeps a log from being read, and not that it is away for the moment of a rotation', () => {
  const path = join(folder, 'a.log')
  writeFileSync(path, '')
  start([{ path, format: 'auto' }], 'end')
  rmSync(path)
  clock.advance(4_000)
  expect(files()[0]).not.toHaveProperty('trouble')
  clock.advance(2_000)
  expect(files()[0]).toHaveProperty('trouble', 'missing')
  writeFileSync(path, json(NOW))
  clock.advance(1_000)
  expect(files()[0]).not.toHaveProperty('trouble')
})

it('learns a zone from what is written now, through rotation, and not from what lies there', () => {
  const path = join(folder, 'a.log')
  // A log of 32 old lines, all of one second, three hours ago: as a zone would have it.
  writeFileSync(path, json(NOW - 3 * HOUR).repeat(40))
  start([{ path, format: 'auto' }], 'start')
  expect(files()[0]).toMatchObject({ lines: 40, lastLine: NOW - 3 * HOUR })
  expect(told.join('\n')).toContain(
    'a.log: these lines are 3 h old: for lines of the past use breakwater replay a.log; ',
  )
  expect(told.join('\n')).not.toContain('with that offset')

  const write = (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      appendFileSync(path, json(clock.now() - 3 * HOUR))
      clock.advance(1_000)
    }
  }
  write(20)
  renameSync(path, `${path}.1`)
  writeFileSync(path, '')
  clock.advance(1_000)
  write(40)
  expect(told.filter((text) => text.includes('with that offset'))).toEqual([
    expect.stringMatching(/^a\.log: the times of this log are 3 h behind this machine's clock; read with that offset/),
  ])
  expect(files()[0]).toMatchObject({ lines: 100, refused: 0, lastLine: clock.now() - 1_000 })
})

it('passes on what waits for more lines when reading ends', () => {
  const path = join(folder, 'a.log')
  writeFileSync(path, '')
  start([{ path, format: 'auto' }], 'end')
  appendFileSync(path, json(NOW - HOUR).repeat(5))
  clock.advance(1_000)
  expect(engine.window.totals.requests).toBe(0)
  reading.drain()
  expect(engine.window.totals.requests).toBe(5)
})

it('counts the lines of a downtime, bans nobody by them, and goes on', () => {
  const path = join(folder, 'a.log')
  writeFileSync(path, '')
  start([{ path, format: 'json' }], 'end')
  appendFileSync(path, json(NOW))
  clock.advance(1_000)
  const positions = JSON.parse(JSON.stringify(reading.positions()))
  reading.close()
  status.stop()
  for (let second = 2; second < 60; second++) appendFileSync(path, json(NOW + second * 1_000).repeat(400))
  clock.advance(2 * HOUR)
  start([{ path, format: 'json' }], 'end', positions)
  expect(told.join('\n')).toMatch(/a\.log: reading goes on where it stopped, [\d,]+ bytes behind/)
  clock.advance(1_000)
  expect(engine.window.totals.requests).toBe(58 * 400)
  expect([engine.brain.ledger.size, engine.window.totals.prevented]).toEqual([0, 0])
  appendFileSync(path, json(clock.now()).repeat(400))
  clock.advance(1_000)
  expect([...engine.brain.ledger.bans()].map(({ address }) => address)).toEqual(['198.51.100.7'])
})

it('does not read on what lies far behind the other logs', () => {
  const [a, b] = [join(folder, 'a.log'), join(folder, 'b.log')]
  for (const path of [a, b]) writeFileSync(path, '')
  const logs = [a, b].map((path) => ({ path, format: 'json' }))
  start(logs, 'end')
  const positions = reading.positions()
  reading.close()
  status.stop()
  for (const path of [a, b]) appendFileSync(path, json(NOW))
  clock.advance(HOUR)
  start(logs, 'end', positions)
  clock.advance(1_000)
  expect(engine.window.totals.requests).toBe(0)
})
