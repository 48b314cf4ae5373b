import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Writable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadConfig } from '../config/load.ts'
import { HttpRig } from '../notify/http-rig.fixture.ts'
import { PasswordCheck } from '../server/access/password.ts'
import { type Desk, setupCommand } from './commands/setup.ts'
import type { SetupFlags } from './setup-options.ts'

const START = Date.parse('2026-03-02T08:00:00Z')
let folder: string
let log: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-setup-'))
  log = join(folder, 'access.log')
  file = join(folder, 'etc', 'breakwater.yaml')
  writeFileSync(log, lines())
})
afterEach(() => rmSync(folder, { recursive: true }))

/** An hour of visitors, and one of them that floods; the same an hour more than a day before, which is not to be played. */
function lines(): string {
  const line = (second: number, address: string) => {
    const time = new Date(START + second * 1_000).toISOString().replace('.000Z', '+00:00')
    return `{"time_iso8601":"${time}","remote_addr":"${address}","status":200,"request":"GET /p${second % 9} HTTP/1.1","http_user_agent":"Mozilla/5.0"}\n`
  }
  const hour = (from: number, bad: string) =>
    Array.from({ length: 1_800 }, (_, i) => {
      const flood = i === 600 ? Array.from({ length: 1_001 }, () => line(from + 2 * i, bad)) : []
      return [line(from + 2 * i, `198.51.100.${1 + (i % 200)}`), ...flood].join('')
    }).join('')
  return hour(-100_000, '203.0.113.66') + hour(0, '203.0.113.7')
}

interface Session {
  readonly code: Promise<number>
  readonly shown: () => string
  readonly errors: () => string
  readonly input: PassThrough
}

/** Answers each question, in order, when it is asked. */
function session(
  flags: Partial<SetupFlags>,
  answers: readonly (readonly [question: string, answer: string])[] = [],
): Session {
  const input = Object.assign(new PassThrough(), { isTTY: flags.yes !== true })
  const waiting = [...answers]
  const out = { shown: '', asked: 0, errors: '' }
  const write = (text: string) => {
    out.shown += text
    const [next] = waiting
    if (next === undefined || !out.shown.slice(out.asked).includes(next[0])) return
    out.asked = out.shown.length
    waiting.shift()
    setImmediate(() => input.write(`${next[1]}\n`))
  }
  const complain = (text: string) => {
    out.errors += text
  }
  const desk: Desk = {
    input,
    out: new Writable({ write: (chunk, _encoding, done) => done(void write(String(chunk))) }),
    errors: new Writable({ write: (chunk, _encoding, done) => done(void complain(String(chunk))) }),
  }
  const code = setupCommand([], { output: 'human', tryOut: true, config: file, ...flags }, desk)
  return { code, shown: () => out.shown, errors: () => out.errors, input }
}

const ALL = (change: Readonly<Record<string, string>> = {}): [string, string][] =>
  Object.entries({
    'Access log to watch': log,
    'Name of the site': 'shop.example',
    'Where the dashboard listens': '',
    'Password of the operators': '',
    'Who is told what happens': 'none',
    'Play the last 24 hours': '',
    'Write it?': 'y',
    ...change,
  })

describe('breakwater setup', () => {
  it('writes what was answered, for its owner only, and says what it would have banned in the last day', async () => {
    const { code, shown } = session(
      {},
      ALL({ 'Password of the operators': 'correct horse battery', 'The same again': 'correct horse battery' }).sort(
        ([a], [b]) => order(a) - order(b),
      ),
    )
    expect(await code).toBe(0)
    expect(shown()).toMatch(/address +key "remote_addr" = [\d.]+/)
    expect(shown()).toMatch(/would ban 203\.0\.113\.7 for 10m/)
    expect(shown()).not.toContain('203.0.113.66')
    expect(shown()).not.toMatch(/horse|scrypt:/)
    expect(shown()).toContain('Next:\n  breakwater doctor -c ')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readdirSync(join(folder, 'etc'))).toEqual(['breakwater.yaml'])
    const { config } = await loadConfig(file)
    expect(config).toMatchObject({
      enforce: 'off',
      logs: [log],
      server: { name: 'shop.example', listen: '127.0.0.1:8642' },
    })
    expect(await new PasswordCheck(config.server.password!).check('correct horse battery')).toBe(true)
  })

  it('asks again for what makes no sense, and wants a password where others can reach it', async () => {
    const answers: [string, string][] = [
      ['Access log to watch', join(folder, 'missing.log')],
      ['ENOENT', log],
      ['Name of the site', ''],
      ['Where the dashboard listens', 'everywhere'],
      ['is no address', '192.0.2.1:8642'],
      ['a password is needed', 'short'],
      ['shorter than 10', 'a longer password'],
      ['The same again', 'another password'],
      ['it is another one', 'a longer password'],
      ['Who is told', 'pigeon'],
      ['no type of channel', 'none'],
      ['Play the last', 'n'],
      ['Write it?', 'n'],
    ]
    const { code, shown } = session({}, answers)
    expect(await code).toBe(0)
    expect(shown()).toMatch(/nothing was written\n$/)
    expect(existsSync(join(folder, 'etc'))).toBe(false)
  })

  it('leaves nothing behind when it is ended at any question', async () => {
    for (let answered = 0; answered < 7; answered++) {
      const { code, shown, errors, input } = session({}, [...ALL().slice(0, answered)])
      const question = ALL()[answered]![0]
      while (!shown().includes(question)) await new Promise(setImmediate)
      input.end()
      expect(await code).toBe(130)
      expect(errors()).toContain('nothing was written')
      expect(readdirSync(folder)).toEqual(['access.log'])
    }
  })

  it('adds to a file that is there, shows what changes without its secrets, and keeps what it was', async () => {
    mkdirSync(join(folder, 'etc'))
    const before = `# Ours\nlogs: [${log}]\nbans:\n  ladder: [1h] # long\nserver:\n  token: aaaaaaaaaabbbbbbbbbbcccccccccc\n`
    writeFileSync(file, before, { mode: 0o600 })
    const refused = session({ yes: true })
    await expect(refused.code).rejects.toThrow('is there already')
    const { code, shown } = session({}, [
      ...ALL().filter(([question]) => question !== 'Write it?' && !question.startsWith('Play')),
      ['Play the last', 'n'],
      ['Change it?', ''],
    ])
    expect(await code).toBe(0)
    expect(shown()).toMatch(/\+ +name: shop\.example/)
    expect(shown()).not.toContain('aaaaaaaaaa')
    const after = readFileSync(file, 'utf8')
    expect(after).toContain('# Ours')
    expect(after).toContain('# long')
    const [backup, ...others] = readdirSync(join(folder, 'etc')).filter((name) => name.endsWith('.bak'))
    expect(others).toEqual([])
    expect(readFileSync(join(folder, 'etc', backup!), 'utf8')).toBe(before)
    expect((await loadConfig(file)).config.bans.ladder).toEqual([3_600_000])
  })

  it('tries a channel, and asks again when it does not work', async () => {
    const server = await HttpRig.start()
    try {
      const url = server.url('/canary-of-the-hook')
      const { code, shown } = session({ tryOut: false }, [
        ...ALL().slice(0, 4),
        ['Who is told', 'slack'],
        ['Address of the incoming webhook', 'http://127.0.0.1:1/'],
        ['Send a test message', 'y'],
        ['The channel does not work', 'again'],
        ['Who is told', 'slack'],
        ['Address of the incoming webhook', url],
        ['Send a test message', 'y'],
        ['Write it?', 'y'],
      ])
      expect(await code).toBe(0)
      expect(shown()).toContain('sent: ')
      expect(server.received).toHaveLength(1)
      expect(shown().split('canary')).toHaveLength(2) // As it was typed.
      expect((await loadConfig(file)).config.notify.channels).toMatchObject([{ name: 'slack', type: 'slack', url }])
    } finally {
      await server.stop()
    }
  })
})

const QUESTIONS = ['Access', 'Name', 'Where', 'Password', 'The same', 'Who', 'Play', 'Write']
const order = (question: string) => QUESTIONS.findIndex((one) => question.startsWith(one))

describe('breakwater setup --yes', () => {
  it('takes what flags say, and tells scripts what it did', async () => {
    const flags = { yes: true, output: 'json', log: [log], name: 'shop.example', trust: ['198.51.100.0/24'] } as const
    const { code, shown } = session({ ...flags, channel: 'file', channelOption: [`path=${folder}/alerts.jsonl`] })
    expect(await code).toBe(0)
    const told = JSON.parse(shown())
    expect(told).toMatchObject({ file, backup: null, mode: '0600', last_day: { bans: 1, is_cut: false } })
    expect(told.next[0]).toBe(`breakwater doctor -c ${file}`)
    const { config } = await loadConfig(file)
    expect(config).toMatchObject({
      trusted_proxies: ['198.51.100.0/24'],
      server: { name: 'shop.example', password: null },
    })
    expect(readFileSync(join(folder, 'alerts.jsonl'), 'utf8')).toContain('"kind":"test"')
  })

  it('trusts a proxy of a private network, and never a peer that may be an attacker', async () => {
    const behind = readFileSync(log, 'utf8').replaceAll(/198\.51\.100\.\d+/g, '10.1.2.3')
    writeFileSync(log, behind)
    expect(await session({ yes: true, log: [log], tryOut: false }).code).toBe(0)
    expect((await loadConfig(file)).config.trusted_proxies).toEqual(['10.1.2.3'])
    rmSync(file)
    writeFileSync(log, behind.replaceAll('10.1.2.3', '203.0.113.50'))
    expect(await session({ yes: true, log: [log], tryOut: false }).code).toBe(0)
    expect((await loadConfig(file)).config.trusted_proxies).toEqual([])
  })

  it.each([
    [{ log: ['missing.log'] }, 'cannot be read: ENOENT'],
    [{ listen: '0.0.0.0:8642' }, 'no answer to: Password'],
    [{ listen: 'everywhere' }, 'is no address'],
    [{ trust: ['0.0.0.0/0'] }, 'would trust everybody'],
    [{ channel: 'slack' }, 'no answer to: Address of the incoming webhook'],
    [{ channel: 'slack', channelOption: ['url=https://hooks.example/canary'] }, 'list of processes'],
    [{ channelOption: ['a=b'] }, '--channel-option needs --channel'],
  ] as [Partial<SetupFlags>, string][])('refuses %j and writes nothing', async (flags, words) => {
    await expect(session({ yes: true, log: [log], tryOut: false, ...flags }).code).rejects.toThrow(words)
    expect(existsSync(join(folder, 'etc'))).toBe(false)
  })

  it('hashes a password that it reads', async () => {
    const { code, input } = session({
      yes: true,
      log: [log],
      tryOut: false,
      listen: '192.0.2.1:8642',
      passwordStdin: true,
    })
    input.end('correct horse battery\n')
    expect(await code).toBe(0)
    const { password } = (await loadConfig(file)).config.server
    expect(await new PasswordCheck(password!).check('correct horse battery')).toBe(true)
  })

  it('says without a terminal which flags to give', async () => {
    const input = new PassThrough()
    const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
    const flags = { output: 'human', tryOut: true, config: file } as const
    await expect(setupCommand([], flags, { input, out: silent, errors: silent })).rejects.toThrow('is no terminal')
  })
})
