import { describe, expect, it } from 'vitest'
import { parseBannable } from '../domain/source-prefix.ts'
import { DAY, MINUTE } from '../domain/units.ts'
import { DeskRig } from './desk-rig.fixture.ts'
import { flood, visitors } from './fed-engine.fixture.ts'

const ADDRESS = '203.0.113.9'
const order = { address: ADDRESS, author: 'ana', reason: `erasure of ${ADDRESS}`, lift: false }
const manual = { duration: 10 * MINUTE, author: 'ana' }

/** An engine that banned a flood by evidence, a store that knows, and no kernel. */
async function flooded(): Promise<DeskRig> {
  const rig = await DeskRig.open()
  rig.enforcement.mode = 'off'
  rig.fed.pass(1_500, visitors(8))
  rig.fed.pass(20, (second) => [...visitors(8)(second), ...flood(ADDRESS, 60)])
  rig.write()
  return rig
}

/** All that a desk can be asked, and all that would be written again. */
function known({ desk, fed, record }: DeskRig): string {
  const { brain } = fed.engine
  return JSON.stringify([
    ...[desk.bans({ limit: 99, offset: 0 }), desk.incidents({ state: 'all', limit: 99 })],
    ...[brain.orders.remembered(), brain.tracker.open(), record.resolved, record.messages, [...record.totals]],
    ...[desk.allow.list(), fed.engine.window.top(9)],
  ])
}

describe('an address that is to be forgotten', () => {
  it('is refused while it is banned, and nothing changes', async () => {
    const rig = await flooded()
    const before = known(rig)
    expect(await rig.desk.forget(order)).toMatchObject({
      code: 'still-banned',
      message: expect.stringContaining('is banned'),
      fix: expect.stringContaining('--lift'),
    })
    expect(known(rig)).toBe(before)
    expect(rig.orders()).toEqual([`ana: forget refused (still-banned) ${ADDRESS} (erasure of ${ADDRESS})`])
  })

  it('is in nothing any more, its offences included, and new when it comes back', async () => {
    const rig = await flooded()
    const { engine } = rig.fed
    const source = parseBannable(ADDRESS)
    const before = engine.window.table.count
    const found = await rig.desk.forget({ ...order, lift: true })
    expect(found).toMatchObject({ outcome: 'forgotten', lifted: true, troubles: [] })
    expect(found.outcome === 'forgotten' && found.removed).toBeGreaterThanOrEqual(2)
    expect(known(rig)).not.toContain(ADDRESS)
    expect(rig.desk.explain(ADDRESS)).toBeNull()
    expect(engine.brain.ledger.nextOffence(ADDRESS, rig.fed.wall)).toBe(1)
    expect([engine.window.totalOf(source), engine.window.table.find(source)]).toEqual([0, -1])
    expect(rig.orders()).toEqual(['ana: forget [forgotten] (erasure of [forgotten])'])
    rig.fed.pass(20, (second) => [...visitors(8)(second), ...flood(ADDRESS, 60)])
    expect([...engine.brain.ledger.bans()]).toMatchObject([{ address: ADDRESS, offence: 1 }])
    expect(engine.window.table.count).toBe(before + 1)
  })

  it('goes out of what is said of others', async () => {
    const rig = await DeskRig.open()
    rig.enforcement.mode = 'off'
    const { brain } = rig.fed.engine
    await rig.desk.ban({ ...manual, address: '203.0.113.0/25', reason: `the friends of ${ADDRESS}` })
    await rig.desk.allow.add({ network: '198.51.100.7', duration: DAY, comment: `not ${ADDRESS}`, author: 'ana' })
    rig.record.tell(`${ADDRESS} would be banned`)
    rig.write()
    expect(await rig.desk.forget(order)).toMatchObject({ outcome: 'forgotten', lifted: false, removed: 0, redacted: 2 })
    expect(known(rig)).not.toContain(ADDRESS)
    expect([...brain.ledger.bans()]).toMatchObject([
      {
        address: '203.0.113.0/25',
        reason: 'the friends of [forgotten]',
        evidence: { text: 'the friends of [forgotten]' },
      },
    ])
    expect(brain.allowList.entries()).toMatchObject([{ comment: 'not [forgotten]' }])
    expect(rig.record.messages).toEqual(['[forgotten] would be banned'])
    const end = brain.ledger.nextExpiry()
    expect(brain.ledger.expire(end)).toHaveLength(1)
    expect(brain.ledger.nextExpiry()).toBe(Number.POSITIVE_INFINITY)
  })

  it('is refused while it stands on the allow list, an IPv6 address for its /64', async () => {
    const { desk } = await DeskRig.open()
    await desk.allow.add({ network: '2001:db8:1:2::7', duration: null, comment: 'office', author: 'ana' })
    expect(await desk.forget({ ...order, address: '2001:db8:1:2::/64' })).toMatchObject({
      code: 'still-allowed',
      fix: expect.stringContaining('allow remove 2001:db8:1:2::7'),
    })
  })

  it('says so when the kernel does not let it in', async () => {
    const rig = await DeskRig.open()
    void rig.desk.ban({ ...manual, address: ADDRESS, reason: 'spam' })
    rig.enforcement.confirm(ADDRESS)
    const asked = rig.desk.forget({ ...order, lift: true })
    rig.clock.advance(2_000)
    expect(await asked).toMatchObject({
      lifted: true,
      troubles: [expect.stringContaining('the firewall may hold it still')],
    })
    expect(rig.fed.bans()).toEqual([])
  })
})
