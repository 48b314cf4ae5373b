import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE, SECOND } from '../../domain/units.ts'
import { settle } from './fake-firewall.fixture.ts'
import { Rig } from './reconciler.fixture.ts'

const [A, B, C] = ['203.0.113.1', '203.0.113.2', '203.0.113.3'] as const

describe('a ban', () => {
  it('goes to the firewall at once, and is said to be in force only then', async () => {
    const rig = await new Rig().start()
    rig.firewall.delay = 10
    rig.ban(A, 10 * MINUTE)
    await settle()
    expect(rig.firewall.batches.at(-1)).toEqual([{ type: 'add', address: A, remaining: 10 * MINUTE, isNew: true }])
    expect(rig.told).toEqual([])
    expect(rig.reconciler.isInForce(A)).toBe(false)
    await rig.pass(25)
    expect(rig.told).toEqual([`in force ${A}`])
    expect(rig.reconciler.isInForce(A)).toBe(true)
    expect(rig.reconciler.status).toMatchObject({ state: 'up', inForce: 1, pending: 0 })
  })

  it('waits for what comes during a batch or within 50 ms of it', async () => {
    const rig = await new Rig().start()
    rig.firewall.delay = 10
    rig.ban(A, MINUTE)
    await settle()
    rig.ban(B, MINUTE)
    await rig.pass(30, 5)
    rig.ban(C, MINUTE)
    await rig.pass(25, 5)
    expect(rig.told).toEqual([`in force ${A}`])
    await rig.pass(50, 5)
    expect(rig.firewall.batches.at(-1)!.map(({ address }) => address)).toEqual([B, C])
  })

  it('ends by the kernel, and is then no longer in force', async () => {
    const rig = await new Rig().start()
    rig.ban(A, 10 * SECOND)
    await rig.pass(9_900)
    expect([...rig.firewall.held.keys()]).toEqual([A])
    await rig.pass(200)
    expect(rig.firewall.held.size).toBe(0)
    expect(rig.told).toEqual([`in force ${A}`, `released ${A}`])
    expect(rig.reconciler.status.inForce).toBe(0)
  })

  it('is removed by us on time where the enforcer has no clock', async () => {
    const rig = await new Rig({ expires: false }).start()
    rig.ban(A, 10 * SECOND)
    await rig.pass(9_900)
    expect(rig.firewall.held.size).toBe(1)
    await rig.pass(200)
    expect(rig.firewall.held.size).toBe(0)
    expect(rig.told.at(-1)).toBe(`released ${A}`)
  })

  it('ends when it is lifted, and begins anew when it is put again', async () => {
    const rig = await new Rig().start()
    rig.ban(A, MINUTE)
    await rig.pass(100)
    rig.ban(A, HOUR)
    await rig.pass(100)
    expect(rig.firewall.held.get(A)).toBeGreaterThan(59 * MINUTE)
    rig.reconciler.lift(A)
    await rig.pass(100)
    expect(rig.firewall.held.size).toBe(0)
    expect(rig.told).toEqual([`in force ${A}`, `in force ${A}`, `released ${A}`])
  })

  it('that replaces another one on its way is in force when it has landed itself', async () => {
    const rig = await new Rig().start()
    rig.firewall.delay = 40
    rig.ban(A, MINUTE)
    await rig.pass(10, 10)
    rig.ban(A, HOUR)
    await rig.pass(60, 10)
    expect(rig.told).toEqual([])
    await rig.pass(100, 10)
    expect(rig.told).toEqual([`in force ${A}`])
    expect(rig.firewall.held.get(A)).toBeGreaterThan(59 * MINUTE)
  })

  it('is neither shortened nor prolonged when the clock is set', async () => {
    for (const step of [-HOUR, HOUR, 365 * DAY]) {
      const rig = await new Rig().start()
      rig.ban(A, 10 * SECOND)
      await rig.pass(3_000)
      rig.wallStep = step
      await rig.pass(6_900)
      expect(rig.firewall.held.size).toBe(1)
      await rig.pass(200)
      expect(rig.firewall.held.size).toBe(0)
    }
  })

  it('is given to the kernel for 7 days when it is permanent, and renewed each day', async () => {
    const rig = await new Rig().start()
    rig.ban(A, null)
    rig.ban(B, 30 * DAY)
    await rig.pass(100)
    expect([...rig.firewall.held.values()].every((left) => left! > 6.9 * DAY && left! <= 7 * DAY)).toBe(true)
    const written = rig.firewall.batches.length
    await rig.pass(20 * DAY, 2 * HOUR)
    for (const left of rig.firewall.held.values()) expect(left).toBeGreaterThan(5.8 * DAY)
    expect(rig.firewall.batches.length - written).toBeLessThan(50)
    await rig.pass(10 * DAY, 2 * HOUR)
    expect([...rig.firewall.held.keys()]).toEqual([A])
  })
})

describe('what is really in force', () => {
  it('is taken over at the start: right ones stay, others go, missing ones come', async () => {
    const rig = new Rig()
    rig.firewall.tamper(A, 10 * MINUTE)
    rig.firewall.tamper(C, 10 * MINUTE)
    rig.ban(A, 10 * MINUTE)
    rig.ban(B, 10 * MINUTE)
    await rig.start()
    expect([...rig.firewall.held.keys()].sort()).toEqual([A, B])
    expect(rig.told.sort()).toEqual([`in force ${A}`, `in force ${B}`])
  })

  it('is repaired within 5 s with the right remaining times', async () => {
    const rig = await new Rig().start()
    rig.ban(A, 10 * MINUTE)
    rig.ban(B, 20 * SECOND)
    await rig.pass(10_000)
    rig.firewall.flush()
    await rig.pass(4_500)
    expect(rig.firewall.held.get(A)).toBe(10 * MINUTE - 14_500)
    expect(rig.firewall.held.get(B)).toBe(5_500)
    expect(rig.told.filter((line) => line.startsWith('repaired'))).toEqual(['repaired 2'])
    expect(rig.reconciler.status).toMatchObject({ repairs: 2, inForce: 2, state: 'up' })
  })

  it('is corrected where somebody changed times or added entries', async () => {
    const rig = await new Rig().start()
    rig.ban(A, 10 * MINUTE)
    await rig.pass(1_000)
    rig.firewall.tamper(A, HOUR)
    rig.firewall.tamper(C, HOUR)
    await rig.pass(3_000)
    expect(rig.firewall.held).toEqual(new Map([[A, 10 * MINUTE - 4_000]]))
  })
})

describe('a firewall that fails', () => {
  it('is told once when it goes and once when it is back, and then has all bans', async () => {
    const rig = await new Rig().start()
    rig.firewall.isDown = true
    rig.ban(A, MINUTE)
    await rig.pass(9_000)
    expect(rig.states.map(({ state }) => state)).toEqual(['up', 'down'])
    expect(rig.states[1]!.error).toBe('nft is not installed. Install nft.')
    expect(rig.told).toEqual([])
    const tries = rig.firewall.batches.length
    rig.firewall.isDown = false
    await rig.pass(10_000)
    expect(rig.states.map(({ state }) => state)).toEqual(['up', 'down', 'up'])
    expect(rig.told).toEqual([`in force ${A}`])
    expect(rig.firewall.held.get(A)).toBe(MINUTE - 19_000)
    expect(tries).toBeLessThan(12)
  })

  it('is down and not halved when it says no to everything', async () => {
    const rig = await new Rig().start()
    rig.firewall.saysNo = true
    for (let host = 0; host < 200; host++) rig.ban(`198.51.100.${host}`, MINUTE)
    await settle()
    expect(rig.reconciler.status).toMatchObject({ state: 'down', pending: 200, failures: 1 })
    expect(rig.firewall.batches).toHaveLength(3)
  })

  it('drops what is over before it works again', async () => {
    const rig = new Rig()
    rig.firewall.isDown = true
    await rig.start()
    rig.ban(A, SECOND)
    await rig.pass(5_000)
    rig.firewall.isDown = false
    await rig.pass(11_000)
    expect(rig.firewall.held.size).toBe(0)
    expect(rig.told).toEqual([])
  })

  it('is told everything again when it cannot say what it holds', async () => {
    const rig = new Rig({ expires: false })
    rig.firewall.canRead = false
    await rig.start()
    rig.firewall.isDown = true
    rig.ban(A, MINUTE)
    rig.ban(B, 2 * SECOND)
    await rig.pass(5_000)
    rig.firewall.isDown = false
    await rig.pass(11_000)
    expect([...rig.firewall.held.keys()]).toEqual([A])
  })
})

describe('a bad element', () => {
  it('is alone refused, tried again later, and then lands', async () => {
    const rig = await new Rig().start()
    const hosts = Array.from({ length: 100 }, (_, host) => `198.51.100.${host}`)
    rig.firewall.poison.add(hosts[37]!)
    for (const host of hosts) rig.ban(host, HOUR)
    await settle()
    expect(rig.firewall.held.size).toBe(99)
    expect(rig.told.filter((line) => line.startsWith('refused'))).toEqual([`refused ${hosts[37]}`])
    expect(rig.reconciler.status).toMatchObject({ state: 'up', inForce: 99, refused: 1 })
    rig.ban(A, HOUR)
    await rig.pass(20_000)
    expect(rig.told.filter((line) => line.startsWith('refused'))).toHaveLength(1)
    rig.firewall.poison.clear()
    await rig.pass(30_000, 100)
    expect(rig.firewall.held.size).toBe(101)
    expect(rig.reconciler.isInForce(hosts[37]!)).toBe(true)
  })

  it('is refused at once when it is no address', async () => {
    const rig = await new Rig().start()
    rig.ban('010.0.0.2', HOUR)
    rig.ban('localhost', HOUR)
    rig.ban('0.0.0.0/0', HOUR)
    await rig.pass(1_000)
    expect(rig.told).toEqual(['refused 010.0.0.2', 'refused localhost', 'refused 0.0.0.0/0'])
    expect(rig.firewall.batches.flat()).toEqual([])
  })
})

describe('too many bans', () => {
  it('let the oldest of the least severe give way, with a record', async () => {
    const rig = await new Rig({ capacity: 2 }).start()
    rig.ban(A, HOUR, 2)
    rig.ban(B, HOUR, 1)
    rig.ban(C, HOUR, 1)
    await rig.pass(100)
    expect([...rig.firewall.held.keys()].sort()).toEqual([A, C])
    rig.ban(B, HOUR, 0)
    await rig.pass(100)
    expect([...rig.firewall.held.keys()].sort()).toEqual([A, C])
    expect(rig.told.filter((line) => line.startsWith('evicted'))).toEqual([`evicted ${B}`, `evicted ${B}`])
  })
})

describe('stopping', () => {
  it('leaves the bans, and writes no more', async () => {
    const rig = await new Rig().start()
    rig.ban(A, HOUR)
    await rig.pass(100)
    await rig.reconciler.stop()
    rig.ban(B, HOUR)
    await rig.pass(10_000)
    expect([...rig.firewall.held.keys()]).toEqual([A])
  })

  it('writes and reads nothing while it is halted', async () => {
    const rig = await new Rig().start()
    rig.ban(A, HOUR)
    await rig.pass(100)
    rig.halted = 'stopped by breakwater panic'
    rig.firewall.flush()
    const { batches, readings } = rig.firewall
    const before = [batches.length, readings]
    rig.ban(B, HOUR)
    await rig.pass(10_000)
    expect([batches.length, rig.firewall.readings]).toEqual(before)
    expect(rig.reconciler.status).toMatchObject({ state: 'down', error: 'stopped by breakwater panic', failures: 0 })
    rig.halted = undefined
    await rig.pass(5_000)
    expect(rig.firewall.held.size).toBe(2)
  })
})
