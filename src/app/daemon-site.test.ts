import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { classicConfig } from '../config/defaults.ts'
import type { AuditFacts } from '../domain/audit.ts'
import { MINUTE } from '../domain/units.ts'
import { controlApp } from '../server/control-app.ts'
import { LOG } from './desk-rig.fixture.ts'
import { flood, START, visitors } from './fed-engine.fixture.ts'
import { SiteRig } from './site-rig.fixture.ts'

const ADDRESS = '203.0.113.9'
const SIX = '2001:db8:bad:1::7'
const ana = { author: 'ana', reason: 'seen' }
const CLASSIC = { ...classicConfig, ceiling: { per_second: 20, per_10_seconds: 60 } }

/** Classic rules that ban above 20 requests/s; a page looks each second, and what the engine tells is recorded. */
function play(
  rig: SiteRig,
  seconds: number,
  extra: (second: number) => readonly { address: string }[] = () => [],
): void {
  for (let second = 0; second < seconds; second++) {
    const told = rig.fed.events.length
    rig.fed.pass(1, () => [...visitors(4)(second), ...extra(second)])
    for (const event of rig.fed.events.slice(told)) {
      rig.recent.see(event)
      rig.record.see(event, event.type)
      if (event.type === 'incident') record(rig, { type: 'incident-opened', incident: event.incident })
    }
    rig.site.frame()
  }
}

function record(rig: SiteRig, facts: AuditFacts): void {
  const type =
    facts.type === 'incident-opened' && facts.incident.state === 'resolved' ? 'incident-resolved' : facts.type
  rig.store?.audit.add({ ...facts, type, at: rig.fed.wall } as never)
}

describe('the frame of the site', () => {
  it('tells a calm site, a flood that is to be banned, is banned, and has gone', async () => {
    const rig = await SiteRig.start(CLASSIC)
    expect(rig.site.frame().site).toMatchObject({ state: 'warming-up', text: 'Waiting for the first line of the log.' })
    play(rig, 120)
    expect(rig.site.frame().site.text).toBe('Learning: 1 of 10 minutes; only absolute limits act.')
    play(rig, 600)
    const calm = rig.site.frame()
    expect(calm.site).toEqual({
      state: 'normal',
      text: expect.stringMatching(/^Normal: 4 requests\/s, \d+ clients\.$/),
      more: '',
      incident: null,
    })
    expect(calm).toMatchObject({ is_demo: false, name: 'access.log', learning: null, bans: { total: 0, rows: [] } })
    expect(calm.metrics.requests.value).toBe(4)
    expect(calm.own.uptime_s).toBeGreaterThan(700)
    play(rig, 30, () => flood(ADDRESS, 60))
    const attacked = rig.site.frame()
    expect(attacked.site.state).toBe('attack')
    expect(attacked.site.text).toMatch(
      /^Under attack since 09:12: one source sends 60 requests\/s, [\d.]+ × its limit\.$/,
    )
    expect(attacked.site.more).toMatch(
      /^To be banned until 09:22 \(1st offence\): the firewall has not confirmed it yet\.$/,
    )
    expect(attacked.bans).toMatchObject({ total: 1, rows: [{ address: ADDRESS, state: 'pending' }] })
    expect(attacked.sources[0]).toMatchObject({ address: ADDRESS, state: 'banning' })
    expect(attacked.incidents).toMatchObject({
      open: 2,
      today: 2,
      rows: [{ subject: ADDRESS, acknowledged: null }, {}],
    })
    rig.enforcement.confirm(ADDRESS)
    play(rig, 2)
    expect(rig.site.frame().site.more).toBe('Banned until 09:22 (1st offence).')
    rig.write()
    play(rig, 300)
    rig.write()
    const over = rig.site.frame()
    expect(over.site).toMatchObject({ state: 'normal', more: '1 source banned.', incident: null })
    expect(over.incidents.open).toBe(0)
    expect(over.incidents.today).toBe(over.incidents.rows.length)
    expect(over.incidents.rows.map(({ subject }) => subject)).toContain(ADDRESS)
  })

  it('goes on saying attack while a source goes on that would be banned, with what would have been prevented', async () => {
    const rig = await SiteRig.start(CLASSIC)
    rig.enforcement.mode = 'off'
    play(rig, 100)
    play(rig, 150, () => flood(ADDRESS, 60))
    const { site, sources, prevented } = rig.site.frame()
    expect(site.text).toMatch(/one source sends 60 requests\/s, 10 × its limit\.$/)
    expect(site.more).toMatch(
      /^Would be banned until .* nothing is blocked\. 8,[89]\d\d requests would have been prevented\./,
    )
    expect(site.more).toContain('Learning')
    expect(sources[0]).toMatchObject({ address: ADDRESS, state: 'would-ban', requests_per_s: 60, error_share: 0 })
    expect(sources[0]!.share).toBeCloseTo(60 / 64, 2)
    expect(sources[0]!.recent).toEqual(Array.from({ length: 12 }, () => 300))
    expect(prevented.last_60_s).toBe(3_600)
    expect(prevented.total).toBeGreaterThan(8_800)
  })

  it('knows what a banned source sends from before anybody looked', async () => {
    const rig = await SiteRig.start(CLASSIC)
    rig.enforcement.mode = 'off'
    rig.fed.pass(60, visitors(4))
    for (let second = 0; second < 40; second++) {
      rig.fed.pass(1, () => flood(ADDRESS, 60))
      rig.record.look(rig.fed.engine, rig.fed.wall)
    }
    const { site, sources } = rig.site.frame()
    expect(sources[0]).toMatchObject({ address: ADDRESS, requests: 39 * 60, state: 'would-ban' })
    expect(sources[0]!.recent).toEqual(Array.from({ length: 7 }, () => 300))
    expect(site.text).toMatch(/one source sends 60 requests\/s, 10 × its limit\.$/)
  })

  it('counts many sources, and shows a /64 as one', async () => {
    const rig = await SiteRig.start(CLASSIC)
    play(rig, 60)
    play(rig, 2, () => [...flood(ADDRESS, 40), ...flood('203.0.113.8', 40), ...flood(SIX, 40)])
    rig.enforcement.confirm(ADDRESS)
    play(rig, 1)
    const { site, bans } = rig.site.frame()
    expect(site.text).toMatch(/^Under attack since 09:01: 3 sources attack, \d+/)
    expect(site.more).toMatch(/^1 banned\. 2 to be banned, not confirmed by the firewall yet\./)
    expect(bans.rows.map(({ address }) => address)).toContain('2001:db8:bad:1::/64')
  })

  it('says first that enforcement is down, or that nothing is seen', async () => {
    const rig = await SiteRig.start(CLASSIC)
    play(rig, 700)
    play(rig, 30, () => flood(ADDRESS, 60))
    rig.enforcement.trouble = 'nft: operation not permitted'
    play(rig, 1)
    const down = rig.site.frame()
    expect(down.site).toMatchObject({ state: 'down', text: expect.stringMatching(/^Enforcement is down/) })
    expect(down.site.more).toMatch(/operation not permitted\. Under attack since/)
    rig.enforcement.trouble = null
    rig.enforcement.confirm(ADDRESS)
    rig.fed.pass(100)
    const blind = rig.site.frame()
    expect(blind.site.state).toBe('blind')
    expect(blind.site.text).toMatch(/^No line for \d+ s; the last one was at 09:12:1\d\.$/)
    rig.logs = [{ ...LOG, trouble: 'denied' }]
    rig.fed.wall += 1_000
    expect(rig.site.frame().site.more).toMatch(/^Run as a user of its group/)
  })

  it('is made once a second, its points for each looker', async () => {
    const rig = await SiteRig.start()
    play(rig, 5)
    rig.since.length = 0
    const [first, again] = [rig.site.frame(), rig.site.frame(first5(rig))]
    expect(again).toMatchObject({ id: first.id, sources: first.sources })
    expect(again.sources).toBe(first.sources)
    expect(rig.since).toEqual([null, first5(rig)])
    expect(first.points.time).toEqual([first.id])
    rig.fed.wall += 1_000
    expect(rig.site.frame().sources).not.toBe(first.sources)
    expect(rig.site.metrics({ from: '', to: '', points: 1 }).time).toEqual([first.id])
    expect(rig.site.traffic({ from: '', to: '', points: 1, kind: 'agent' }).kind).toBe('agent')
  })
})

const first5 = (rig: SiteRig) => rig.record.last!.second - 5

describe.each([
  ['a store', true],
  ['no store', false],
])('the story of an incident with %s', (_name, hasStore) => {
  it('tells how it went, what was banned, and who looked at it', async () => {
    const rig = hasStore ? await SiteRig.start(CLASSIC) : new SiteRig(CLASSIC, null)
    play(rig, 60)
    play(rig, 3, () => flood(ADDRESS, 60))
    rig.enforcement.confirm(ADDRESS)
    const [open] = rig.site.frame().incidents.rows
    expect(await rig.site.acknowledge({ ...ana, incident: open!.id })).toMatchObject({
      outcome: 'acknowledged',
      acknowledgement: ana,
    })
    expect(rig.desk.incidents({ state: 'open', limit: 5 })[0]!.acknowledged).toMatchObject(ana)
    expect(rig.desk.incidents({ state: 'all', subject: ADDRESS, limit: 5 })).toHaveLength(1)
    expect(rig.desk.incidents({ state: 'all', subject: 'site', limit: 5 })).toHaveLength(0)
    rig.write()
    play(rig, 90)
    const lifted = rig.desk.lift({ address: ADDRESS, forgive: false, ...ana })
    rig.enforcement.release(ADDRESS)
    await lifted
    for (const event of rig.fed.told('unban')) rig.record.see(event, '')
    rig.write()
    const story = rig.site.incident(open!.id)!
    expect(story.incident).toMatchObject({ id: open!.id, state: 'resolved', acknowledged: ana })
    expect(story.evidence.unit).toBe('requests')
    expect(story.words.length).toBeGreaterThan(2)
    expect(story.timeline.map(({ what }) => what)).toEqual(['opened', 'ban', 'acknowledged', 'resolved', 'unban'])
    expect(story.timeline.map(({ at }) => at)).toEqual(story.timeline.map(({ at }) => at).sort())
    expect(story.timeline.at(-1)!.text).toBe(`The ban of ${ADDRESS} ended: lifted by ana.`)
    expect(story.bans).toMatchObject([{ address: ADDRESS, ended: { cause: 'manual', author: 'ana' } }])
    expect(rig.site.endedBans({ limit: 5 })).toMatchObject([
      { address: ADDRESS, state: 'observed', ended: { author: 'ana' } },
    ])
    expect(rig.site.endedBans({ limit: 5, address: '203.0.113.8' })).toEqual([])
    expect(rig.site.endedBans({ limit: 5, before: new Date(START).toISOString() })).toEqual([])
    expect(rig.orders()).toContain(`ana: acknowledge ${open!.id} (seen)`)
    const entries = rig.site.audit({ limit: 50 })
    expect(entries.map(({ number }) => number)).toEqual(entries.map(({ number }) => number).sort((a, b) => b - a))
    expect(entries.filter(({ text }) => text.includes(ADDRESS)).map(({ type }) => type)).toContain('incident-opened')
    expect(rig.site.audit({ limit: 50, address: ADDRESS }).every(({ address }) => address === ADDRESS)).toBe(true)
    expect(rig.site.audit({ limit: 50, before: entries.at(-1)!.number })).toEqual([])
  })

  it('is not there for an id that nobody knows, and cannot be acknowledged', async () => {
    const rig = hasStore ? await SiteRig.start() : new SiteRig({}, null)
    expect(rig.site.incident('nothing')).toBeNull()
    expect(await rig.site.acknowledge({ ...ana, incident: 'nothing' })).toMatchObject({ code: 'not-known' })
    expect(rig.orders()).toEqual(['ana: acknowledge refused (not-known) nothing (seen)'])
  })
})

describe('one source', () => {
  it('is told with what it does, what is stored, and what the log holds of it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'source-'))
    try {
      const path = join(folder, 'access.log')
      const line = (address: string) =>
        `${address} - - [02/Mar/2026:09:00:30 +0000] "GET /a?k=s3cret HTTP/1.1" 200 5 "-" "<b>"\n`
      writeFileSync(path, line(ADDRESS).repeat(3) + line('198.51.100.1'))
      writeFileSync(join(folder, 'secret.log'), line(ADDRESS))
      const rig = await SiteRig.start(CLASSIC)
      rig.logs = [
        { ...LOG, path },
        { ...LOG, path: 'syslog:127.0.0.1:5140 (from 127.0.0.1)' },
      ]
      rig.chosen = [{ path: join(folder, '*.log'), format: 'combined' }]
      play(rig, 60, () => [{ address: ADDRESS }])
      const story = await rig.site.source(ADDRESS)
      expect(story).toMatchObject({ address: ADDRESS, now: { state: 'ok', requests: expect.any(Number) } })
      expect(story.explanation!.story.join(' ')).toContain('is not banned')
      expect(story.trace).toMatchObject({ requests: 3, agents: [{ agent: '<b>', requests: 3 }] })
      expect(JSON.stringify(story)).not.toContain('s3cret')
      expect(await rig.site.source(ADDRESS)).toBe(story)
      rig.fed.wall += 2_000
      const [one, two, three] = await Promise.all(
        [ADDRESS, '198.51.100.1', '203.0.113.0/24'].map((a) => rig.site.source(a)),
      )
      expect(one).not.toBe(story)
      expect([two!.trace.requests, three!.trace.requests, three!.now]).toEqual([1, 3, null])
      rig.chosen = [{ path: 'syslog:127.0.0.1:5140', format: 'auto' }]
      expect((await rig.site.source('192.0.2.1')).trace.since).toBeNull()
      await expect(rig.site.source('nobody')).rejects.toThrow('no address')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('what is served of the site', () => {
  it('is what the desk tells, whatever it holds', async () => {
    const rig = await SiteRig.start(CLASSIC)
    play(rig, 60)
    play(rig, 20, () => [...flood(ADDRESS, 60), ...flood(SIX, 30)])
    rig.write()
    const app = await controlApp(rig.desk, {
      version: '0',
      site: rig.site,
      onFault: (fault) => {
        throw fault
      },
    })
    const get = async (path: string) => (await app.inject({ url: `/api/v1/${path}` })).json()
    const plain = (value: unknown) => JSON.parse(JSON.stringify(value))
    const frame = rig.site.frame()
    expect(await get('frame')).toEqual(plain(frame))
    expect(await get('sources?limit=5')).toEqual(plain(rig.site.sources(5)))
    expect(await get('sources/2001:db8:bad:1::5')).toEqual(plain(await rig.site.source('2001:db8:bad:1::/64')))
    const { id } = frame.incidents.rows[0]!
    expect(await get(`incidents/${id}`)).toEqual(plain(rig.site.incident(id)))
    expect(await get('audit')).toEqual(plain(rig.site.audit({ limit: 100 })))
    expect(await get('settings')).toEqual(plain(await rig.site.settings()))
    expect(await get('bans/ended')).toEqual([])
    await app.close()
  })
})

describe('orders about the site', () => {
  it('change the mode and are written down, or refused with the reason', async () => {
    const rig = await SiteRig.start()
    expect(await rig.site.setMode({ ...ana, enforce: 'off' })).toMatchObject({ outcome: 'changed', enforce: 'off' })
    rig.mode = { outcome: 'refused', code: 'not-possible', message: 'm', fix: 'f' }
    expect(await rig.site.setMode({ ...ana, enforce: 'nginx' })).toMatchObject({ code: 'not-possible' })
    expect(rig.orders()).toEqual([
      'ana: set enforce off (seen)',
      'ana: set enforce refused (not-possible) nginx (seen)',
    ])
    expect(await rig.site.settings()).toContainEqual(expect.objectContaining({ option: 'bans.decay', value: '30d' }))
    await rig.desk.ban({ address: ADDRESS, duration: MINUTE, ...ana })
    expect(rig.site.audit({ limit: 5, type: 'no-such-type' })).toEqual([])
  })
})
