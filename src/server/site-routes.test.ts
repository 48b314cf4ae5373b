import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AuditView, IncidentStory, SettingView } from '../domain/site-desk.ts'
import { type ControlApp, controlApp } from './control-app.ts'
import { FakeDesk, STATUS } from './fake-desk.fixture.ts'
import { ATTACK, ATTACKER_BAN, FakeSiteDesk, SCRIPT, sourceRow } from './fake-site-desk.fixture.ts'

const AT = '2026-03-02T09:15:00.000Z'
const ENDED = { ...ATTACKER_BAN, ended: { at: AT, cause: 'manual' as const, author: 'mara' } }
const AUDIT: AuditView = { number: 7, at: AT, type: 'operator', author: 'mara', address: null, text: SCRIPT }
const SETTING: SettingView = { option: 'bans.decay', value: '30d', is_default: true, description: 'Decay' }
const STORY: IncidentStory = {
  incident: { ...ATTACK, acknowledged: { at: AT, author: 'mara', reason: 'seen' } },
  acknowledged: { at: AT, author: 'mara', reason: 'seen' },
  evidence: {
    ...{ detector: 'flood', observed: 412, expected: 3.1, limit: 45, unit: 'requests', window: 10, baseline: null },
    ...{ lines: [SCRIPT], nats: 31, parts: [{ name: 'rate', observed: 1, expected: 2, unit: 'x', nats: 3 }] },
  },
  words: ['a', SCRIPT],
  timeline: [{ at: AT, what: 'opened', text: SCRIPT }],
  bans: [ENDED, { ...ATTACKER_BAN, ended: null }],
}

let site: FakeSiteDesk
let app: ControlApp
let asked: unknown[]
let faults: Error[]
beforeEach(async () => {
  asked = []
  faults = []
  site = new FakeSiteDesk()
  site.incident = () => STORY
  site.endedBans = (query) => {
    asked.push(query)
    return [ENDED]
  }
  site.audit = (query) => {
    asked.push(query)
    return [AUDIT]
  }
  site.settings = () => [SETTING]
  app = await controlApp(new FakeDesk(), { version: '0', onFault: (fault) => faults.push(fault), site })
})
afterEach(async () => {
  await app.close()
  expect(faults).toEqual([])
})

const get = (url: string) => app.inject({ url })
const send = (method: 'POST' | 'PUT', url: string, payload: object) =>
  app.inject({ method, url, headers: { 'content-type': 'application/json' }, payload })

describe('routes about the site', () => {
  it('give every view as the desk gives it: no member is lost', async () => {
    site.make = (id, since) => {
      const frame = new FakeSiteDesk().frame(since)
      return { ...frame, id, site: { ...frame.site, since: AT } }
    }
    expect((await get('/api/v1/frame')).json()).toEqual(JSON.parse(JSON.stringify(site.frame())))
    expect((await get(`/api/v1/frame?since=${site.now - 5}`)).json()).toEqual(site.frame(site.now - 5))
    expect((await get('/api/v1/sources')).json()).toEqual([sourceRow('203.0.113.77', 412)])
    expect((await get('/api/v1/sources/203.0.113.77')).json()).toEqual(await site.source('203.0.113.77'))
    expect((await get('/api/v1/incidents/i1')).json()).toEqual(STORY)
    expect((await get('/api/v1/bans/ended')).json()).toEqual([ENDED])
    expect((await get('/api/v1/audit')).json()).toEqual([AUDIT])
    expect((await get('/api/v1/settings')).json()).toEqual([SETTING])
  })

  it('take addresses in any form, and numbers within bounds', async () => {
    const story = await get('/api/v1/sources/2001%3ADB8%3Abad%3A1%3A%3A9')
    expect(story.json().address).toBe('2001:db8:bad:1::/64')
    await get('/api/v1/bans/ended?address=::ffff:203.0.113.7&before=2026-03-02T10:15:00%2B01:00&limit=9999999')
    await get('/api/v1/audit?address=203.0.113.0/24&type=ban&before=12345678901&limit=5')
    expect(asked).toEqual([
      { limit: 1_000, address: '203.0.113.7', before: AT },
      { limit: 5, address: '203.0.113.0/24', type: 'ban', before: 12_345_678_901 },
    ])
    for (const url of [
      '/api/v1/sources/nobody',
      '/api/v1/sources/0.0.0.0%2F0',
      '/api/v1/sources?limit=-1',
      '/api/v1/frame?since=x',
      '/api/v1/bans/ended?before=yesterday',
      '/api/v1/audit?type=nothing',
      '/api/v1/audit?before=1e9',
      '/api/v1/incidents/..%2F..%2Fetc',
    ])
      expect([url, (await get(url)).statusCode]).toEqual([url, 400])
  })

  it('carry out orders with author and reason, and say why one is refused', async () => {
    const order = { author: 'mara', reason: 'seen' }
    const seen = await send('POST', '/api/v1/incidents/i1/acknowledgement', order)
    expect([seen.statusCode, seen.json()]).toEqual([200, { at: expect.any(String), ...order }])
    const mode = await send('PUT', '/api/v1/mode', { enforce: 'off', ...order })
    expect(mode.json()).toEqual({ enforce: 'off', configured: 'off', enforcement: STATUS.enforcement, warning: null })
    for (const body of [
      { enforce: 'rm', ...order },
      { enforce: 'off', author: 'a' },
      { ...order, enforce: 'off', x: 1 },
    ])
      expect((await send('PUT', '/api/v1/mode', body)).statusCode).toBe(400)
    const refused = { outcome: 'refused' as const, message: 'm', fix: 'f' }
    site.acknowledge = async () => ({ ...refused, code: 'not-known' })
    site.setMode = async () => ({ ...refused, code: 'not-possible' })
    site.incident = () => null
    expect((await send('POST', '/api/v1/incidents/i9/acknowledgement', order)).statusCode).toBe(404)
    expect((await send('PUT', '/api/v1/mode', { enforce: 'nginx', ...order })).statusCode).toBe(409)
    const unknown = await get('/api/v1/incidents/i9')
    expect([unknown.statusCode, unknown.json().error]).toEqual([404, 'not-known'])
  })

  it('are all described, each with its schemas', async () => {
    const document = (await get('/api/v1/openapi.json')).json()
    for (const path of [
      'frame',
      'sources',
      'sources/{address}',
      'incidents/{id}',
      'bans/ended',
      'audit',
      'mode',
      'settings',
    ])
      expect(Object.keys(document.paths)).toContain(`/api/v1/${path}`)
    const named = [...JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name!)
    for (const name of named) expect(Object.keys(document.components.schemas)).toContain(name)
    expect(named).toContain('SiteFrame')
  })
})
