import { describe, expect, it } from 'vitest'
import { AnnouncerRig } from './announcer.fixture.ts'
import { siteIncident, sourceBan } from './incident.fixture.ts'
import { NOW } from './message.fixture.ts'

const SECOND = 1_000
const MINUTE = 60_000

describe('an incident', () => {
  it('is one thread: told when it fires, when it goes on, and when it is over', async () => {
    const rig = new AnnouncerRig()
    rig.incident(siteIncident('traffic-surge', { severity: 3 }))
    await rig.pass(5 * SECOND)
    expect(rig.ops.sent).toMatchObject([
      {
        state: 'firing',
        severity: 3,
        title: 'Traffic surge of the site',
        link: expect.stringMatching(/\/incidents\/\w{12}$/),
      },
    ])
    expect(rig.ops.sent[0]!.measured!.words).toBe('412 requests/s over 60 s, 38 requests/s expected')
    rig.incident(siteIncident('traffic-surge', { severity: 5 }))
    await rig.pass(11 * SECOND)
    rig.incident(siteIncident('traffic-surge', { severity: 5, resolvedAt: NOW + 90 * SECOND }))
    await rig.pass(11 * SECOND)
    expect(rig.ops.sent.map(({ state }) => state)).toEqual(['firing', 'update', 'resolved'])
    expect(new Set(rig.ops.sent.map(({ thread }) => thread)).size).toBe(1)
    expect(rig.ops.sent[2]).toMatchObject({ title: 'Traffic surge of the site is over', lasted: 90 * SECOND })
    await rig.pass(10 * MINUTE)
    expect(rig.ops.sent).toHaveLength(3)
    expect(rig.book.threads.size).toBe(0)
    expect(rig.outbox.notes().size).toBe(1)
    expect(rig.outbox.waiting()).toEqual([])
  })

  it('gathers the bans of an attack by many, from before it was known too', async () => {
    const rig = new AnnouncerRig()
    for (const [index, address] of ['203.0.113.1', '203.0.113.2'].entries()) {
      const { incident, ban } = sourceBan(address, { kind: 'distributed-flood', at: NOW + index })
      rig.incident(incident)
      rig.ban(ban)
    }
    rig.incident(siteIncident('distributed-flood'))
    await rig.pass(3 * SECOND)
    for (let host = 3; host <= 60; host++) {
      const { incident, ban } = sourceBan(`203.0.113.${host}`, { kind: 'distributed-flood', at: NOW + host })
      rig.incident(incident)
      rig.ban(ban)
      await rig.pass(SECOND)
    }
    await rig.pass(2 * MINUTE)
    expect(rig.ops.sent.map(({ state, bans }) => [state, bans.made, bans.confirmed])).toEqual([
      ['firing', 2, 2],
      ['update', 60, 60],
    ])
    expect(rig.ops.sent[1]!.sources).toHaveLength(10)
    expect(rig.ops.sent[1]!.done).toBe('Breakwater banned 60 sources (nftables confirmed it).')
    expect(rig.ops.sent[1]!.undo).toContain('breakwater bans remove 203.0.113.1')
  })

  it('tells again after the group window only, unless it grows worse or ends', async () => {
    const rig = new AnnouncerRig([{ group_window: 5 * MINUTE }])
    rig.incident(siteIncident('distributed-flood', { severity: 3 }))
    await rig.pass(3 * SECOND)
    const { incident, ban } = sourceBan('203.0.113.1', { kind: 'distributed-flood' })
    rig.incident(incident)
    rig.ban(ban)
    await rig.pass(4 * MINUTE)
    expect(rig.ops.sent).toHaveLength(1)
    await rig.pass(MINUTE)
    expect(rig.ops.sent.map(({ state }) => state)).toEqual(['firing', 'update'])
  })
})

describe('a ban', () => {
  it('is told with its incident, without query values, and is "banned" only once the firewall confirmed it', async () => {
    const rig = new AnnouncerRig()
    const { incident, ban } = sourceBan('203.0.113.7')
    rig.incident(incident)
    rig.ban(ban, false)
    await rig.pass(5 * SECOND)
    const [first] = rig.ops.sent
    expect(first).toMatchObject({ bans: { made: 1, pending: 1, confirmed: 0 }, sources: [{ state: 'ordered' }] })
    expect(first!.done).toBe('Breakwater ordered to ban 1 source, which is not confirmed yet.')
    expect(JSON.stringify(first)).not.toContain('"banned')
    expect(JSON.stringify(first)).not.toContain('secret')
    rig.book.inForce('203.0.113.7')
    await rig.pass(61 * SECOND)
    expect(rig.ops.sent[1]).toMatchObject({ state: 'update', sources: [{ state: 'banned' }] })
    expect(rig.ops.sent[1]!.done).toBe('Breakwater banned 1 source (nftables confirmed it).')
  })

  it('that is only observed is told as such, and there is nothing to undo', async () => {
    const rig = new AnnouncerRig()
    rig.mode = 'off'
    const { incident, ban } = sourceBan('203.0.113.7')
    rig.incident(incident)
    rig.ban(ban)
    await rig.pass(5 * SECOND)
    expect(rig.ops.sent[0]).toMatchObject({ undo: [], sources: [{ state: 'observed' }] })
    expect(rig.ops.sent[0]!.done).toContain('would have banned 1 source, but only observes')
  })

  it('that is refused, or lifted by hand, is told', async () => {
    const rig = new AnnouncerRig()
    const { ban } = sourceBan('203.0.113.7', { manual: true })
    rig.ban(ban, false)
    rig.book.refused('203.0.113.7')
    await rig.pass(5 * SECOND)
    expect(rig.ops.sent[0]!.title).toBe('Ban of 203.0.113.7 for 10m, ordered by alice')
    expect(rig.ops.sent[0]!.done).toBe('Breakwater could not ban 1: the firewall refuses.')
  })
})

describe('a channel', () => {
  it('is told of its kinds from its severity on', async () => {
    const rig = new AnnouncerRig([
      {},
      { name: 'grave', min_severity: 4 },
      { name: 'bans', kinds: ['ban'] },
      { name: 'blind', kinds: ['blind'] },
    ])
    const { incident, ban } = sourceBan('203.0.113.7')
    rig.incident(siteIncident('latency', { severity: 3 }))
    rig.incident(siteIncident('server-errors', { severity: 5 }))
    rig.incident(siteIncident('blind', { severity: 4 }))
    await rig.pass(40 * SECOND)
    rig.incident(incident)
    rig.ban(ban)
    await rig.pass(40 * SECOND)
    const kinds = (name: string) => rig.notifiers[name]!.sent.map(({ kind, title }) => `${kind} ${title.split(' ')[0]}`)
    expect(kinds('ops').sort()).toEqual(['blind Blind', 'incident Latency', 'incident Server', 'incident Source'])
    expect(kinds('grave').sort()).toEqual(['blind Blind', 'incident Server'])
    expect(kinds('bans')).toEqual(['incident Source'])
    expect(kinds('blind')).toEqual(['blind Blind'])
  })

  it('is quiet at night, and told afterwards what was held back, once', async () => {
    const night = Date.parse('2026-03-02T22:30:00Z')
    const rig = new AnnouncerRig([{ quiet_hours: { from: 22 * 60, to: 7 * 60 } }], night)
    for (let host = 1; host <= 20; host++) {
      const { incident, ban } = sourceBan(`203.0.113.${host}`, { at: rig.now })
      rig.incident(incident)
      rig.ban(ban)
      await rig.pass(MINUTE)
      rig.incident(sourceBan(`203.0.113.${host}`, { at: incident.since, resolvedAt: rig.now }).incident)
    }
    rig.clock.advance(8 * 60 * MINUTE)
    await rig.pass(9 * MINUTE)
    expect(rig.ops.sent).toEqual([])
    await rig.pass(2 * MINUTE)
    expect(rig.ops.sent).toHaveLength(1)
    expect(rig.ops.times[0]! - Date.parse('2026-03-03T07:00:00Z')).toBeLessThanOrEqual(5 * SECOND)
    const [digest] = rig.ops.sent
    expect(digest).toMatchObject({ kind: 'digest', bans: { made: 20, confirmed: 20 } })
    expect(digest!.happened).toContain('20 × source flood. 20 of them are over.')
    expect(digest!.held).toContain('quiet hours since 2026-03-02T22:30:')
  })

  it('gets at most so many messages an hour, then totals of what was held back', async () => {
    const rig = new AnnouncerRig([{ max_per_hour: 3 }])
    for (let host = 1; host <= 30; host++) {
      const { incident, ban } = sourceBan(`203.0.113.${host}`, { at: rig.now })
      rig.incident(incident)
      rig.ban(ban)
      await rig.pass(MINUTE)
    }
    expect(rig.ops.sent).toHaveLength(3)
    await rig.pass(32 * MINUTE)
    expect(rig.ops.sent.filter((_, index) => rig.ops.times[index]! < NOW + 60 * MINUTE)).toHaveLength(3)
    const all = rig.ops.sent.reduce((sum, { bans }) => sum + bans.made, 0)
    expect(all).toBe(30)
    expect(rig.ops.sent[3]!.held).toContain('at most 3 messages an hour')
  })
})

describe('10,000 bans in a minute', () => {
  it('are at most one message in 10 s, the first within 5 s, and every ban is in a total', async () => {
    const rig = new AnnouncerRig([{ max_per_hour: 360 }, { name: 'bans', kinds: ['ban'], max_per_hour: 360 }])
    for (let index = 0; index < 10_000; index++) {
      const { incident, ban } = sourceBan(`10.${index >> 8}.${index & 255}.1`, { at: NOW + index * 6 })
      rig.incident(incident)
      rig.ban(ban)
      if (index % 84 === 83) await rig.pass(504)
    }
    await rig.pass(30 * SECOND)
    for (const { sent, times } of Object.values(rig.notifiers)) {
      expect(times[0]! - NOW).toBeLessThanOrEqual(5 * SECOND)
      for (const [index, at] of times.slice(1).entries()) expect(at - times[index]!).toBeGreaterThanOrEqual(10 * SECOND)
      expect(sent.length).toBeLessThanOrEqual(10)
      expect(sent.reduce((sum, { bans }) => sum + bans.made, 0)).toBe(10_000)
      expect(sent.at(-1)).toMatchObject({ kind: 'digest', thread: 'digest' })
    }
    expect(rig.book.threads.size).toBeLessThan(100)
  })
})
