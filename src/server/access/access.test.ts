import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../domain/units.ts'
import { ManualClock } from '../../lib/clock.ts'
import { parseAddress } from '../../lib/ip-address.ts'
import { Allowance } from './allowance.ts'
import { clientAddress } from './client-address.ts'
import { sessionCookie, sessionIds } from './cookie.ts'
import { HostList } from './host-list.ts'
import { Lockout } from './lockout.ts'
import { hashPassword, PasswordCheck, parsePasswordHash } from './password.ts'
import { Sessions } from './sessions.ts'
import { SignInCodes } from './sign-in-codes.ts'

describe('the client address', () => {
  const proxies = new Set(['192.0.2.1', '192.0.2.2'].map((text) => parseAddress(text)!.low))
  const isTrusted = ({ low }: { low: number }) => proxies.has(low)

  it.each([
    ['203.0.113.9', '198.51.100.1', '203.0.113.9'],
    ['192.0.2.1', '198.51.100.1', '198.51.100.1'],
    ['192.0.2.1', '127.0.0.1, 198.51.100.1, 192.0.2.2', '198.51.100.1'],
    ['192.0.2.1', 'junk, 192.0.2.2', '192.0.2.2'],
    ['192.0.2.1', '198.51.100.1, ', '192.0.2.1'],
    ['::ffff:192.0.2.1', '::FFFF:198.51.100.1', '198.51.100.1'],
    ['192.0.2.1', '2001:DB8::1', '2001:db8::1'],
  ])('of %s that passes on "%s" is %s', (peer, forwarded, text) => {
    expect(clientAddress(peer, forwarded, isTrusted).text).toBe(text)
  })

  it('counts an IPv6 client by its /64', () => {
    expect(clientAddress('2001:db8::1:2:3:4', undefined, isTrusted).key).toBe('2001:db8::/64')
    expect(clientAddress('fe80::1%eth0', undefined, isTrusted).key).toBe('fe80::/64')
  })
})

describe('lockout', () => {
  it('lets mistype, then waits twice as long each time, up to 15 minutes, and forgets after an hour', () => {
    const clock = new ManualClock(0)
    const lockout = new Lockout(clock)
    for (let i = 0; i < 5; i++) expect(lockout.attempt('a')).toBe(0)
    const waits: number[] = []
    for (let i = 0; i < 8; i++) {
      waits.push(lockout.attempt('a'))
      clock.advance(waits.at(-1)!)
      expect(lockout.attempt('a')).toBe(0)
    }
    expect(waits).toEqual([30, 60, 120, 240, 480, 900, 900, 900].map((seconds) => seconds * 1_000))
    expect(lockout.attempt('b')).toBe(0)
    clock.advance(HOUR)
    for (let i = 0; i < 5; i++) expect(lockout.attempt('a')).toBe(0)
  })

  it('ends with a right one, and with a clock that is set back', () => {
    const clock = new ManualClock(10 * HOUR)
    const lockout = new Lockout(clock)
    for (let i = 0; i < 5; i++) lockout.attempt('a')
    lockout.succeed('a')
    expect(lockout.attempt('a')).toBe(0)
    for (let i = 0; i < 4; i++) lockout.attempt('a')
    expect(lockout.attempt('a')).toBeGreaterThan(0)
    clock.advance(-2 * HOUR)
    expect(lockout.attempt('a')).toBe(0)
  })

  it('remembers no more than so many addresses', () => {
    const lockout = new Lockout(new ManualClock(0))
    for (let i = 0; i < 25_000; i++) lockout.attempt(`${i}`)
    expect(lockout.size).toBe(10_000)
  })

  it('gives out what a second allows, whoever asks', () => {
    const clock = new ManualClock(0)
    const allowance = new Allowance(clock, { atOnce: 10, perSecond: 2 })
    const taken = (seconds: number) => {
      let count = 0
      for (let at = 0; at < seconds * 1_000; at++) {
        if (allowance.take() === 0) count++
        clock.advance(1)
      }
      return count
    }
    expect(taken(60)).toBeLessThanOrEqual(130)
    expect(taken(60)).toBe(120)
  })
})

describe('sessions', () => {
  it('end when they are not used, and after a week in any case', () => {
    const clock = new ManualClock(0)
    const sessions = new Sessions(clock)
    const idle = sessions.open('idle')
    const used = sessions.open('used')
    for (let hours = 0; hours < 7 * 24; hours += 11) {
      expect(sessions.find(used.id)?.name, `${hours} h`).toBe('used')
      clock.advance(11 * HOUR)
    }
    expect(sessions.find(idle.id)).toBeNull()
    expect(sessions.find(used.id)).toBeNull()
    expect(sessions.size).toBe(0)
  })

  it('tell when they end, once, and are no more than so many', () => {
    const clock = new ManualClock(0)
    const sessions = new Sessions(clock)
    const ended: number[] = []
    const opened = Array.from({ length: 101 }, (_, i) => {
      const one = sessions.open(`${i}`)
      one.session.onEnd(() => ended.push(i))
      return one
    })
    expect([sessions.size, ended]).toEqual([100, [0]])
    opened[1]!.session.onEnd(() => ended.push(-1))()
    sessions.end(opened[1]!.session)
    expect(ended).toEqual([0, 1])
    clock.advance(12 * HOUR)
    sessions.endOld()
    expect([sessions.size, ended.length]).toEqual([0, 101])
    let isTold = false
    opened[5]!.session.onEnd(() => {
      isTold = true
    })
    expect(isTold).toBe(true)
  })

  it('are told by ids that nobody guesses, in a cookie that scripts and other sites do not get', () => {
    const sessions = new Sessions(new ManualClock(0))
    const { id } = sessions.open('a')
    expect(sessionCookie(id, true)).toBe(
      `breakwater_session=${id}; Path=/; Max-Age=${(7 * DAY) / 1_000}; HttpOnly; SameSite=Strict; Secure`,
    )
    expect(sessionCookie(null, false)).toMatch(/^breakwater_session=; Path=\/; Max-Age=0; HttpOnly; SameSite=Strict$/)
    expect(sessionIds(`a=b; breakwater_session=${id}; c=d`)).toEqual([id])
    expect(sessionIds(`xbreakwater_session=${id}; breakwater_session=short; breakwater_session="${id}"`)).toEqual([])
    const other = sessions.open('b').id
    expect(sessionIds(`breakwater_session=${other};breakwater_session=${id};breakwater_session=${id}`)).toEqual([
      other,
      id,
    ])
    fc.assert(
      fc.property(fc.string({ maxLength: 2_000 }), (header) => sessionIds(header).length <= 2),
      { seed: 1 },
    )
  })
})

describe('one-time codes', () => {
  it('sign in once, within two minutes', () => {
    const clock = new ManualClock(0)
    const codes = new SignInCodes(clock)
    const { code } = codes.make('mara')
    expect(code).toMatch(/^[\w-]{22}$/)
    expect(codes.take(`${code}x`)).toBeNull()
    expect(codes.take(code)).toBe('mara')
    expect(codes.take(code)).toBeNull()
    const late = codes.make('mara').code
    clock.advance(2 * MINUTE)
    expect(codes.take(late)).toBeNull()
    const first = codes.make('first').code
    for (let i = 0; i < 16; i++) codes.make('more')
    expect(codes.take(first)).toBeNull()
  })
})

describe('the password', () => {
  it('is kept as a hash that differs each time', async () => {
    const [one, two] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')])
    expect(one).not.toBe(two)
    expect(parsePasswordHash(one)).not.toBeNull()
    for (const bad of ['', 'scrypt:', 'scrypt:1:8:1:a:b', one.replace(':14:', ':30:'), `${one}:x`, one.slice(0, -30)])
      expect(parsePasswordHash(bad), bad).toBeNull()
    const check = new PasswordCheck(one)
    expect(await check.check('correct horse')).toBe(true)
    expect(await check.check('correct horsf')).toBe(false)
    expect(await new PasswordCheck('correct horse').check('correct horse')).toBe(true)
  })

  it('is checked one at a time, and no more than some wait', async () => {
    const check = new PasswordCheck(await hashPassword('correct horse'))
    const results = await Promise.all(Array.from({ length: 50 }, () => check.check('wrong')))
    expect(results.filter((result) => result === false)).toHaveLength(5)
    expect(results.filter((result) => result === null)).toHaveLength(45)
    expect(await check.check('correct horse')).toBe(true)
  })
})

describe('names of the server', () => {
  const hosts = new HostList('https://logs.example')

  it.each([
    'localhost:8642',
    'LOCALHOST',
    '127.0.0.1:9000',
    '[::1]:8642',
    'logs.example',
    'Logs.Example',
    '192.0.2.7:1',
  ])('%s is one', (host) => expect(hosts.isHost(host, '::ffff:192.0.2.7')).toBe(true))

  it.each([
    ...['evil.example', 'localhost.evil.example', 'logs.example.evil.example', 'logs.example:8642', '192.0.2.8', ''],
    ...['localhost:8642:1', 'localhost@evil.example', 'evil.example#localhost', '127.0.0.1.evil.example', '2130706433'],
  ])('"%s" is none', (host) => expect(hosts.isHost(host, '192.0.2.7')).toBe(false))

  it('gives out pages of its own origin only', () => {
    expect(hosts.isOrigin('https://logs.example', 'logs.example')).toBe(true)
    expect(hosts.isOrigin('http://localhost:8642', 'localhost:8642')).toBe(true)
    for (const origin of [
      'http://logs.example',
      'https://evil.example',
      'null',
      '',
      'https://logs.example.evil.example',
    ])
      expect(hosts.isOrigin(origin, 'logs.example'), origin).toBe(false)
    expect(hosts.isOrigin('http://localhost:3000', 'localhost:8642')).toBe(false)
  })
})
