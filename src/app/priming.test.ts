import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { defaultConfig } from '../config/defaults.ts'
import type { EngineEvent } from '../domain/ports.ts'
import type { Logger } from '../lib/logger.ts'
import { nginxJsonLine } from '../simulate/nginx-json.ts'
import { Engine } from './engine.ts'
import { prime } from './priming.ts'

const NOW = Date.UTC(2026, 2, 2, 12, 0, 0)
let folder: string
let told: string[]
let events: EngineEvent[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-priming-'))
  told = []
  events = []
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const log = { info: (text: string) => told.push(text) } as unknown as Logger
const engineOf = () =>
  new Engine({
    config: defaultConfig,
    ownAddresses: [],
    seed: 0,
    wall: () => NOW,
    events: { emit: (event) => events.push(event) },
    onProtected: () => {},
    onDetectorFailure: () => {},
  })

/** One line a second from `minutes` before `to` on, and a flood of one source for ten seconds in the middle. */
function write(name: string, minutes: number, to = NOW, flood = 0): string {
  const lines: string[] = []
  for (let at = to - minutes * 60_000; at < to; at += 1_000) {
    const request = { at, method: 'GET', path: '/', status: 200, bytes: 1, duration: 1, agent: '', referrer: '' }
    lines.push(nginxJsonLine({ ...request, address: '198.51.100.7' }))
    if (at >= to - 600_000 && at < to - 590_000)
      for (let i = 0; i < flood; i++) lines.push(nginxJsonLine({ ...request, address: '203.0.113.10' }))
  }
  const path = join(folder, name)
  writeFileSync(path, `${lines.join('')}{"half a line`)
  return path
}
const chosen = (...paths: string[]) => paths.map((path) => ({ path, format: 'auto' }))

it('learns the last 40 minutes, without bans, events or counts', async () => {
  const engine = engineOf()
  await prime(engine, chosen(write('access.log', 90, NOW, 400)), () => NOW, log)
  expect(told.join()).toMatch(/^learned from the last 64\d\d lines: a baseline of 30 minutes$/)
  const baseline = engine.brain.baseline('requests')!
  expect(baseline.samples).toBe(1_800)
  // The flood was stopped when it crossed a limit, as it would have been.
  expect(baseline.mean).toBeLessThan(1.5)
  expect(events).toEqual([])
  expect(engine.brain.ledger.size).toBe(0)
  expect(engine.brain.tracker.open()).toEqual([])
  expect(engine.window.totals).toEqual({ requests: 0, prevented: 0, preventedOk: 0, late: 0 })
  expect(engine.brain.limits().plain[60]).toBeLessThan(1_000)
})

it('merges several logs by time', async () => {
  const engine = engineOf()
  await prime(engine, chosen(write('a.log', 35), write('b.log', 35)), () => NOW, log)
  expect(engine.brain.baseline('requests')!.mean).toBeCloseTo(2, 1)
})

it('leaves out a log that ended more than 30 minutes ago, one that is empty, and one that is not there', async () => {
  const engine = engineOf()
  await prime(engine, chosen(write('old.log', 60, NOW - 31 * 60_000)), () => NOW, log)
  expect(told).toEqual(['the last line is 31 minutes old: the baseline begins anew'])
  writeFileSync(join(folder, 'empty.log'), '')
  await prime(engine, chosen(join(folder, 'empty.log'), join(folder, 'none.log'), '-'), () => NOW, log)
  expect(told).toHaveLength(1)
  expect(engine.brain.baseline('requests')).toBeNull()
})
