import { describe, expect, it } from 'vitest'
import { AnnouncerRig } from './announcer.fixture.ts'
import { siteIncident, sourceBan } from './incident.fixture.ts'
import { NOW } from './message.fixture.ts'

const SECOND = 1_000
const MINUTE = 60_000
const HOUR = 60 * MINUTE

describe('a delivery that fails', () => {
  it('is tried again, later each time, and what happens meanwhile is gathered', async () => {
    const rig = new AnnouncerRig()
    let left = 4
    rig.ops.answer = () =>
      left-- > 0 ? { outcome: 'later', why: '500', after: null } : { outcome: 'sent', answer: '' }
    rig.incident(siteIncident('traffic-surge', { severity: 3 }))
    await rig.pass(4 * SECOND)
    for (let host = 1; host <= 50; host++) {
      const { incident, ban } = sourceBan(`203.0.113.${host}`)
      rig.incident(incident)
      rig.ban(ban)
    }
    await rig.pass(2 * MINUTE)
    expect(rig.told.filter((line) => line.includes('failed'))).toEqual(
      [2, 4, 8, 16].map((wait) => `ops failed 500 ${wait * SECOND}`),
    )
    expect(rig.ops.sent.map(({ kind, bans }) => [kind, bans.made])).toEqual([
      ['incident', 0],
      ['digest', 50],
    ])
    expect(rig.ops.attempts).toBe(6)
  })

  it('waits as long as the other side asks', async () => {
    const rig = new AnnouncerRig()
    let left = 1
    rig.ops.answer = () =>
      left-- > 0 ? { outcome: 'later', why: '429', after: 10 * MINUTE } : { outcome: 'sent', answer: '' }
    rig.incident(siteIncident('traffic-surge'))
    await rig.pass(9 * MINUTE)
    expect(rig.ops.attempts).toBe(1)
    await rig.pass(2 * MINUTE)
    expect(rig.ops.sent).toHaveLength(1)
  })

  it('ends when it is refused, and the next message says that one was dropped', async () => {
    const rig = new AnnouncerRig()
    rig.ops.answer = ({ title }) =>
      title.startsWith('Traffic') ? { outcome: 'refused', why: '400' } : { outcome: 'sent', answer: '' }
    rig.incident(siteIncident('traffic-surge'))
    await rig.pass(5 * SECOND)
    rig.incident(siteIncident('latency'))
    await rig.pass(20 * SECOND)
    expect(rig.told).toEqual(['ops dropped 400', 'ops sent'])
    expect(rig.ops.sent[0]!.held).toBe('One message before this could not be delivered and was dropped.')
    expect(rig.outbox.waiting()).toEqual([])
  })

  it('is given up after a day, and no sooner', async () => {
    const rig = new AnnouncerRig()
    rig.ops.answer = () => ({ outcome: 'later', why: '500', after: HOUR })
    rig.incident(siteIncident('traffic-surge'))
    await rig.pass(5 * SECOND)
    for (let hour = 0; hour < 23; hour++) {
      rig.clock.advance(HOUR)
      await rig.pass(SECOND)
    }
    expect(rig.outbox.waiting()).toHaveLength(1)
    rig.clock.advance(HOUR)
    await rig.pass(2 * HOUR)
    expect(rig.told.filter((line) => line.includes('dropped'))).toEqual(['ops dropped 500'])
  })

  it('does not keep another channel waiting', async () => {
    const rig = new AnnouncerRig([{}, { name: 'other' }])
    rig.ops.answer = () => new Promise(() => {})
    rig.incident(siteIncident('traffic-surge'))
    await rig.pass(5 * SECOND)
    expect(rig.notifiers.other!.sent).toHaveLength(1)
    expect(rig.announcer.status()).toEqual([
      { channel: 'ops', waiting: 0, failures: 0 },
      { channel: 'other', waiting: 0, failures: 0 },
    ])
  })
})

describe('a restart', () => {
  it('sends what was in the outbox, with the same id, and what had not been made a message', async () => {
    const rig = new AnnouncerRig()
    rig.ops.answer = () => new Promise(() => {})
    rig.incident(siteIncident('traffic-surge'))
    await rig.pass(5 * SECOND)
    const { incident, ban } = sourceBan('203.0.113.7')
    rig.incident(incident)
    rig.ban(ban)
    await rig.pass(SECOND)
    const { id } = rig.outbox.waiting()[0]!
    rig.ops.answer = () => ({ outcome: 'sent', answer: '' })
    rig.crash()
    await rig.pass(MINUTE)
    expect(rig.ops.sent[0]).toMatchObject({ id, state: 'firing' })
    expect(rig.ops.sent.map(({ title }) => title).sort()).toEqual([
      'Source flood by 203.0.113.7 is over',
      'Traffic surge of the site',
      'Traffic surge of the site is over',
    ])
    expect(rig.ops.sent.find(({ title }) => title.startsWith('Source'))).toMatchObject({
      bans: { made: 1, confirmed: 1 },
    })
    expect(rig.ops.sent.at(-1)!.happened).toContain('started again meanwhile')
  })

  it('forgets what waits for a channel that is gone, and keeps to the pace of before', async () => {
    const rig = new AnnouncerRig([{ max_per_hour: 1 }])
    rig.outbox.change({ put: [{ id: 'x', channel: 'gone', at: NOW, json: '{}' }] })
    rig.incident(siteIncident('traffic-surge'))
    await rig.pass(5 * SECOND)
    rig.crash()
    await rig.pass(MINUTE)
    expect(rig.ops.sent).toHaveLength(1)
    expect(rig.outbox.waiting()).toEqual([])
  })
})

describe('what is stored', () => {
  it('is written again after the store was lost, and may be garbage', async () => {
    const rig = new AnnouncerRig()
    rig.ops.answer = () => new Promise(() => {})
    rig.incident(siteIncident('traffic-surge'))
    await rig.pass(5 * SECOND)
    const before = [rig.outbox.waiting(), [...rig.outbox.notes().keys()].sort()]
    rig.outbox.change({
      remove: rig.outbox.waiting(),
      notes: new Map([...rig.outbox.notes().keys()].map((name) => [name, null])),
    })
    rig.announcer.writeAgain()
    expect([rig.outbox.waiting(), [...rig.outbox.notes().keys()].sort()]).toEqual(before)
    rig.outbox.change({
      put: [{ id: 'x', channel: 'ops', at: NOW, json: '{' }],
      notes: new Map([
        ['thread x', ''],
        ['channel ops', '['],
      ]),
    })
    rig.ops.answer = () => ({ outcome: 'sent', answer: '' })
    rig.crash()
    await rig.pass(MINUTE)
    expect(rig.ops.sent.map(({ state }) => state)).toEqual(['firing', 'resolved'])
  })
})
