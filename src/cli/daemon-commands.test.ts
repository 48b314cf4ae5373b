import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CommanderError } from 'commander'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { controlApp } from '../server/control-app.ts'
import { ban, FakeDesk, PERMANENT, STATUS } from '../server/fake-desk.fixture.ts'
import { type ControlSocket, listenOnSocket } from '../server/socket.ts'
import { tellFault, USAGE } from './fault.ts'
import { program } from './program.ts'

let folder: string
let desk: FakeDesk
let socket: ControlSocket | null
let stdout = ''
let stderr = ''
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-control-'))
  desk = new FakeDesk()
  const app = await controlApp(desk, { version: '0.1.0', onFault: () => {} })
  socket = await listenOnSocket(app, join(folder, 'control.sock'))
  vi.stubEnv('TZ', 'UTC')
  stdout = stderr = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += text
    return true
  })
})
afterEach(async () => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  process.exitCode = undefined
  await socket?.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Exit code of a command line against the fixture's daemon, as main.ts makes it. */
async function run(...words: string[]): Promise<number> {
  stdout = stderr = ''
  process.exitCode = undefined
  try {
    await program().parseAsync([...words, '--state-dir', folder], { from: 'user' })
    return Number(process.exitCode ?? 0)
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE
    const fault = tellFault(error)
    stderr += fault.text
    return fault.exitCode
  }
}

/** As on a terminal of so many columns. */
function onTerminal(columns: number): void {
  for (const [name, value] of Object.entries({ isTTY: true, columns })) {
    const before = Object.getOwnPropertyDescriptor(process.stdout, name)
    Object.defineProperty(process.stdout, name, { value, configurable: true })
    restores.push(() => {
      if (before === undefined) Reflect.deleteProperty(process.stdout, name)
      else Object.defineProperty(process.stdout, name, before)
    })
  }
}
const restores: (() => void)[] = []
afterEach(() => {
  for (const restore of restores.splice(0)) restore()
})

describe('forget', () => {
  const words = ['forget', '203.0.113.77', '--reason', 'erasure', '--author', 'mara']

  it('tells what was removed, and what is not touched', async () => {
    expect(await run(...words)).toBe(0)
    expect(stdout).toContain('203.0.113.77 is forgotten: 3 rows of the database were removed')
    expect(stdout).toContain('logs, alerts.file')
    expect(desk.orders).toEqual([{ address: '203.0.113.77', author: 'mara', reason: 'erasure', lift: false }])
    expect(await run(...words, '--lift', '-o', 'json')).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ lifted: false, audit_lines: 4 })
  })

  it('ends with 1 when something may be left, with 1 when it is banned, and with 2 without a reason', async () => {
    desk.left = { copies: ['/state/state.db.quarantine-1'], troubles: ['audit.jsonl.2 may hold it still: denied'] }
    expect(await run(...words)).toBe(1)
    expect(stdout).toMatch(/audit\.jsonl\.2 may hold[\s\S]*state\.db\.quarantine-1 may hold it still/)
    expect(await run('forget', '203.0.113.10', '--reason', 'erasure')).toBe(1)
    expect(stderr).toContain('Add --lift.')
    expect(await run('forget', '203.0.113.77')).toBe(2)
    expect(await run('forget', 'everybody', '--reason', 'erasure')).toBe(2)
  })
})

describe('bans', () => {
  it('are listed as a table on a terminal, with tabs into a pipe, and as JSON', async () => {
    expect(await run('bans', 'list')).toBe(0)
    expect(stdout.split('\n')[0]).toBe(
      '203.0.113.10\tin-force\t10m\t1\tsource-flood\tbreakwater\t412 requests in 10 s; the limit is 45 in 10 s.',
    )
    onTerminal(70)
    expect(await run('bans')).toBe(0)
    const [title, first, second] = stdout.split('\n')
    expect(title).toMatch(/^ADDRESS +STATE +LEFT +OFFENCE +KIND/)
    expect(first!.length).toBeLessThanOrEqual(70)
    expect(second).toContain('permanent')
    expect(await run('bans', 'list', '-o', 'json', '--limit', '1')).toBe(0)
    expect(JSON.parse(stdout)).toEqual({ bans: [ban()], total: 2 })
    expect(await run('bans', 'list', '--limit', '0')).toBe(0)
    expect(stdout).toContain('2 more: --limit 2')
    expect(await run('bans', 'list', '-o', 'ndjson', '--state', 'in-force')).toBe(0)
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([ban(), PERMANENT])
  })

  it('are made with author and reason, and are called so only when the kernel confirmed', async () => {
    expect(await run('bans', 'add', '2001:DB8::7', '--for', '2h', '--reason', 'scans')).toBe(0)
    expect(desk.orders).toEqual([
      { address: '2001:db8::/64', duration: 7_200_000, author: userInfo().username, reason: 'scans' },
    ])
    expect(stdout).toContain('2001:db8::/64 is banned for 2h')
    expect(stdout).toContain('the kernel confirmed it')
    for (const [state, words, code] of [
      ['observed', 'enforcement is off, and nothing is blocked', 0],
      ['pending', 'is not banned yet', 0],
      ['failed', 'is NOT banned: the kernel refused it (table full)', 1],
    ] as const) {
      vi.spyOn(desk, 'ban').mockResolvedValue({
        outcome: 'banned',
        ban: ban({ state, trouble: 'table full' }),
        warning: 'a CDN that many share',
      })
      expect(await run('bans', 'add', '203.0.113.7', '--reason', 'x', '--author', 'mara')).toBe(code)
      expect(stdout).toContain(words)
      expect(stdout).not.toContain(' is banned')
      expect(stdout).toContain('warning: a CDN that many share')
    }
  })

  it.each<[string[], number, string]>([
    [['bans', 'add', '127.0.0.1', '--reason', 'x'], 1, 'is always protected'],
    [['bans', 'add', '203.0.112.0/23', '--reason', 'x'], 2, 'wider than /24'],
    [['bans', 'add', '203.0.113.7; reboot', '--reason', 'x'], 2, 'not an IP address'],
    [['bans', 'add', '203.0.113.7', '--for', 'soon', '--reason', 'x'], 2, '--for: "soon" is not a duration'],
    [['bans', 'add', '203.0.113.7', '--for', '900d', '--reason', 'x'], 2, '--for permanent'],
    [['bans', 'add', '203.0.113.7', '--reason', 'a\nb'], 2, 'body/reason must match pattern'],
    [['bans', 'remove', '192.0.2.1'], 1, 'is not banned'],
    [['allow', 'add', '0.0.0.0/0', '--comment', 'x'], 2, 'everybody'],
    [['allow', 'remove', '198.51.100.0/24'], 1, 'in the configuration'],
    [['explain', '192.0.2.77'], 1, 'nothing is stored about it'],
    [['explain', 'no such thing'], 2, 'not an IP address'],
    [['incidents', '--last', 'long'], 2, '--last: "long" is not a duration'],
    [['top'], 2, 'top needs a terminal'],
  ])('%j is refused', async (words, code, said) => {
    expect(await run(...words)).toBe(code)
    expect(stderr).toMatch(/^(breakwater: .+\n)+ {2}\S.+\n$/)
    expect(stderr).toContain(said)
    expect(stdout).toBe('')
  })

  it('end by hand, and the offence only when it is forgiven', async () => {
    expect(await run('bans', 'remove', '203.0.113.10')).toBe(0)
    expect(stdout).toContain('is not banned any more; its offence 1 is remembered: --forgive')
    expect(await run('bans', 'remove', '2001:db8:bad:1::/64', '--forgive', '--reason', 'us', '--author', 'mara')).toBe(
      0,
    )
    expect(stdout).toContain('its offences are forgotten')
    expect(desk.orders.at(-1)).toEqual({ address: '2001:db8:bad:1::/64', author: 'mara', reason: 'us', forgive: true })
    vi.spyOn(desk, 'lift').mockResolvedValue({ outcome: 'lifted', ban: ban(), state: 'failed', forgiven: false })
    expect(await run('bans', 'remove', '203.0.113.10')).toBe(1)
    expect(stdout).toContain('STILL BLOCKED')
  })

  it('for good are shown when their review is due', async () => {
    desk.current.push({ ...PERMANENT, address: '192.0.2.9', review_at: '2999-01-01T00:00:00.000Z' })
    onTerminal(200)
    expect(await run('bans', 'review')).toBe(0)
    expect(stdout).toContain('2026-03-01 00:00:00+00:00  2001:db8:bad:1::/64')
    expect(stdout).toContain('1 of 2 permanent bans are due')
    expect(stdout).not.toContain('192.0.2.9')
    expect(await run('bans', 'review', '--all', '-o', 'json')).toBe(0)
    expect(JSON.parse(stdout)).toHaveLength(2)
    expect(await run('bans', 'review', '--keep', PERMANENT.address, '--author', 'mara')).toBe(0)
    expect(stdout).toBe(
      `${PERMANENT.address} stays banned for good; to be reviewed again on 2999-01-01 00:00:00+00:00\n`,
    )
    expect(desk.orders).toEqual([{ address: PERMANENT.address, author: 'mara', reason: 'reviewed' }])
  })
})

describe('a long list of bans', () => {
  it('is read in parts, and shows each ban once', async () => {
    desk.current = Array.from({ length: 12_000 }, (_, index) =>
      ban({ id: `b${index}`, address: `198.18.${index >> 8}.${index & 255}` }),
    )
    expect(await run('bans', 'list', '-o', 'json', '--limit', '11000')).toBe(0)
    const { bans, total } = JSON.parse(stdout)
    expect([bans.length, new Set(bans.map(({ id }: { id: string }) => id)).size, total]).toEqual([
      11_000, 11_000, 12_000,
    ])
  })
})

describe('the other commands', () => {
  it('status tells what is wrong first, and by its exit code', async () => {
    expect(await run('status')).toBe(0)
    expect(stdout).toContain('nftables, working: 2 bans in force, 1 repair')
    expect(stdout).toContain('mean 2.07, deviation 1.40 requests/s, of 1,800 samples')
    expect(await run('status', '-o', 'json')).toBe(0)
    expect(JSON.parse(stdout)).toEqual(STATUS)
    const enforcement = { ...STATUS.enforcement, state: 'down' as const, trouble: 'nft \u001b[2J is missing' }
    const troubles = [{ code: 'enforcement-down', message: 'nothing is blocked', fix: 'Install nftables.' }]
    desk.report = { ...STATUS, enforcement, troubles }
    expect(await run('status')).toBe(1)
    expect(stdout).toMatch(/^TROUBLE: nothing is blocked\n {2}Install nftables\.\n/)
    expect(stdout).toContain('ENFORCEMENT DOWN (nft \\x1b[2J is missing)')
  })

  it('allow lists, adds, checks and removes', async () => {
    expect(await run('allow', 'add', '2001:db8::1', '--for', '30d', '--comment', 'office', '--author', 'mara')).toBe(0)
    expect(desk.orders[0]).toEqual({
      network: '2001:db8::1',
      duration: 2_592_000_000,
      author: 'mara',
      comment: 'office',
    })
    expect(stdout).toContain('2001:db8::1 is never banned')
    expect(stdout).toContain('its bans have ended: 203.0.113.10')
    expect(await run('allow')).toBe(0)
    expect(stdout).toContain('198.51.100.0/24\tconfiguration\tremoved\t\n2001:db8::1\tmara')
    expect(await run('allow', 'check', '127.0.0.1')).toBe(0)
    expect(stdout).toBe('127.0.0.1 is never banned: 127.0.0.0/8 is protected (always protected)\n')
    expect(await run('allow', 'check', '203.0.113.7')).toBe(0)
    expect(stdout).toBe('203.0.113.7 can be banned\n')
    expect(await run('allow', 'remove', '2001:db8::1', '--reason', 'moved')).toBe(0)
  })

  it('explain shows the stored evidence reckoned anew, and escapes what a log may hold', async () => {
    expect(await run('explain', '203.0.113.10')).toBe(0)
    expect(stdout).toContain('31.5 nats for source-flood, 31.5 are stored; the same comes out again')
    expect(stdout).toContain('hostile \\x1b[2J text')
    expect(stdout).not.toContain('\u001b')
    expect(await run('explain', '2001:db8:bad:1::/64', '-o', 'ndjson')).toBe(0)
    expect(JSON.parse(stdout).subject).toBe('2001:db8:bad:1::/64')
  })

  it('incidents and reload say what happened', async () => {
    expect(await run('incidents', '--state', 'open', '--last', 'all')).toBe(0)
    expect(stdout).toBe(
      'i1\t2026-03-02 09:15:01+00:00\tfiring\t3\tsource-flood\t203.0.113.10\tIt sends far more than others.\n',
    )
    expect(await run('reload', '--author', 'mara')).toBe(0)
    expect(stdout).toContain('changed: allow, limits.sources; limits.sources needs a restart')
    expect(desk.orders).toEqual([{ reload: 'mara' }])
  })

  it('doctor asks the daemon too, and escapes what a log holds', async () => {
    const log = join(folder, 'access.log')
    writeFileSync(log, 'hostile \u001b[2J\u202e line\n'.repeat(30))
    desk.report = { ...STATUS, troubles: [{ code: 'store', message: 'the disk is full', fix: 'Free some.' }] }
    expect(await run('doctor', log, '--no-packets')).toBe(1)
    expect(stdout).toContain('FAIL  daemon: the disk is full\n      Free some.\n')
    expect(stdout).toMatch(/FAIL {2}log format: .* 0 % of the last 30 lines/)
    expect(stdout).toContain('hostile \\x1b[2J')
    expect(stdout).not.toMatch(/[\u001b\u202e]/)
    expect(await run('doctor', log, '--no-packets', '-o', 'ndjson')).toBe(1)
    for (const line of stdout.trim().split('\n'))
      expect(JSON.parse(line)).toMatchObject({ check: expect.any(String), result: expect.any(String) })
  })
})

describe('without a daemon', () => {
  it.each([
    ['status'],
    ['bans list'],
    ['bans add 203.0.113.7 --reason x'],
    ['bans remove 203.0.113.7'],
    ['bans review'],
    ['allow list'],
    ['incidents'],
    ['explain 203.0.113.7'],
    ['reload'],
  ])('%s ends with 3 and says what to do', async (words) => {
    await socket!.close()
    socket = null
    expect(await run(...words.split(' '))).toBe(3)
    expect(stderr).toBe(
      `breakwater: no breakwater answers: ${join(folder, 'control.sock')} is not there\n  Start it with breakwater run; if it uses another state folder, name it: --state-dir DIR.\n`,
    )
  })

  it('tells a socket that was left from one that is something else', async () => {
    await socket!.close()
    socket = null
    writeFileSync(join(folder, 'control.sock'), '')
    expect(await run('status')).toBe(3)
    expect(stderr).toContain('was left by one that has ended')
    rmSync(join(folder, 'control.sock'))
    const other = createServer((client) => client.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi'))
    await new Promise<void>((resolve) => other.listen(join(folder, 'control.sock'), resolve))
    expect(await run('status')).toBe(1)
    expect(stderr).toContain('is no breakwater')
    other.close()
  })

  it('looks in the usual folders, in a process of its own', async () => {
    const main = join(import.meta.dirname, 'command.ts')
    const env = { ...process.env, XDG_STATE_HOME: join(folder, 'home') }
    const failed = await promisify(execFile)(process.execPath, ['--import', 'tsx', main, 'status'], { env }).catch(
      (error: { code: number; stderr: string }) => error,
    )
    expect(failed).toMatchObject({ code: 3 })
    expect(failed.stderr).toContain(`/var/lib/breakwater/control.sock`)
    expect(failed.stderr).toContain(join(folder, 'home', 'breakwater', 'control.sock'))
  })
})
