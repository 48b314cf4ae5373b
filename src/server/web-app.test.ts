import { afterEach, describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE } from '../domain/units.ts'
import { hashPassword } from './access/password.ts'
import { PASSWORD, PUBLIC_URL, type RigOptions, signedBy, TOKEN, WebRig } from './web-rig.fixture.ts'

const SHAPE = { error: expect.any(String), message: expect.any(String), fix: expect.any(String) }
const BAN = { address: '203.0.113.7', duration_s: 60, author: 'somebody else', reason: 'scans' }
const BEARER = { authorization: `Bearer ${TOKEN}` }

const rigs: WebRig[] = []
async function start(options?: RigOptions): Promise<WebRig> {
  const rig = await WebRig.start(options)
  rigs.push(rig)
  return rig
}
afterEach(async () => {
  for (const rig of rigs.splice(0)) {
    expect(rig.faults).toEqual([])
    await rig.app.close()
  }
})

describe('who one is', () => {
  it('without any credential: whoever is on this machine reads, and orders only by a link', async () => {
    const rig = await start({ password: null, token: null })
    expect((await rig.get('/api/v1/session')).json()).toEqual({
      ...{ role: 'viewer', name: null, token: null, ways: ['link'], version: '0.1.0' },
    })
    expect((await rig.get('/api/v1/bans')).statusCode).toBe(200)
    expect((await rig.ask('POST', '/api/v1/bans', { body: BAN })).statusCode).toBe(401)
    const as = await rig.signIn()
    expect((await rig.ask('POST', '/api/v1/bans', { body: BAN, as })).statusCode).toBe(201)
    expect((await rig.get('/api/v1/bans', { headers: BEARER })).statusCode).toBe(401)
  })

  it('without any credential: nobody who comes through a proxy that we were not told of', async () => {
    const rig = await start({ password: null, token: null })
    for (const name of ['x-forwarded-for', 'x-real-ip', 'forwarded', 'via', 'x-forwarded-proto'])
      expect((await rig.get('/api/v1/bans', { headers: { [name]: '203.0.113.1' } })).statusCode, name).toBe(403)
  })

  it('with a credential: nobody, who gets pages and no word of the site', async () => {
    const rig = await start()
    expect((await rig.get('/api/v1/session')).json()).toEqual({
      ...{ role: 'nobody', name: null, token: null, ways: ['password', 'token', 'link'], version: null },
    })
    for (const [method, url] of routesOf(rig)) {
      const answer = await rig.ask(method, url, { body: method === 'GET' ? undefined : {} })
      if (url === '/api/v1/session' || url === '/healthz') continue
      expect([answer.statusCode, answer.json()], `${method} ${url}`).toEqual([401, { ...SHAPE, error: 'sign-in' }])
    }
    expect((await rig.get('/healthz')).json()).toEqual({ status: 'ok', troubles: [] })
    for (const url of ['/', '/incidents/i1', '/sources/2001:db8:bad:1::%2F64', '/login', '/assets/main-AbCdEf12.js'])
      expect((await rig.get(url)).statusCode, url).toBe(200)
  })

  it('in public mode: the page for everybody and nothing else', async () => {
    const rig = await start({ isPublic: true })
    rig.desk.report = {
      ...rig.desk.report,
      troubles: [{ code: 'enforcement-down', message: 'nft is missing', fix: 'Install it.' }],
    }
    expect(await rig.roleOf()).toBe('public')
    const open = ['/api/v1/session', '/api/v1/public', '/api/v1/live', '/healthz']
    for (const [method, url] of routesOf(rig)) {
      if (open.includes(url)) continue
      const { statusCode } = await rig.ask(method, url, { body: method === 'GET' ? undefined : {} })
      expect(statusCode, `${method} ${url}`).toBe(401)
    }
    const all = (await Promise.all(['/api/v1/public', '/api/v1/public?since=5', '/healthz'].map((url) => rig.get(url))))
      .map(({ statusCode, body }) => `${statusCode} ${body}`)
      .join('\n')
    expect(all).toContain('203.0.113.0/24')
    expect(all).not.toMatch(/203\.0\.113\.7|script|enforcement-down|access\.log|requests\/s to/)
  })
})

/** All that the API says it has. */
function routesOf(rig: WebRig): ['GET' | 'POST' | 'DELETE' | 'PUT', string][] {
  const paths = rig.app.swagger().paths as Record<string, object>
  const routes = Object.entries(paths).flatMap(([path, ways]) =>
    Object.keys(ways).map((way) => [way.toUpperCase() as 'GET', path.replace(/\{\w+\}/g, 'b1')] as ['GET', string]),
  )
  expect(routes.length).toBeGreaterThan(15)
  return [...routes, ['GET', '/api/v1/openapi.json']]
}

describe('signing in', () => {
  it('takes the password, the token, or a link once, and tells the address of whom', async () => {
    const rig = await start({ password: await hashPassword(PASSWORD) })
    const { code } = rig.codes.make('mara')
    for (const body of [{ name: 'ida', password: PASSWORD }, { secret: TOKEN }, { code }]) {
      const answer = await rig.ask('POST', '/api/v1/session', { body, from: '198.51.100.7' })
      expect(answer.statusCode).toBe(200)
      expect(String(answer.headers['set-cookie'])).toMatch(/HttpOnly; SameSite=Strict$/)
      const as = signedBy(answer)
      expect((await rig.get('/api/v1/session', { as })).json()).toEqual(answer.json())
    }
    expect(rig.signedIn).toEqual(['198.51.100.7', '198.51.100.7', '198.51.100.7'])
    expect((await rig.ask('POST', '/api/v1/session', { body: { code } })).statusCode).toBe(401)
  })

  it.each([
    [{}, 400],
    [{ password: 7 }, 400],
    [{ password: PASSWORD, secret: TOKEN }, 400],
    [{ password: PASSWORD, name: 'a\nb' }, 400],
    [{ password: PASSWORD, role: 'operator' }, 400],
    [{ password: 'x'.repeat(1_025) }, 400],
    [{ password: '' }, 400],
    [{ secret: '' }, 400],
    [{ secret: TOKEN.slice(1) }, 401],
    [{ code: '__proto__' }, 401],
    [{ password: `${PASSWORD} ` }, 401],
  ])('refuses %j with %i', async (body, status) => {
    const rig = await start()
    const answer = await rig.ask('POST', '/api/v1/session', { body })
    expect([answer.statusCode, answer.json()]).toEqual([status, SHAPE])
    expect(answer.headers['set-cookie']).toBeUndefined()
    expect(rig.signedIn).toEqual([])
  })

  it('ends: by signing out, by time, and with a new one in its place', async () => {
    const rig = await start()
    const as = await rig.signIn()
    const noToken = await rig.ask('DELETE', '/api/v1/session', { headers: { cookie: as.cookie } })
    expect([noToken.statusCode, noToken.json().error]).toEqual([403, 'no-token'])
    expect((await rig.ask('DELETE', '/api/v1/session', { as })).json()).toMatchObject({ role: 'nobody', token: null })
    expect(await rig.roleOf({ as })).toBe('nobody')
    const idle = await rig.signIn()
    rig.clock.advance(12 * HOUR)
    expect(await rig.roleOf({ as: idle })).toBe('nobody')
    const old = await rig.signIn()
    const next = await rig.signIn('ida', { as: old })
    expect([await rig.roleOf({ as: old }), await rig.roleOf({ as: next })]).toEqual(['nobody', 'operator'])
    for (let at = 0; at < 7 * DAY; at += 11 * HOUR) {
      expect(await rig.roleOf({ as: next })).toBe('operator')
      rig.clock.advance(11 * HOUR)
    }
    expect(await rig.roleOf({ as: next })).toBe('nobody')
  })
})

describe('E1: guesses', () => {
  it('are answered 401, then 429 with a growing wait, and never cost more than some scrypts', async () => {
    const rig = await start()
    const seen = new Map<number, number>()
    for (let i = 0; i < 2_000; i++) {
      const body = i % 2 === 0 ? { secret: `guess ${i}` } : { password: `guess ${i}` }
      const { statusCode, headers } = await rig.ask('POST', '/api/v1/session', { body, from: '198.51.100.66' })
      seen.set(statusCode, (seen.get(statusCode) ?? 0) + 1)
      if (statusCode === 429) expect(Number(headers['retry-after'])).toBeGreaterThan(0)
    }
    expect([...seen]).toEqual([
      [401, 5],
      [429, 1_995],
    ])
    // Right and wrong look the same from there, and another address is not hindered.
    const right = { body: { password: PASSWORD }, from: '198.51.100.66' }
    expect((await rig.ask('POST', '/api/v1/session', right)).statusCode).toBe(429)
    expect((await rig.ask('POST', '/api/v1/session', { ...right, from: '198.51.100.67' })).statusCode).toBe(200)
    // A link cannot be guessed, and lets in whom others have locked out.
    expect((await rig.signIn('mara', { from: '198.51.100.66' })).cookie).not.toBe('')
    rig.clock.advance(15 * MINUTE)
    expect((await rig.ask('POST', '/api/v1/session', right)).statusCode).toBe(200)
  })

  it('from many addresses are checked ten at first, then two a second, and not all at once', async () => {
    const rig = await start()
    let last = 0
    const guess = () =>
      rig.ask('POST', '/api/v1/session', { body: { password: 'wrong' }, from: `198.51.100.${last++}` })
    const atOnce = await Promise.all(Array.from({ length: 100 }, guess))
    const statuses = (count: number) => [...Array(count).fill(401), ...Array(100 - count).fill(429)]
    // One is checked, four wait, and of those that are sent away five had been counted.
    expect(atOnce.map(({ statusCode }) => statusCode).sort()).toEqual(statuses(5))
    expect((await guess()).statusCode).toBe(429)
    for (let seconds = 0; seconds < 3; seconds++) {
      rig.clock.advance(1_000)
      const next = [await guess(), await guess(), await guess()]
      expect(next.map(({ statusCode }) => statusCode)).toEqual([401, 401, 429])
    }
  })

  it('of the access token are locked out too, by the /64 of an IPv6 address', async () => {
    const rig = await start()
    const ask = (i: number, token: string) =>
      rig.get('/api/v1/bans', { from: `2001:db8:1:1::${i}`, headers: { authorization: `Bearer ${token}` } })
    const statuses: number[] = []
    for (let i = 1; i <= 8; i++) statuses.push((await ask(i, `wrong${i}`)).statusCode)
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429])
    expect((await ask(9, TOKEN)).statusCode).toBe(429)
    rig.clock.advance(MINUTE)
    expect((await ask(9, TOKEN)).statusCode).toBe(200)
  })

  it('a token in the address is none', async () => {
    const rig = await start()
    for (const url of [`/api/v1/status?token=${TOKEN}`, `/api/v1/status?access_token=${TOKEN}`, `/?secret=${TOKEN}`]) {
      const answer = await rig.get(url)
      expect(url.startsWith('/?') ? await rig.roleOf() : answer.statusCode).toBe(url.startsWith('/?') ? 'nobody' : 401)
    }
  })
})

describe('E3: foreign pages', () => {
  it('cannot give orders: without the header token, the right origin and the right name', async () => {
    const rig = await start({ publicUrl: PUBLIC_URL })
    const as = await rig.signIn()
    const ban = (headers: Record<string, string>) =>
      rig.ask('POST', '/api/v1/bans', { body: BAN, headers: { cookie: as.cookie, ...headers } })
    const mine = { 'x-breakwater-token': as.token, host: 'logs.example', origin: PUBLIC_URL }
    for (const [headers, error] of [
      [{}, 'no-token'],
      [{ 'x-breakwater-token': 'x' }, 'no-token'],
      [{ 'x-breakwater-token': (await rig.signIn()).token }, 'no-token'],
      [{ ...mine, origin: 'https://evil.example' }, 'foreign-origin'],
      [{ ...mine, origin: 'null' }, 'foreign-origin'],
      [{ ...mine, origin: 'http://logs.example' }, 'foreign-origin'],
      [{ ...mine, 'sec-fetch-site': 'cross-site' }, 'foreign-origin'],
      [{ ...mine, 'sec-fetch-site': 'same-site' }, 'foreign-origin'],
      [{ ...mine, host: 'evil.example' }, 'foreign-host'],
    ] as [Record<string, string>, string][]) {
      const answer = await ban(headers)
      expect([answer.statusCode, answer.json().error], JSON.stringify(headers)).toEqual([403, error])
    }
    expect(rig.desk.orders).toEqual([])
    expect((await ban({ ...mine, 'sec-fetch-site': 'same-origin' })).statusCode).toBe(201)
    const { host: _host, origin: _origin, ...local } = mine
    expect((await ban({ ...local, origin: 'http://localhost:8642' })).statusCode).toBe(201)
  })

  it('cannot read by a name of theirs or from a page of theirs; a link to the dashboard works', async () => {
    const rig = await start({ password: null, token: null })
    const status = async (url: string, headers: Record<string, string>) => (await rig.get(url, { headers })).statusCode
    expect(await status('/api/v1/bans', { host: 'rebound.evil.example:8642' })).toBe(403)
    expect(await status('/', { host: 'rebound.evil.example:8642' })).toBe(403)
    expect(await status('/api/v1/bans', { origin: 'http://localhost:3000' })).toBe(403)
    expect(await status('/api/v1/bans', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' })).toBe(403)
    expect(await status('/', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })).toBe(200)
  })

  it('cannot frame ours, nor run a script in it: the headers are on every answer', async () => {
    const rig = await start({ publicUrl: PUBLIC_URL })
    for (const url of ['/', '/api/v1/session', '/api/v1/bans', '/nothing', '/assets/main-AbCdEf12.js', '/%']) {
      const { headers } = await rig.get(url)
      if (url === '/%') continue
      const policy = String(headers['content-security-policy'])
      expect(policy, url).toContain("default-src 'none'; script-src 'self'; style-src 'self'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toContain('unsafe')
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
        'strict-transport-security': expect.stringContaining('max-age='),
      })
    }
    const signed = await rig.ask('POST', '/api/v1/session', { body: { code: rig.codes.make('a').code } })
    expect(String(signed.headers['set-cookie'])).toMatch(/; Secure$/)
  })
})

describe('orders', () => {
  it('are written down under the name of who signed in, whatever they say', async () => {
    const rig = await start()
    const as = await rig.signIn('mara')
    await rig.ask('POST', '/api/v1/bans', { as, body: BAN })
    await rig.ask('DELETE', '/api/v1/bans?address=203.0.113.7&author=x&reason=b', { as })
    const { author: _author, ...nameless } = BAN
    await rig.ask('POST', '/api/v1/bans', { as, body: nameless })
    await rig.ask('POST', '/api/v1/bans', { body: BAN, headers: BEARER })
    const authors = rig.desk.orders.map((order) => (order as { author: string }).author)
    expect(authors).toEqual(['mara', 'mara', 'mara', 'access token'])
  })

  it('E8: of an address that a stranger claims are not believed, of one that our proxy tells they are', async () => {
    const claim = { headers: { 'x-forwarded-for': '203.0.113.5, 198.51.100.5' } }
    const stranger = await start({ trusted: ['192.0.2.0/24'] })
    await stranger.signIn('a', { ...claim, from: '203.0.113.200' })
    await stranger.signIn('a', { ...claim, from: '192.0.2.9' })
    expect(stranger.signedIn).toEqual(['203.0.113.200', '198.51.100.5'])
  })
})

describe('E4: paths', () => {
  it.each([
    '/../../etc/passwd',
    '/assets/../../../etc/passwd',
    '/assets/%2e%2e/%2e%2e/etc/passwd',
    '/assets/..%2f..%2fetc%2fpasswd',
    '/assets/..\\..\\etc\\passwd',
    '/assets/%00main-AbCdEf12.js',
    '/assets/main-AbCdEf12.js%00',
    '/assets//main-AbCdEf12.js',
    '//etc/passwd',
    '/assets/',
    '/index.html/',
    '/__proto__',
    '/constructor',
    '/%',
  ])('%s is not there', async (url) => {
    const rig = await start()
    const answer = await rig.get(url)
    expect([400, 404]).toContain(answer.statusCode)
    expect(answer.json()).toEqual(SHAPE)
  })

  it('assets come whole, compressed where that is asked for, and not again when they are known', async () => {
    const rig = await start()
    const plain = await rig.get('/incidents')
    expect([plain.body, plain.headers['cache-control']]).toEqual(['<title>Breakwater</title>', 'no-cache'])
    const zipped = await rig.get('/', { headers: { 'accept-encoding': 'br, gzip' } })
    expect([zipped.headers['content-encoding'], zipped.body]).toEqual(['gzip', 'gzip of <title>Breakwater</title>'])
    const refused = await rig.get('/', { headers: { 'accept-encoding': 'gzip;q=0, br' } })
    expect(refused.headers['content-encoding']).toBeUndefined()
    expect((await rig.get('/', { headers: { 'if-none-match': '"e"' } })).statusCode).toBe(304)
    expect((await rig.ask('HEAD', '/')).statusCode).toBe(200)
  })
})

it('E5: a body that is too large or hostile is refused, and nobody who may not write has one read', async () => {
  const rig = await start()
  const as = await rig.signIn()
  const post = (body: string, more = {}) => rig.ask('POST', '/api/v1/bans', { as, body, ...more })
  expect((await post(JSON.stringify({ ...BAN, reason: 'x'.repeat(100_000) }))).statusCode).toBe(413)
  expect((await post(`{"__proto__":{"polluted":1},${JSON.stringify(BAN).slice(1)}`)).statusCode).toBe(400)
  expect((await post('['.repeat(50_000))).statusCode).toBe(400)
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  const stranger = await rig.ask('POST', '/api/v1/bans', { body: '['.repeat(50_000) })
  expect([stranger.statusCode, stranger.headers.connection]).toEqual([401, 'close'])
  expect(rig.desk.orders).toEqual([])
})
