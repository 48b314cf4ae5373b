import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CALM } from '../domain/live-snapshot.fixture.ts'
import { type ControlApp, controlApp } from './control-app.ts'
import { FakeDesk, INCIDENT, PERMANENT, STATUS } from './fake-desk.fixture.ts'

let desk: FakeDesk
let app: ControlApp
let faults: Error[]
beforeEach(async () => {
  desk = new FakeDesk()
  faults = []
  app = await controlApp(desk, { version: '0.1.0', onFault: (error) => faults.push(error) })
})
afterEach(() => app.close())

const ORDER = { address: '203.0.113.7', duration_s: 7_200, author: 'mara', reason: 'scans for logins' }
const get = (url: string) => app.inject({ url })
const post = (url: string, payload: string | object) =>
  app.inject({ method: 'POST', url, headers: { 'content-type': 'application/json' }, payload })

describe('the control app', () => {
  it('gives every view as the desk gives it: no member is lost', async () => {
    desk.live = CALM
    expect((await get('/api/v1/status')).json()).toEqual(STATUS)
    expect((await get('/api/v1/bans')).json()).toEqual({ bans: desk.current, total: 2 })
    expect((await get('/api/v1/bans?limit=1&state=in-force')).json()).toMatchObject({ bans: [{}], total: 2 })
    expect((await get('/api/v1/bans?offset=1&limit=9999999')).json()).toEqual({ bans: [PERMANENT], total: 2 })
    expect((await get('/api/v1/bans/review')).json()).toEqual([PERMANENT])
    expect((await get('/api/v1/allow')).json()).toEqual(desk.allowed)
    expect((await get('/api/v1/allow/check?address=127.0.0.1')).json()).toEqual(desk.check('127.0.0.1'))
    expect((await get('/api/v1/incidents?since=2026-03-02T10:15:00%2B01:00')).json()).toEqual([INCIDENT])
    expect((await get('/api/v1/live/snapshot')).json()).toEqual(JSON.parse(JSON.stringify(CALM)))
    for (const [subject, canonical] of [
      ['a1b2c3', 'a1b2c3'],
      ['203.0.113.10', '203.0.113.10'],
      ['2001%3Adb8%3Abad%3A1%3A%3A%2F64', '2001:db8:bad:1::/64'],
      ['2001:db8:bad:1::9', '2001:db8:bad:1::/64'],
    ])
      expect((await get(`/api/v1/explain/${subject}`)).json()).toEqual(desk.explain(canonical!))
  })

  it('carries out orders in canonical form, with author and reason', async () => {
    const made = await post('/api/v1/bans', { ...ORDER, address: '::ffff:203.0.113.7' })
    expect(made.statusCode).toBe(201)
    expect(made.json()).toMatchObject({
      ban: { address: '203.0.113.7', state: 'in-force', author: 'mara' },
      warning: null,
    })
    const kept = await post('/api/v1/bans/review', { address: PERMANENT.address, author: 'mara', reason: 'still' })
    expect(kept.json()).toEqual({ ...PERMANENT, review_at: '2999-01-01T00:00:00.000Z' })
    const lifted = await app.inject({
      method: 'DELETE',
      url: '/api/v1/bans?address=203.0.113.7&author=mara&reason=was%20us&forgive=true',
    })
    expect(lifted.json()).toMatchObject({ state: 'lifted', forgiven: true })
    await post('/api/v1/allow', { network: '2001:DB8::1', duration_s: null, author: 'mara', comment: 'office' })
    await app.inject({ method: 'DELETE', url: '/api/v1/allow?network=2001:db8::1&author=mara&reason=moved' })
    await post('/api/v1/reload', { author: 'mara' })
    expect(desk.orders).toEqual([
      { address: '203.0.113.7', duration: 7_200_000, author: 'mara', reason: 'scans for logins' },
      { address: PERMANENT.address, author: 'mara', reason: 'still' },
      { address: '203.0.113.7', author: 'mara', reason: 'was us', forgive: true },
      { network: '2001:db8::1', duration: null, author: 'mara', comment: 'office' },
      { network: '2001:db8::1', author: 'mara', reason: 'moved' },
      { reload: 'mara' },
    ])
  })

  it('says why an order is refused, and what to do', async () => {
    const refused = await post('/api/v1/bans', { ...ORDER, address: '127.0.0.1' })
    expect([refused.statusCode, refused.json()]).toEqual([
      409,
      { error: 'protected', message: expect.stringContaining('127.0.0.0/8'), fix: 'Choose another address.' },
    ])
    const unknown = await app.inject({ method: 'DELETE', url: '/api/v1/bans?address=192.0.2.1&author=a&reason=b' })
    expect([unknown.statusCode, unknown.json().error]).toEqual([404, 'not-banned'])
    const missing = await get('/api/v1/explain/192.0.2.77')
    expect([missing.statusCode, missing.json().error]).toEqual([404, 'not-known'])
  })

  it('forgets an address, and refuses one that is banned unless that is lifted', async () => {
    const ask = (more: string) =>
      app.inject({ method: 'DELETE', url: `/api/v1/addresses?author=mara&reason=erasure&address=203.0.113.10${more}` })
    const refused = await ask('')
    expect([refused.statusCode, refused.json().error]).toEqual([409, 'still-banned'])
    expect((await ask('&lift=true')).json()).toEqual({
      ...{ lifted: true, removed: 3, redacted: 1, audit_lines: 4, copies: [], troubles: [] },
    })
    expect(desk.orders.at(-1)).toEqual({ address: '203.0.113.10', author: 'mara', reason: 'erasure', lift: true })
    expect((await ask('&lift=yes')).statusCode).toBe(400)
  })

  it('is ready when there is no trouble, and alive in any case', async () => {
    expect((await get('/readyz')).statusCode).toBe(200)
    desk.report = { ...STATUS, troubles: [{ code: 'enforcement-down', message: 'nft is missing', fix: 'Install it.' }] }
    const ready = await get('/readyz')
    expect([ready.statusCode, ready.json()]).toEqual([503, { status: 'trouble', troubles: ['enforcement-down'] }])
    expect((await get('/healthz')).statusCode).toBe(200)
  })

  it('describes every route in OpenAPI, with schemas that it names', async () => {
    const document = (await get('/api/v1/openapi.json')).json()
    expect(document.openapi).toBe('3.1.0')
    expect(Object.keys(document.paths).sort()).toEqual([
      '/api/v1/addresses',
      '/api/v1/allow',
      '/api/v1/allow/check',
      '/api/v1/bans',
      '/api/v1/bans/review',
      '/api/v1/baselines',
      '/api/v1/explain/{subject}',
      '/api/v1/incidents',
      '/api/v1/live/snapshot',
      '/api/v1/reload',
      '/api/v1/status',
      '/healthz',
      '/readyz',
    ])
    expect(Object.keys(document.components.schemas).sort()).toEqual([
      'Acknowledgement',
      'Allow',
      'AllowCheck',
      'Ban',
      'Baselines',
      'Enforcement',
      'Explanation',
      'Incident',
      'Problem',
      'Status',
    ])
    for (const ways of Object.values<Record<string, { summary?: string; responses: object }>>(document.paths))
      for (const { summary, responses } of Object.values(ways)) {
        expect(summary).toMatch(/^[A-Z]/)
        expect(Object.keys(responses).length).toBeGreaterThan(0)
      }
  })
})

describe('hostile requests', () => {
  const SHAPE = { error: expect.any(String), message: expect.any(String), fix: expect.any(String) }

  it.each<[string, string, number]>([
    ['a body of 1 MB', JSON.stringify({ ...ORDER, reason: 'x'.repeat(1_000_000) }), 413],
    ['100,000 levels', `${'['.repeat(30_000)}${']'.repeat(30_000)}`, 400],
    ['deep objects', `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`, 400],
    ['__proto__', `{"__proto__":{"polluted":1},${JSON.stringify(ORDER).slice(1)}`, 400],
    ['__proto__ in escapes', `{"\\u005f_proto__":{"polluted":1},${JSON.stringify(ORDER).slice(1)}`, 400],
    ['constructor', `{"constructor":{"prototype":{"polluted":1}},${JSON.stringify(ORDER).slice(1)}`, 400],
    ['a member twice', `{"address":"192.0.2.1",${JSON.stringify(ORDER).slice(1)}`, 400],
    ['an unknown member', JSON.stringify({ ...ORDER, sudo: true }), 400],
    ['no JSON', 'address=203.0.113.7', 400],
    ['nothing', '', 400],
    ['null', 'null', 400],
    ['a list', '[]', 400],
    ['a number as text', JSON.stringify({ ...ORDER, duration_s: '60' }), 400],
    ['text as a number', JSON.stringify({ ...ORDER, author: 7 }), 400],
    ['NaN', `{"address":"192.0.2.1","duration_s":NaN,"author":"a","reason":"b"}`, 400],
    ['a huge number', JSON.stringify({ ...ORDER }).replace('7200', '1e400'), 400],
    ['a negative time', JSON.stringify({ ...ORDER, duration_s: -1 }), 400],
    ['no reason', JSON.stringify({ ...ORDER, reason: '' }), 400],
    ['a line end in the author', JSON.stringify({ ...ORDER, author: 'a\nb' }), 400],
    ['a shell in the address', JSON.stringify({ ...ORDER, address: '203.0.113.7; reboot' }), 400],
    ['everybody', JSON.stringify({ ...ORDER, address: '0.0.0.0/0' }), 400],
    ['an octal address', JSON.stringify({ ...ORDER, address: '010.0.0.2' }), 400],
  ])('%s is refused', async (_name, body, status) => {
    const answer = await post('/api/v1/bans', body)
    expect([answer.statusCode, answer.json()]).toEqual([status, SHAPE])
    expect(desk.orders).toEqual([])
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })

  it('refuses what is no JSON by its type, upgrades, and what is not there', async () => {
    const typed = await app.inject({
      method: 'POST',
      url: '/api/v1/bans',
      headers: { 'content-type': 'text/plain' },
      payload: JSON.stringify(ORDER),
    })
    expect([typed.statusCode, typed.json()]).toEqual([415, SHAPE])
    const upgraded = await app.inject({
      url: '/api/v1/status',
      headers: { upgrade: 'websocket', connection: 'upgrade' },
    })
    expect([upgraded.statusCode, upgraded.json()]).toEqual([400, SHAPE])
    for (const url of [
      '/',
      '/api/v1/../../etc/passwd',
      '/api/v1/%2e%2e/x',
      '//',
      '/api/v1/bans%00',
      '/api/v1/explain/%ff',
      '/%',
    ])
      expect([400, 404], url).toContain((await get(url)).statusCode)
    expect((await get(`/api/v1/explain/${'a'.repeat(1_000)}`)).statusCode).toBeLessThan(500)
    expect(desk.orders).toEqual([])
  })

  it('never answers 500 to any JSON whatever', async () => {
    const name = fc.constantFrom('address', 'duration_s', 'author', 'reason', '__proto__', 'toString')
    const value = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom('203.0.113.7', '::', 60, null))
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, value), async (body) => {
        for (const url of ['/api/v1/bans', '/api/v1/allow', '/api/v1/reload']) {
          const { statusCode } = await post(url, JSON.stringify(body))
          expect(statusCode).toBeLessThan(500)
        }
      }),
      { seed: 1, numRuns: 100 },
    )
    expect(faults).toEqual([])
  })

  it('keeps a fault of the program to itself, and tells it to its log', async () => {
    desk.fault = new Error('secret detail')
    const answer = await get('/api/v1/status')
    expect([answer.statusCode, answer.json()]).toEqual([500, SHAPE])
    expect(answer.body).not.toContain('secret')
    expect(faults).toEqual([desk.fault])
  })
})
