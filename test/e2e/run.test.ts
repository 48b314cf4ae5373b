import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Daemon } from './daemon.ts'
import { waitUntil } from './wait-until.ts'

let folder: string
let log: string
let daemon: Daemon | null = null
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-run-'))
  log = join(folder, 'access.log')
})
afterEach(async () => {
  await daemon?.stop()
  daemon = null
  rmSync(folder, { recursive: true, force: true })
})

function start(...args: string[]): Daemon {
  daemon = new Daemon(['--state-dir', join(folder, 'state'), '-o', 'ndjson', ...args])
  return daemon
}

/** Lines of one address, now. */
function lines(address: string, count: number): string {
  const time = new Date().toISOString().replace(/\.\d+Z/, '+00:00')
  return `{"time_iso8601":"${time}","remote_addr":"${address}","status":200,"request":"GET /?key=secret HTTP/1.1"}\n`.repeat(
    count,
  )
}

describe('breakwater run', () => {
  it('tells of a flood at once, appends it to alerts.file, and ends cleanly', async () => {
    writeFileSync(log, '')
    const config = join(folder, 'breakwater.yaml')
    const alerts = join(folder, 'alerts.ndjson')
    writeFileSync(config, `alerts: { file: ${alerts} }\n`)
    const running = start(log, '-c', config)
    await running.message('empty so far')
    appendFileSync(log, lines('203.0.113.10', 1_001))
    const ban = await running.event('the ban', 3_000, ({ type }) => type === 'ban')
    expect(ban.address).toBe('203.0.113.10')
    expect(readFileSync(alerts, 'utf8')).toBe(`${running.events.map((event) => JSON.stringify(event)).join('\n')}\n`)
    expect(await running.stop()).toBe(0)
    expect(running.messages).not.toContain('secret')
    expect(existsSync(join(folder, 'state', 'lock'))).toBe(false)
  })

  it('goes on when nobody reads its standard output, and ends all the same', async () => {
    writeFileSync(log, '')
    const config = join(folder, 'breakwater.yaml')
    const alerts = join(folder, 'alerts.ndjson')
    writeFileSync(config, `alerts: { file: ${alerts} }\n`)
    const running = start(log, '-c', config)
    await running.message('empty so far')
    running.process.stdout!.pause()
    // Each ban and its incident are more than 1 KiB of output; a pipe holds 64 KiB.
    appendFileSync(log, Array.from({ length: 200 }, (_, i) => lines(`198.51.100.${i}`, 301)).join(''))
    const banned = (address: string) => () => existsSync(alerts) && readFileSync(alerts, 'utf8').includes(address)
    await waitUntil('the last of the first bans', 5_000, banned('"address":"198.51.100.199"'))
    appendFileSync(log, lines('203.0.113.10', 1_001))
    await waitUntil('a ban after that', 3_000, banned('"address":"203.0.113.10"'))
    expect(statSync(alerts).size).toBeGreaterThan(100_000)
    expect(await running.exit()).toBe(0)
    running.process.stdout!.resume()
  })

  it('sees a line by the poll within three times its promise', async () => {
    writeFileSync(log, '')
    const running = start(log)
    await running.message('empty so far')
    appendFileSync(log, lines('203.0.113.10', 1_001))
    const started = performance.now()
    await running.event('the ban', 750, ({ type }) => type === 'ban')
    expect(performance.now() - started).toBeLessThan(750)
  })

  it('sees a line by notification within three times its promise, in most of seven tries', async () => {
    writeFileSync(log, '')
    const running = start(log)
    await running.message('empty so far')
    const delays: number[] = []
    for (let host = 1; host <= 7; host++) {
      const written = performance.now()
      appendFileSync(log, lines(`203.0.113.${host}`, 301))
      await running.event('the ban', 3_000, ({ type, address }) => type === 'ban' && address === `203.0.113.${host}`)
      delays.push(running.printedAt - written)
    }
    expect(delays.sort((a, b) => a - b)[3]).toBeLessThan(60)
  })

  it('waits for a log that is missing and reads it from its beginning', async () => {
    const running = start(log)
    await running.message('log missing', 10_000)
    writeFileSync(log, lines('203.0.113.10', 1_001))
    await running.event('the ban', 3_000, ({ type }) => type === 'ban')
    expect(running.messages).toContain('the log is back')
  })

  it('says what is wrong with a log in one line with the fix', async () => {
    writeFileSync(log, 'no known format\n'.repeat(50))
    utimesSync(log, new Date(), new Date(Date.now() - 7_200_000))
    const running = start(log, '--from-start')
    await running.message('last written 120 minutes ago')
    await running.message('NOT ONE of 50 lines was understood')
    await running.message('unknown-format')
    expect(running.process.exitCode).toBeNull()
  })

  it('keeps a second instance out of its state directory', async () => {
    writeFileSync(log, '')
    const first = start(log)
    await first.message('observing')
    const second = new Daemon(['--state-dir', join(folder, 'state'), log])
    expect(await second.ended).toBe(1)
    expect(second.messages).toContain('another breakwater')
  })

  it('reloads a good configuration and keeps the old one when the new one is wrong', async () => {
    writeFileSync(log, '')
    const config = join(folder, 'breakwater.yaml')
    writeFileSync(config, 'profile: classic\nceiling: { per_second: 60000, per_10_seconds: 600000 }\n')
    const running = start(log, '-c', config)
    await running.message('observing')
    writeFileSync(config, 'ceeling: 1\n')
    running.signal('SIGHUP')
    await running.message('the old one stays')
    writeFileSync(config, 'profile: classic\nceiling: { per_second: 20, per_10_seconds: 30 }\n')
    running.signal('SIGHUP')
    await running.message('configuration reloaded')
    appendFileSync(log, lines('203.0.113.10', 40))
    const ban = await running.event('the ban', 3_000, ({ type }) => type === 'ban')
    expect([20, 30]).toContain(ban.limit)
  })

  it('reads standard input to its end', async () => {
    const running = start('-')
    running.process.stdin!.end(lines('203.0.113.10', 1_001))
    expect(await running.ended).toBe(0)
    expect(running.events.map(({ type }) => type)).toEqual(['incident', 'ban'])
  })

  it('shows a demo with a ban, its lines written and tailed as any other log', async () => {
    const running = start('--demo')
    await running.message('showing the demo')
    const ban = await running.event('the ban of the demo', 30_000, ({ type }) => type === 'ban')
    expect(ban.address).toBe('203.0.113.10')
    expect(ban.expected, 'it has 40 minutes of history').toBeGreaterThan(1)
    await running.message('demo: flood: its source would be banned', 30_000)
  })

  it('goes on when a folder of logs cannot be read, and finds it later', async () => {
    const hidden = join(folder, 'hidden')
    mkdirSync(hidden)
    const running = start(join(hidden, '*.log'))
    await running.message('new files that match')
    chmodSync(hidden, 0o755)
    writeFileSync(join(hidden, 'site.log'), lines('203.0.113.10', 1_001))
    await running.event('the ban', 6_000, ({ type }) => type === 'ban')
  })
})
