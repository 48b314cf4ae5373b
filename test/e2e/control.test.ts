import { execFile } from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Daemon, MAIN } from './daemon.ts'
import { Terminal } from './terminal-session.ts'
import { waitUntil } from './wait-until.ts'

const FLOODER = '203.0.113.10'
const CONFIG = 'profile: classic\nceiling: { per_second: 20, per_10_seconds: 60 }\n'
/** ESC, an override of the reading direction, and a separator of lines, as an attacker puts them into a log. */
const HOSTILE = 'x\u001b[2J\u202e\u2028y'

const folder = mkdtempSync(join(tmpdir(), 'breakwater-control-'))
const state = join(folder, 'state')
const log = join(folder, 'access.log')
const config = join(folder, 'breakwater.yaml')
let daemon: Daemon

interface Told {
  readonly code: number
  readonly out: string
  readonly err: string
}

function breakwater(...args: string[]): Promise<Told> {
  const where = args.includes('--state-dir') ? [] : ['--state-dir', state]
  return new Promise((resolve) =>
    execFile(process.execPath, [MAIN, ...args, ...where, '-c', config], (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    ),
  )
}

async function json(...args: string[]) {
  const { out, err } = await breakwater(...args, '-o', 'json')
  return out === '' ? expect.fail(err) : JSON.parse(out)
}

function http(
  path: string,
  method = 'GET',
  body?: object,
): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' }
    const asked = request({ socketPath: join(state, 'control.sock'), path, method, headers }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (part) => {
        text += part
      })
      answer.once('end', () => resolve({ status: answer.statusCode!, body: text }))
    })
    asked.once('error', reject)
    asked.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

/** Lines of one address, now. */
function flood(address: string, count = 100): void {
  const time = new Date().toUTCString().replace(/^\w+, (\d+) (\w+) (\d+) (\S+) GMT$/, '$1/$2/$3:$4 +0000')
  appendFileSync(log, `${address} - - [${time}] "GET /${HOSTILE} HTTP/1.1" 404 10 "-" "${HOSTILE}"\n`.repeat(count))
}

const isBanned = (address: string) =>
  waitUntil(`a ban of ${address}`, 5_000, async () => (await http('/api/v1/bans')).body.includes(`"${address}"`))

/** Files of the state folder that hold a text. */
const holding = (text: string): string[] =>
  readdirSync(state).filter((name) => {
    const path = join(state, name)
    return statSync(path).isFile() && readFileSync(path).includes(text)
  })

const audit = () => readFileSync(join(state, 'audit.jsonl'), 'utf8').trimEnd().split('\n')
const audited = (): Record<string, unknown>[] => audit().map((line) => JSON.parse(line))

beforeAll(async () => {
  writeFileSync(log, '')
  writeFileSync(config, CONFIG)
  daemon = new Daemon([log, '--format', 'combined', '-c', config, '--state-dir', state, '-o', 'ndjson'])
  await waitUntil('the control socket', 10_000, () => http('/healthz').catch(() => undefined))
  flood(FLOODER)
  await isBanned(FLOODER)
})
afterAll(async () => {
  await daemon.stop()
  rmSync(folder, { recursive: true, force: true })
})

describe('a daemon and the commands that ask it and order it', () => {
  it('is reached by its owner and its group alone', () => {
    const modes = [state, join(state, 'control.sock')].map((path) => (statSync(path).mode & 0o777).toString(8))
    expect(modes).toEqual(['700', '660'])
  })

  it('tells how it is', async () => {
    const [words, report] = await Promise.all([breakwater('status'), json('status')])
    expect(words.code).toBe(0)
    expect(words.out).toContain('observing, nothing is blocked; 1 would be banned')
    expect(words.out).toContain('memory of bans  written down')
    expect(report).toMatchObject({
      ...{ profile: 'classic', pid: daemon.process.pid, lines: 100, store_trouble: null, troubles: [] },
      enforcement: { mode: 'off', state: 'observing', bans: { observed: 1, pending: 0, in_force: 0, failed: 0 } },
      logs: [{ path: log, format: 'combined', lines: 100, refused: 0 }],
    })
  })

  it('bans, lists, forgives and lets in again', async () => {
    const added = await breakwater('bans', 'add', '198.51.100.7', '--for', '2h', '--reason', 'scans', '--author', 'ana')
    expect(added.code).toBe(0)
    const [list, words] = await Promise.all([json('bans', 'list'), breakwater('bans')])
    expect(list.bans[0]).toMatchObject({
      ...{ address: '198.51.100.7', state: 'observed', kind: 'manual', author: 'ana', reason: 'scans' },
      ...{ duration_s: 7_200, offence: 0 },
    })
    expect(words.out.split('\n')).toHaveLength(3)
    const removed = await breakwater('bans', 'remove', '198.51.100.7', '--forgive', '--reason', 'it was us')
    expect([removed.code, removed.out]).toEqual([0, expect.stringContaining('its offences are forgotten')])
    const [again, own] = await Promise.all([
      breakwater('bans', 'remove', '198.51.100.7'),
      breakwater('bans', 'add', '127.0.0.1', '--reason', 'me'),
    ])
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('is not banned')])
    expect([own.code, own.err]).toEqual([1, expect.stringContaining('protected')])
    expect((await json('bans', 'list')).bans).toMatchObject([{ address: FLOODER }])
  })

  it('has permanent bans reviewed and kept', async () => {
    const network = '2001:db8:bad::/48'
    expect((await breakwater('bans', 'add', network, '--for', 'permanent', '--reason', 'ticket 4711')).code).toBe(0)
    const [due, all] = await Promise.all([json('bans', 'review'), json('bans', 'review', '--all')])
    expect([due, all]).toMatchObject([[], [{ address: network, until: null }]])
    // By engine time, which goes by whole seconds.
    await waitUntil('a later date', 3_000, async () => {
      const kept = await json('bans', 'review', '--keep', network)
      return Date.parse(kept.review_at) > Date.parse(all[0].review_at)
    })
    expect((await breakwater('bans', 'remove', network)).code).toBe(0)
  })

  it('protects whom a person allows, and ends their bans', async () => {
    flood('192.0.2.9')
    await isBanned('192.0.2.9')
    const added = await json('allow', 'add', '192.0.2.0/24', '--comment', 'office')
    expect(added).toMatchObject({ entry: { network: '192.0.2.0/24', origin: 'operator' }, lifted: ['192.0.2.9'] })
    const [list, check] = await Promise.all([json('allow', 'list'), breakwater('allow', 'check', '192.0.2.9')])
    expect(list).toMatchObject([{ network: '192.0.2.0/24', comment: 'office' }])
    expect(check.out).toBe('192.0.2.9 is never banned: 192.0.2.0/24 is protected (allow list)\n')
    const { out } = await breakwater('explain', '192.0.2.9')
    expect(out.match(/192\.0\.2\.0\/24 is protected/g), 'told once').toHaveLength(1)
    expect((await breakwater('allow', 'remove', '192.0.2.0/24')).code).toBe(0)
    expect((await breakwater('allow', 'check', '192.0.2.9')).out).toContain('can be banned')
  })

  it('tells of incidents and explains them, hostile text escaped', async () => {
    const [incidents, words, none] = await Promise.all([
      json('incidents', '--state', 'open', '--kind', 'source-flood'),
      breakwater('explain', FLOODER),
      breakwater('explain', '198.51.100.99'),
    ])
    expect(incidents.map(({ subject }: { subject: string }) => subject)).toContain(FLOODER)
    expect(words.out).toContain('It sent 100 requests')
    expect(words.out).toContain('\\u202e')
    expect([HOSTILE[1], '\u202e', '\u2028'].filter((mark) => words.out.includes(mark!))).toEqual([])
    expect([none.code, none.err]).toEqual([1, expect.stringContaining('nothing is stored about it')])
  })

  it('takes a changed configuration when it is right, and changes nothing when it is wrong', async () => {
    writeFileSync(config, `${CONFIG}allow: [198.51.100.0/24]\n`)
    const good = await breakwater('reload', '--author', 'ana')
    expect([good.code, good.out]).toEqual([0, 'the configuration was read again; changed: allow\n'])
    writeFileSync(config, `${CONFIG}alow: []\n`)
    const bad = await breakwater('reload')
    expect([bad.code, bad.err]).toEqual([1, expect.stringContaining('did you mean allow?')])
    writeFileSync(config, CONFIG)
    expect(await json('allow', 'check', '198.51.100.9')).toMatchObject({ is_protected: true, by: { list: 'allow' } })
    expect(await json('reload')).toEqual({ changed: ['allow'], needs_restart: [] })
    expect(await json('allow', 'check', '198.51.100.9')).toMatchObject({ is_protected: false })
  })

  it('shows its view to another terminal', async () => {
    const terminal = new Terminal(folder, 100, 30)
    try {
      terminal.enter(`node ${MAIN} top --state-dir ${state}; echo "exit code $?"`)
      expect(await terminal.shows(FLOODER)).toMatch(/\d sources? would be banned/)
      terminal.send('q')
      await terminal.shows('exit code 0')
    } finally {
      terminal.close()
    }
  })

  it('is found well by doctor', async () => {
    const { checks } = await json('doctor', '--no-packets', log)
    const about = (id: string) => checks.filter(({ check }: { check: string }) => check === id)
    expect(about('daemon')).toMatchObject([
      { result: 'ok', message: expect.stringContaining(`pid ${daemon.process.pid}`) },
    ])
    expect(checks.filter(({ result }: { result: string }) => result === 'fail')).toEqual([])
  })

  it('answers HTTP, many at once', async () => {
    const [alive, ready, openapi, missing] = await Promise.all(
      ['/healthz', '/readyz', '/api/v1/openapi.json', '/etc/passwd'].map((path) => http(path)),
    )
    expect([alive, ready]).toEqual(Array(2).fill({ status: 200, body: '{"status":"ok","troubles":[]}' }))
    expect(JSON.parse(openapi!.body)).toMatchObject({ openapi: '3.1.0', paths: { '/api/v1/addresses': {} } })
    expect(missing!.status).toBe(404)
    const hosts = Array.from({ length: 40 }, (_, i) => `203.0.113.${100 + i}`)
    const made = await Promise.all([
      breakwater('bans', 'add', '203.0.113.98', '--reason', 'one', '--author', 'ana'),
      breakwater('bans', 'add', '203.0.113.99', '--reason', 'other', '--author', 'ben'),
      ...hosts.map(async (address) => {
        const order = { address, duration_s: 60, author: 'cleo', reason: 'many' }
        return { code: (await http('/api/v1/bans', 'POST', order)).status }
      }),
    ])
    expect(made.map(({ code }) => code)).toEqual([0, 0, ...hosts.map(() => 201)])
    const { bans } = await json('bans', 'list', '--address', '203.0.113.96/27')
    expect(bans).toHaveLength(2 + 28)
    expect(bans.filter(({ author }: { author: string }) => author === 'ben')).toMatchObject([
      { address: '203.0.113.99' },
    ])
  })

  it('forgets an address without a trace in its folder', async () => {
    const [host, host6] = ['203.0.113.66', '2001:db8:f00d:1::7']
    flood(host)
    flood(host6)
    await isBanned(host)
    await isBanned('2001:db8:f00d:1::/64')
    for (const text of [host, '2001:db8:f00d:1'])
      expect(holding(text)).toEqual(expect.arrayContaining(['audit.jsonl', 'state.db-wal']))
    const refused = await breakwater('forget', host, '--reason', 'erasure')
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('add --lift')])
    for (const address of [host, host6]) {
      const done = await breakwater('forget', address, '--lift', '--reason', `erasure of ${address}`, '--author', 'ana')
      expect([done.code, done.out]).toEqual([0, expect.stringContaining('its ban has ended')])
      expect((await breakwater('explain', address)).code).toBe(1)
    }
    expect([...holding(host), ...holding('2001:db8:f00d:1')]).toEqual([])
    expect(audited().slice(-1)).toMatchObject([
      { type: 'operator', author: 'ana', action: 'forget', target: '[forgotten]', reason: 'erasure of [forgotten]' },
    ])
  })

  it('tells of files in which a forgotten address may be left', async () => {
    const [old, copy] = [join(state, 'audit.jsonl.3'), join(state, 'state.db.quarantine-20260302T091501700Z')]
    symlinkSync(log, old)
    writeFileSync(copy, 'damaged')
    const { code, out } = await breakwater('forget', '198.51.100.50', '--reason', 'erasure')
    expect(code).toBe(1)
    expect(out).toContain(`${old} may hold it still: ELOOP`)
    expect(out).toContain(`${copy} may hold it still`)
    for (const path of [old, copy]) rmSync(path)
    expect((await breakwater('forget', '198.51.100.50', '--reason', 'erasure')).code).toBe(0)
  })

  it('reckons a ban anew from its evidence', async () => {
    const other = { log: join(folder, 'other.log'), state: join(folder, 'other') }
    writeFileSync(other.log, '')
    const calibrated = new Daemon([other.log, '--state-dir', other.state, '--profile', 'calibrated', '-o', 'ndjson'])
    try {
      await calibrated.message('empty so far')
      const time = new Date().toISOString().replace(/\.\d+Z/, '+00:00')
      const line = `{"time_iso8601":"${time}","remote_addr":"${FLOODER}","status":200,"request":"GET / HTTP/1.1"}\n`
      appendFileSync(other.log, line.repeat(1_001))
      await calibrated.event('the ban', 5_000, ({ type }) => type === 'ban')
      await waitUntil('its control socket', 5_000, () => existsSync(join(other.state, 'control.sock')))
      const [words, whole] = await Promise.all([
        breakwater('explain', FLOODER, '--state-dir', other.state),
        json('explain', FLOODER, '--state-dir', other.state),
      ])
      expect(words.out).toMatch(
        /reckoned anew from its evidence: [\d.]+ nats for source-flood, .*the same comes out again/,
      )
      expect(whole.bans).toMatchObject([{ recomputed: { possible: true, agrees: true } }])
    } finally {
      await calibrated.stop()
    }
  })

  it('writes all of it to the audit log, and nobody answers when it has gone', async () => {
    const order = ['bans', 'add', '203.0.113.97', '--reason']
    expect((await breakwater(...order, 'two\nlines')).code).toBe(2)
    expect((await breakwater(...order, 'turned \u202e around')).code).toBe(0)
    appendFileSync(log, `no line of any known format ${HOSTILE}\n`.repeat(5))
    renameSync(log, `${log}.1`)
    writeFileSync(log, '')
    await waitUntil('the rotation', 5_000, () => audited().some(({ type }) => type === 'rotation'))
    await waitUntil('refused lines', 9_000, () => audited().some(({ type }) => type === 'lines'))
    expect(await daemon.stop()).toBe(0)
    const entries = audited()
    const of = (type: string) => entries.filter((entry) => entry.type === type)
    expect(entries.at(0)).toMatchObject({ type: 'start', profile: 'classic', enforce: 'off' })
    expect(entries.at(-1)).toMatchObject({ type: 'stop', reason: expect.any(String) })
    expect(of('priming')).toMatchObject([{ lines: 0, outcome: 'there were no older lines' }])
    expect(of('incident-opened')[0]).toMatchObject({ incident: { subject: { address: FLOODER } } })
    expect(of('ban')[0]).toMatchObject({ effect: 'observing', ban: { address: FLOODER } })
    expect(of('unban')).toContainEqual(expect.objectContaining({ lift: expect.objectContaining({ cause: 'allowed' }) }))
    expect(of('configuration')).toMatchObject([{ changes: [{ option: expect.stringMatching(/^allow/) }] }, {}])
    expect(of('lines')).toMatchObject([{ refused: 5, lostBytes: 0 }])
    expect(of('operator').map(({ action }) => action)).toEqual(
      expect.arrayContaining(['ban', 'unban', 'unban and forgive', 'keep', 'allow', 'reload', 'forget']),
    )
    expect(of('operator').map(({ action }) => action)).toContain('ban refused (protected)')
    expect(of('operator').map(({ action }) => action)).toContain('reload refused (bad-configuration)')
    for (const line of audit()) expect(line).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u)
    expect(audit().join()).toContain('turned \\u202e around')
    expect([...holding('203.0.113.66'), ...holding('2001:db8:f00d:1')], 'what was forgotten').toEqual([])
    const left = await Promise.all(
      [['status'], ['bans'], ['explain', FLOODER], ['reload'], ['forget', FLOODER, '--reason', 'erasure']].map(
        async (words) => [...words.slice(0, 1), (await breakwater(...words)).code],
      ),
    )
    expect(left.filter(([, code]) => code !== 3)).toEqual([])
  })
})
