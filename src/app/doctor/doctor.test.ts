import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defaultConfig } from '../../config/defaults.ts'
import type { StatusReport } from '../../domain/status-report.ts'
import { MemoryServer } from '../../edge/discover/memory-server.fixture.ts'
import { ManualClock } from '../../lib/clock.ts'
import { CommandError } from '../../lib/run-command.ts'
import { STATUS } from '../../server/fake-desk.fixture.ts'
import { serverFiles } from '../server-files.ts'
import { hasCapability } from './capabilities.ts'
import type { CheckReport, DoctorContext } from './check.ts'
import { examine } from './examination.ts'
import { judgeNode } from './node-version.ts'

const NOW = Date.parse('2026-03-02T09:15:00Z')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-doctor-'))
  mkdirSync(join(folder, 'state'), { mode: 0o700 })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A log of nginx's format combined, written at `written`, its lines dated `dated`. */
function log(lines: readonly string[], written = NOW, name = 'access.log'): string {
  const path = join(folder, name)
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''))
  utimesSync(path, written / 1_000, written / 1_000)
  return path
}

function requests(count: number, address: (index: number) => string, dated = NOW): string[] {
  const [, month, day, year, clock] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(dated).toUTCString())!
  return Array.from(
    { length: count },
    (_, index) =>
      `${address(index)} - - [${month!.padStart(2, '0')}/${day}/${year}:${clock} +0000] "GET /${index} HTTP/1.1" 200 12 "-" "Mozilla/5.0"`,
  )
}

const visitor = (index: number) => `203.0.113.${index % 200}`

async function examined(logs: readonly string[], changes: Partial<DoctorContext> = {}): Promise<CheckReport[]> {
  const context: DoctorContext = {
    config: defaultConfig,
    stateDir: join(folder, 'state'),
    samples: [],
    daemon: null,
    packets: false,
    clock: new ManualClock(NOW),
    files: serverFiles(),
    run: async () => '',
    ...changes,
  }
  const reports: CheckReport[] = []
  for await (const report of examine(logs, context)) reports.push(report)
  for (const { message, result, fix } of reports) {
    expect(message.length).toBeGreaterThan(3)
    if (result === 'fail') expect(fix).toMatch(/\S/)
  }
  return reports
}

/** Result and words of one check. */
function of(reports: readonly CheckReport[], check: string): string {
  return reports
    .filter((one) => one.check === check)
    .map(({ result, message, fix }) => `${result}: ${message} | ${fix ?? ''}`)
    .join('\n')
}

describe('doctor', () => {
  it('finds nothing wrong with a log that is written now, and leaves nothing behind', async () => {
    const path = log(requests(100, visitor))
    const reports = await examined([path])
    expect(reports.filter(({ result }) => result === 'fail')).toEqual([])
    expect(of(reports, 'log found')).toContain(`ok: ${path}`)
    expect(of(reports, 'log fresh')).toContain('ok: ')
    expect(of(reports, 'log format')).toContain('ok: ')
    expect(of(reports, 'log format')).toContain('100 % of the last 100 lines are read, as combined')
    expect(of(reports, 'log time')).toContain('ok: ')
    expect(of(reports, 'proxy')).toContain('ok: ')
    expect(of(reports, 'state folder')).toContain('ok: ')
    expect(of(reports, 'daemon')).toContain('warn: no daemon answers')
    expect(readdirSync(join(folder, 'state'))).toEqual([])
  })

  it.each<[string, () => string, string, string]>([
    ['is not there', () => join(folder, 'nowhere.log'), 'log readable', 'fail: .*ENOENT.*nginx -T'],
    ['is a folder', () => folder, 'log readable', 'fail: .*EISDIR'],
    ['is empty', () => log([]), 'log fresh', 'warn: .*is empty'],
    [
      'is stale',
      () => log(requests(30, visitor, NOW - 3_600_000), NOW - 3_600_000),
      'log fresh',
      'warn: nothing was written to .* for 1h',
    ],
    [
      'has another format',
      () => log(Array.from({ length: 50 }, () => 'one two three')),
      'log format',
      'fail: .*0 % of the last 50 lines.*detect-format',
    ],
    [
      'is read by half',
      () => log([...requests(30, visitor), ...Array.from({ length: 20 }, () => 'x')]),
      'log format',
      'warn: .*60 % of the last 50',
    ],
    [
      'is ahead of the clock',
      () => log(requests(30, visitor, NOW + 3_600_000)),
      'log time',
      'fail: .*dated 1h after it was written',
    ],
    [
      'is an hour behind',
      () => log(requests(30, visitor, NOW - 3_600_000)),
      'log time',
      'warn: .*written 1h after its own time.*time zone',
    ],
    ['is buffered', () => log(requests(30, visitor, NOW - 60_000)), 'log time', 'warn: .*written 1m after.*buffer='],
    [
      'is behind a proxy of its own',
      () => log(requests(30, () => '10.0.0.5')),
      'proxy',
      'warn: .*100 % .* private addresses, such as 10.0.0.5.*trusted_proxies',
    ],
    [
      'is behind a CDN',
      () => log(requests(30, (index) => `173.245.48.${index}`)),
      'proxy',
      'warn: .*CDN cloudflare.*@cloudflare',
    ],
    [
      'has one loud client',
      () => log(requests(30, (index) => (index < 20 ? '192.0.2.1' : visitor(index)))),
      'proxy',
      'warn: .*67 % .* come from 192.0.2.1',
    ],
    ['has few lines', () => log(requests(3, visitor)), 'proxy', 'skipped: .*too few'],
  ])('tells of a log that %s', async (_name, make, check, wanted) => {
    expect(of(await examined([make()]), check)).toMatch(new RegExp(wanted))
  })

  it('says so when no file matches a pattern', async () => {
    const nothing = new MemoryServer({})
    expect(
      of(
        await examined([], { files: nothing, config: { ...defaultConfig, logs: [join(folder, '*.log')] } }),
        'log found',
      ),
    ).toMatch(/warn: no file matches/)
  })

  it('tells of a state folder that others may write, or nobody', async () => {
    const path = log(requests(30, visitor))
    chmodSync(join(folder, 'state'), 0o777)
    expect(of(await examined([path]), 'state folder')).toContain('fail: ')
    expect(of(await examined([path], { stateDir: '/proc' }), 'state folder')).toMatch(/fail: .*cannot be written/)
    expect(of(await examined([path], { stateDir: join(folder, 'later') }), 'state folder')).toContain(
      'run will make it',
    )
    expect(readdirSync(folder)).not.toContain('later')
  })

  it('takes a missing firewall for a failure only where something is to be blocked', async () => {
    const path = log(requests(30, visitor))
    const run = async (): Promise<string> => {
      throw new CommandError('exit', 'nft exited with 1: Operation not permitted')
    }
    const daemon: StatusReport = { ...STATUS, enforcement: { ...STATUS.enforcement, mode: 'nftables' } }
    expect(of(await examined([path], { run }), 'firewall')).toMatch(/^warn: enforcement is off/)
    expect(of(await examined([path], { run, daemon }), 'firewall')).toMatch(/^fail: /)
    const webhook = { ...daemon, enforcement: { ...daemon.enforcement, mode: 'webhook' } }
    expect(of(await examined([path], { run, daemon: webhook }), 'firewall')).toMatch(
      /^ok: bans are enforced by webhook/,
    )
  })

  it('passes on what troubles the daemon', async () => {
    const troubles = [{ code: 'store', message: 'the disk is full', fix: 'Free some.' }]
    const reports = await examined([log(requests(30, visitor))], { daemon: { ...STATUS, troubles } })
    expect(of(reports, 'daemon')).toBe(
      'ok: breakwater 0.1.0 answers (pid 4711): nftables, working | \nfail: the disk is full | Free some.',
    )
  })

  it('goes on when a check fails by itself', async () => {
    const clock = { now: () => NOW, after: () => () => {} }
    const broken = new Proxy(STATUS, {
      get: () => {
        throw new Error('broken')
      },
    })
    const reports = await examined([log(requests(30, visitor))], { clock, daemon: broken })
    expect(of(reports, 'doctor')).toContain('fail: a check failed by itself: broken')
    expect(of(reports, 'log format')).toContain('ok: ')
  })
})

describe('single findings', () => {
  it.each([
    ['v20.20.2', 'ok'],
    ['v20.20.1', 'warn'],
    ['v20.19.0', 'warn'],
    ['v21.7.0', 'warn'],
    ['v22.22.2', 'ok'],
    ['v24.14.0', 'warn'],
    ['v26.0.0', 'ok'],
  ])('Node %s is %s', (version, result) => expect(judgeNode(version).result).toBe(result))

  it('reads capabilities from the kernel, and none where it says nothing', () => {
    const status = join(folder, 'status')
    writeFileSync(status, 'Name:\tnode\nCapEff:\t0000000000001000\n')
    expect([hasCapability(12, status), hasCapability(21, status)]).toEqual([true, false])
    expect(hasCapability(12, join(folder, 'nowhere'))).toBe(false)
  })
})
