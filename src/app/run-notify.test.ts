import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultConfig } from '../config/defaults.ts'
import { type Config, configSchema } from '../config/schema.ts'
import { ManualClock } from '../lib/clock.ts'
import { nextTurn } from '../lib/turns.ts'
import { ANSWERS, HttpRig } from '../notify/http-rig.fixture.ts'
import { siteIncident, sourceBan } from '../notify/incident.fixture.ts'
import { NOW } from '../notify/message.fixture.ts'
import { openStore } from '../store/store.fixture.ts'
import { isoTime } from '../wire/ndjson.ts'
import { RunNotify } from './run-notify.ts'

let server: HttpRig
beforeAll(async () => {
  server = await HttpRig.start()
})
afterAll(() => server.stop())

const told = () => server.received.map(({ body }) => JSON.parse(body))

async function until(isSo: () => boolean, milliseconds = 20_000): Promise<void> {
  const end = performance.now() + milliseconds
  while (!isSo() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 20))
  expect(isSo()).toBe(true)
}

/** Runs the fixture until `isEnough`, then kills it without a word. */
async function runAndKill(folder: string, what: string, isEnough: () => boolean): Promise<void> {
  const fixture = join(import.meta.dirname, 'notify-crash.fixture.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', fixture, folder, server.url('/'), what], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const closed = new Promise((resolve) => child.once('close', resolve))
  let said = ''
  let isDecided = false
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  child.stdout.once('data', () => {
    isDecided = true
  })
  await until(() => said !== '' || (isDecided && isEnough()))
  child.kill('SIGKILL')
  await closed
  expect(said).toBe('')
}

describe('kill -9 between the decision and its delivery', () => {
  it.each([
    ['at once', () => true],
    ['while the message is on its way', () => server.received.length > 0],
  ])('%s: an incident is told after the restart', async (_, isEnough) => {
    const folder = mkdtempSync(join(tmpdir(), 'breakwater-notify-'))
    server.received.length = 0
    server.behaviour = ANSWERS.hang
    await runAndKill(folder, 'incident', isEnough)
    const [before] = told()
    server.received.length = 0
    server.behaviour = ANSWERS.ok
    await runAndKill(folder, 'nothing', () => server.received.length > 0)
    expect(told()[0]).toMatchObject({ kind: 'incident', title: expect.stringContaining('Traffic surge of the site') })
    if (before !== undefined) expect(told()[0].id).toBe(before.id)
    rmSync(folder, { recursive: true })
  })

  it('at once: every ban is in a total after the restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'breakwater-notify-'))
    server.received.length = 0
    server.behaviour = ANSWERS.ok
    await runAndKill(folder, 'bans', () => true)
    expect(told()).toEqual([])
    const total = () => told().reduce((sum, { bans }) => sum + bans.made, 0)
    await runAndKill(folder, 'nothing', () => total() >= 40)
    expect(total()).toBe(40)
    rmSync(folder, { recursive: true })
  })
})

/** A run that tells a file's worth of messages to the server, on a clock that is turned by hand. */
function started(change: Partial<Config> = {}) {
  server.received.length = 0
  server.behaviour = ANSWERS.ok
  const clock = new ManualClock(NOW)
  const logged: string[] = []
  const log = (text: string) => void logged.push(text)
  const results: string[] = []
  const channels = [{ name: 'ops', type: 'webhook', url: server.url('/canary') }]
  const config: Config = {
    ...defaultConfig,
    ...configSchema.parse({ notify: { channels } }),
    enforce: 'nftables',
    ...change,
  }
  const options = {
    ...{ config, clock, log: { debug: log, info: log, warn: log, error: log }, outbox: null },
    wording: { time: isoTime, duration: String },
    onResult: (channel: string, result: string) => results.push(`${channel} ${result}`),
  }
  const pass = async (milliseconds: number) => {
    for (const end = clock.now() + milliseconds; clock.now() < end; ) {
      clock.advance(500)
      await nextTurn()
    }
  }
  return { run: new RunNotify(options), options, config, clock, logged, results, pass }
}

describe('RunNotify', () => {
  it('tells failures of enforcement and changes of the mode', async () => {
    const { run, pass, results } = started()
    run.enforcementChanged({ state: 'up', mode: 'nftables', error: null })
    run.enforcementChanged({ state: 'down', mode: 'nftables', error: 'nft exited with 1:\u001b[2J no' })
    await pass(5_000)
    await until(() => server.received.length === 1)
    run.enforcementChanged({ state: 'up', mode: 'nftables', error: null })
    await pass(11_000)
    await until(() => server.received.length === 2)
    run.modeChanged('nftables', 'off', 'alice')
    await pass(12_000)
    await until(() => server.received.length === 3)
    expect(told()).toMatchObject([
      { kind: 'enforcement', state: 'firing', severity: 5, done: expect.stringContaining('nothing new is blocked') },
      { kind: 'enforcement', state: 'resolved', thread: told()[0].thread, happened: 'nftables works again.' },
      { kind: 'mode', state: 'note', title: 'Enforcement was changed from nftables to off' },
    ])
    expect(told()[0].happened).toContain('\\x1b')
    await until(() => results.length === 3)
    await run.close()
  })

  it('says in the log what fails, once, and never where the secret is', async () => {
    const { run, pass, logged, results } = started()
    server.behaviour = ANSWERS.broken
    run.see({ type: 'incident', incident: siteIncident('traffic-surge') })
    await pass(5_000)
    await until(() => results.length === 1)
    await pass(3_000)
    await until(() => results.length === 2)
    server.behaviour = ANSWERS.ok
    await pass(5_000)
    await until(() => results.length === 3)
    expect(logged).toEqual([
      expect.stringMatching(/^notify ops: 127\.0\.0\.1:\d+ answered 500.*; it is tried again in [12]s$/),
      'notify ops: messages are delivered again',
    ])
    expect(logged.join()).not.toContain('canary')
    await run.close()
  })

  it('takes on other channels, and keeps what waits', async () => {
    const { run, pass, config } = started()
    server.behaviour = ANSWERS.hang
    run.see({ type: 'incident', incident: siteIncident('traffic-surge') })
    await pass(1_000)
    server.behaviour = ANSWERS.ok
    const [channel] = config.notify.channels
    await run.reload({ ...config, notify: { channels: [channel!, { ...channel!, name: 'other' }] } })
    await pass(4_000)
    await until(() => server.received.length === 2)
    expect(told().map(({ state }) => state)).toEqual(['firing', 'firing'])
    await run.reload({ ...config, notify: { channels: [] } })
    run.see({ type: 'incident', incident: siteIncident('latency') })
    run.modeChanged('off', 'nftables', null)
    await pass(30_000)
    expect(server.received).toHaveLength(2)
    await run.close()
  })

  it('forgets an address in all that waits', async () => {
    const { options, pass } = started()
    const { store } = await openStore()
    const run = new RunNotify({ ...options, outbox: store.outbox })
    for (const address of ['203.0.113.7', '203.0.113.8']) {
      const { incident, ban } = sourceBan(address)
      run.see({ type: 'incident', incident })
      run.see({ type: 'ban', ban })
    }
    const forgotten = run.forgetting(() => store.forget('203.0.113.7'))
    expect(forgotten!.redacted).toBeGreaterThan(0)
    await pass(30_000)
    await until(() => server.received.length >= 2)
    expect(JSON.stringify(server.received)).not.toContain('203.0.113.7')
    expect(JSON.stringify(server.received)).toContain('203.0.113.8')
    expect(JSON.stringify([...store.outbox.notes(), ...store.outbox.waiting()])).not.toContain('203.0.113.7')
    await run.close()
  })

  it('tells the bans that a run before it had no time to tell, and no older ones', async () => {
    const { options, pass } = started()
    const { store } = await openStore()
    const bans = [1, 2, 3].map((host) => sourceBan(`203.0.113.${host}`, { at: NOW + host }).ban)
    const first = new RunNotify({ ...options, outbox: store.outbox })
    first.catchUp(bans.slice(0, 1))
    first.see({ type: 'ban', ban: bans[1]! })
    await first.close()
    const second = new RunNotify({ ...options, outbox: store.outbox })
    second.catchUp(bans)
    await pass(30_000)
    await until(() => told().reduce((sum, message) => sum + message.bans.made, 0) === 2)
    expect(JSON.stringify(told())).not.toContain('203.0.113.1"')
    await second.close()
  })
})
