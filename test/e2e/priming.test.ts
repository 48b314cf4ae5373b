import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Visitors } from '../../src/simulate/actors/visitors.ts'
import { nginxJsonLine } from '../../src/simulate/nginx-json.ts'
import { Daemon, MAIN } from './daemon.ts'
import { waitUntil } from './wait-until.ts'

const MINUTE = 60_000
let folder: string
let log: string
let daemon: Daemon | null = null
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-priming-'))
  log = join(folder, 'x.log')
})
afterEach(async () => {
  await daemon?.stop()
  daemon = null
  rmSync(folder, { recursive: true, force: true })
})

function start(...args: string[]): Daemon {
  daemon = new Daemon(['--state-dir', join(folder, 'state'), '-o', 'ndjson', log, ...args])
  return daemon
}

/** Text of each of the last 42 minutes, up to this second, of a site with so many requests a second. */
function history(rate: number): string[] {
  const now = Math.floor(Date.now() / 1_000) * 1_000
  const visitors = new Visitors({ seed: 7, rate })
  const minutes: string[] = []
  for (let at = now - 42 * MINUTE; at < now; at += 1_000) {
    const minute = Math.floor((at - now) / MINUTE) + 42
    minutes[minute] = (minutes[minute] ?? '') + visitors.second(at).map(nginxJsonLine).join('')
  }
  return minutes
}

/** Puts history into a log and two rotated ones, the older one packed; returns the requests a second of the last 12 minutes. */
function writeHistory(rate: number): number {
  const minutes = history(rate)
  writeFileSync(`${log}.2.gz`, gzipSync(minutes.slice(0, 15).join('')))
  writeFileSync(`${log}.1`, minutes.slice(15, 30).join(''))
  const live = minutes.slice(30).join('')
  writeFileSync(log, live)
  return live.split('\n').length / 720
}

/** Lines of as many addresses, now. */
function lines(count: number, network = 0): string {
  const request = { method: 'GET', path: '/', status: 200, bytes: 1_000, duration: 10, agent: '', referrer: '' }
  return Array.from({ length: count }, (_, i) =>
    nginxJsonLine({ ...request, at: Date.now(), address: `198.18.${network}.${i % 250}` }),
  ).join('')
}

/** How many lines were counted so far, by the counts file. */
function counted(path: string): number {
  try {
    const files = Object.values(JSON.parse(readFileSync(path, 'utf8'))) as { valid: number }[]
    return files.reduce((sum, { valid }) => sum + valid, 0)
  } catch {
    return 0
  }
}

describe('priming', () => {
  it('is warm after a crash, though the log it learned from is gone', async () => {
    writeHistory(2)
    const first = start('--profile', 'calibrated')
    await first.message('learning from')
    const status = () => {
      const args = [MAIN, 'status', '-o', 'json', '--state-dir', join(folder, 'state')]
      const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' })
      return stdout === '' ? undefined : JSON.parse(stdout)
    }
    const before = await waitUntil('the baseline', 10_000, () => status())
    expect(before.learning).toBeNull()
    const audit = readFileSync(join(folder, 'state', 'audit.jsonl'), 'utf8')
      .trim()
      .split('\n')
    const [primed] = audit.map((line) => JSON.parse(line)).filter(({ type }) => type === 'priming')
    expect(primed.lines).toBeGreaterThan(1_000)
    expect(primed.outcome).toMatch(/^learned from 40 min of x\.log/)
    first.signal('SIGKILL')
    await first.ended
    for (const name of [log, `${log}.1`, `${log}.2.gz`]) rmSync(name)
    writeFileSync(log, '')
    await start('--profile', 'calibrated').message('what was learned before the last stop is in use')
    const after = await waitUntil('the status', 10_000, () => status())
    expect(after.learning).toBeNull()
    expect(after.baselines.requests.mean).toBeCloseTo(before.baselines.requests.mean, 1)
  })

  it('learns from three files and tells of a surge at once, with the numbers of the baseline', async () => {
    const normal = writeHistory(10)
    const running = start('--profile', 'classic')
    await running.message('lines in')
    expect(running.messages).toMatch(/learned from 40 min of x\.log, x\.log\.1 and x\.log\.2\.gz: [\d,]+ lines in \d/)
    const began = performance.now()
    const writing = setInterval(() => appendFileSync(log, lines(60)), 200)
    try {
      const told = await running.event(
        'the surge',
        15_000,
        ({ type, kind }) => type === 'incident' && kind === 'traffic-surge',
      )
      expect(performance.now() - began).toBeLessThan(15_000)
      expect(told.expected).toBeGreaterThan(normal / 2)
      expect(told.expected).toBeLessThan(normal * 2)
    } finally {
      clearInterval(writing)
    }
  })

  it('counts lines that are written meanwhile once each, through a rotation too', async () => {
    writeHistory(60)
    const counts = join(folder, 'counts.json')
    const running = start('--counts', counts)
    await running.message('learning from')
    let written = 0
    let isRotated = false
    await waitUntil('the end of priming', 20_000, () => {
      appendFileSync(log, lines(10, 1))
      written += 10
      if (!isRotated) {
        renameSync(`${log}.1`, `${log}.3`)
        renameSync(log, `${log}.1`)
        writeFileSync(log, lines(10, 2))
        appendFileSync(`${log}.1`, lines(10, 1))
        written += 20
        isRotated = true
      }
      return running.messages.includes('lines in') && isRotated
    })
    appendFileSync(log, lines(10, 2))
    await waitUntil('all lines', 9_000, () => counted(counts) >= written + 10)
    await running.stop()
    expect(counted(counts)).toBe(written + 10)
  })

  it('stops at once while it learns', async () => {
    writeHistory(60)
    const running = start()
    await running.message('learning from')
    const asked = performance.now()
    expect(await running.stop()).toBe(0)
    expect(performance.now() - asked).toBeLessThan(3_000)
  })

  it('learns nothing when it is to read from the beginning', async () => {
    writeFileSync(log, lines(5))
    const counts = join(folder, 'counts.json')
    const running = start('--from-start', '--counts', counts)
    await waitUntil('the lines', 9_000, () => counted(counts) === 5)
    await running.stop()
    expect(running.messages).not.toContain('learn')
  })
})
