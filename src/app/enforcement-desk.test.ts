import { beforeEach, describe, expect, it } from 'vitest'
import { defaultConfig } from '../config/defaults.ts'
import type { Config } from '../config/schema.ts'
import type { Ban, LiftCause } from '../domain/ban.ts'
import type { EnforcementMode } from '../domain/enforcement.ts'
import { FakeFirewall, settle } from '../edge/enforce/fake-firewall.fixture.ts'
import { ManualClock } from '../lib/clock.ts'
import { banOf, START } from '../store/ban.fixture.ts'
import { EnforcementDesk } from './enforcement-desk.ts'

const HOST = '203.0.113.7'
const OTHER = '203.0.113.8'
const THIRD = '203.0.113.9'
const MINUTE = 60_000

const configOf = (enforce: EnforcementMode): Config => ({ ...defaultConfig, enforce })

/** A desk over firewalls in memory, one for each way to enforce, and a ledger that the test writes. */
class Rig {
  readonly clock = new ManualClock(START)
  readonly firewalls = {
    nftables: new FakeFirewall(this.clock),
    iptables: new FakeFirewall(this.clock),
  }
  readonly ledger = new Map<string, Ban>()
  readonly told: string[] = []
  halted: string | undefined
  readonly desk = new EnforcementDesk({
    config: configOf('nftables'),
    clock: this.clock,
    steady: () => this.clock.now(),
    bans: () => this.ledger.values(),
    halted: () => this.halted,
    onTrouble: ({ message }) => this.told.push(`trouble ${message}`),
    create: (mode) => {
      if (mode === 'off') return OFF
      if (mode === 'nftables' || mode === 'iptables') return this.firewalls[mode]
      throw new Error(`no ${mode} here`)
    },
    listener: {
      inForce: (address) => this.told.push(`in force ${address}`),
      released: (address) => this.told.push(`released ${address}`),
      refused: (address) => this.told.push(`refused ${address}`),
      evicted: (address) => this.told.push(`evicted ${address}`),
      repaired: (bans) => this.told.push(`repaired ${bans}`),
      changed: ({ state }) => this.told.push(state),
    },
  })

  remember(address: string, change: Partial<Ban> = {}): Ban {
    const ban = banOf(address, change)
    this.ledger.set(address, ban)
    return ban
  }

  ban(address: string, change: Partial<Ban> = {}): void {
    this.desk.see({ type: 'ban', ban: this.remember(address, change) })
  }

  lift(address: string, cause: LiftCause): void {
    const ban = this.ledger.get(address)!
    this.ledger.delete(address)
    this.desk.see({ type: 'unban', lift: { ban, at: this.clock.now(), cause } })
  }

  async pass(length: number): Promise<void> {
    await settle()
    for (let left = length; left > 0; left -= 50) {
      this.clock.advance(Math.min(50, left))
      await settle()
    }
  }

  async start(): Promise<void> {
    this.desk.start()
    await settle()
  }

  /** Bans that nftables was told to add, and for how long. */
  get added(): Record<string, number | null> {
    const changes = this.firewalls.nftables.batches.flat()
    return Object.fromEntries(changes.flatMap((one) => (one.type === 'add' ? [[one.address, one.remaining]] : [])))
  }

  held(mode: 'nftables' | 'iptables' = 'nftables'): string[] {
    return [...this.firewalls[mode].held.keys()].sort()
  }
}

const OFF = {
  mode: 'off',
  capacity: 0,
  expires: true,
  apply: async () => [],
  read: async () => new Map(),
  purge: async () => {},
} as const

let rig: Rig
beforeEach(() => {
  rig = new Rig()
})

describe('the desk of enforcement', () => {
  it('hands over new bans in full, whatever the clock of the log says, and of those it remembers what is left', async () => {
    rig.remember(HOST, { at: START - MINUTE })
    rig.remember(OTHER, { duration: null })
    await rig.start()
    rig.ban(THIRD, { at: START - MINUTE })
    await rig.pass(50)
    // It waited 50 ms for others to go along.
    expect(rig.added).toEqual({ [HOST]: 9 * MINUTE, [OTHER]: null, [THIRD]: 10 * MINUTE - 50 })
  })

  it('writes nothing before it starts', async () => {
    rig.ban(HOST)
    await rig.pass(3_000)
    expect(rig.firewalls.nftables.batches).toEqual([])
    expect(rig.desk.stateOf(HOST)).toBe('pending')
    expect(rig.desk.state).toBe('down')
  })

  it('removes at once what a person lifts, and leaves what is over by the log to the clock of the kernel', async () => {
    await rig.start()
    rig.ban(HOST)
    rig.ban(OTHER)
    rig.ban(THIRD)
    await rig.pass(100)
    rig.lift(HOST, 'expired')
    rig.lift(OTHER, 'manual')
    rig.lift(THIRD, 'allowed')
    await rig.pass(5_000)
    expect(rig.held()).toEqual([HOST])
    expect(rig.told.filter((line) => line.startsWith('released')).sort()).toEqual([
      `released ${OTHER}`,
      `released ${THIRD}`,
    ])
    await rig.pass(10 * MINUTE)
    expect(rig.held()).toEqual([])
    expect(rig.told).toContain(`released ${HOST}`)
  })

  it('lets whoever waits know when it is done, or that it took too long', async () => {
    await rig.start()
    rig.firewalls.nftables.delay = 200
    rig.ban(HOST)
    const soon = rig.desk.settled(HOST, 'in-force', 1_000)
    const impatient = rig.desk.settled(HOST, 'in-force', 100)
    await rig.pass(500)
    expect(await Promise.all([soon, impatient])).toEqual([true, false])
    expect(await rig.desk.settled(HOST, 'in-force', 0)).toBe(true)

    rig.lift(HOST, 'manual')
    const gone = rig.desk.settled(HOST, 'released', 1_000)
    await rig.pass(500)
    expect(await gone).toBe(true)
    expect(await rig.desk.settled(OTHER, 'released', 0), 'was never in force').toBe(true)
  })

  it('says of each ban whether it is in force, and never before it is', async () => {
    rig.firewalls.nftables.poison.add(OTHER)
    await rig.start()
    rig.ban(HOST)
    rig.ban(OTHER)
    expect(rig.desk.stateOf(HOST)).toBe('pending')
    expect(rig.desk.status().bans).toEqual({ observed: 0, pending: 2, in_force: 0, failed: 0 })
    await rig.pass(100)
    expect([rig.desk.stateOf(HOST), rig.desk.stateOf(OTHER)]).toEqual(['in-force', 'failed'])
    expect([rig.desk.troubleOf(HOST), rig.desk.troubleOf(OTHER)]).toEqual([null, `${OTHER} is refused`])
    rig.firewalls.nftables.isDown = true
    rig.ban(THIRD)
    await rig.pass(3_000)
    expect(rig.desk.stateOf(THIRD)).toBe('pending')
    expect(rig.desk.troubleOf(THIRD)).toContain('nft is not installed')
    expect(rig.desk.status()).toMatchObject({
      state: 'down',
      trouble: 'nft is not installed. Install nft.',
      bans: { observed: 0, pending: 1, in_force: 1, failed: 1 },
    })
    expect(await firstOf(rig, rig.desk.settled(THIRD, 'in-force', 500), 500)).toBe(false)
    rig.firewalls.nftables.isDown = false
    rig.firewalls.nftables.poison.clear()
    await rig.pass(30_000)
    expect(rig.desk.status()).toMatchObject({ state: 'working', trouble: null, bans: { in_force: 3 } })
    expect(rig.told.filter((line) => ['up', 'down'].includes(line))).toEqual(['up', 'down', 'up'])
  })

  it('calls nothing in force that was removed in a panic, and confirms all anew when it is over', async () => {
    await rig.start()
    rig.ban(HOST)
    rig.ban(OTHER)
    await rig.pass(100)
    rig.halted = 'the operator panicked'
    rig.firewalls.nftables.flush()
    await rig.pass(3_000)
    expect([rig.desk.stateOf(HOST), rig.desk.confirmed]).toEqual(['pending', 0])
    expect(rig.desk.troubleOf(HOST)).toBe('the operator panicked')
    expect(rig.desk.status().bans).toEqual({ observed: 0, pending: 2, in_force: 0, failed: 0 })
    expect(rig.told).toContain(`released ${HOST}`)
    rig.lift(OTHER, 'manual')
    expect(await rig.desk.settled(OTHER, 'released', 0)).toBe(true)
    rig.told.length = 0
    rig.halted = undefined
    await rig.pass(3_000)
    expect(rig.held()).toEqual([HOST])
    expect(rig.told.sort()).toEqual([`in force ${HOST}`, 'up'])
  })

  it('waits as long as it is halted, and takes up all bans then', async () => {
    rig.halted = 'the operator panicked'
    await rig.start()
    rig.ban(HOST)
    await rig.pass(5_000)
    expect(rig.held()).toEqual([])
    expect(rig.desk.status()).toMatchObject({ state: 'down', trouble: 'the operator panicked' })
    rig.halted = undefined
    await rig.pass(3_000)
    expect(rig.held()).toEqual([HOST])
  })
})

describe('a reload', () => {
  beforeEach(async () => {
    rig.firewalls.nftables.poison.add(OTHER)
    await rig.start()
    rig.ban(HOST)
    rig.ban(OTHER)
    await rig.pass(100)
    rig.told.length = 0
  })

  it('that changes nothing of enforcement leaves it alone', async () => {
    const before = rig.firewalls.nftables.batches.length
    await rig.desk.reload({ ...configOf('nftables'), allow: ['192.0.2.0/24'] })
    expect(rig.firewalls.nftables.batches).toHaveLength(before)
    expect(rig.desk.stateOf(HOST)).toBe('in-force')
  })

  it('goes over to another way, with all bans and what is left of them', async () => {
    await rig.pass(MINUTE)
    rig.told.length = 0
    const reloaded = rig.desk.reload(configOf('iptables'))
    rig.ban(THIRD)
    expect(rig.desk.stateOf(HOST), 'not confirmed by the new one').toBe('pending')
    await reloaded
    await rig.pass(100)
    expect(rig.held('nftables')).toEqual([])
    expect(rig.held('iptables')).toEqual([HOST, OTHER, THIRD])
    expect(rig.firewalls.iptables.held.get(HOST)).toBeLessThanOrEqual(9 * MINUTE)
    expect(rig.desk.status()).toMatchObject({ mode: 'iptables', state: 'working' })
    expect(rig.desk.status().bans).toEqual({ observed: 0, pending: 0, in_force: 3, failed: 0 })
    expect(rig.told.slice(0, 1)).toEqual([`released ${HOST}`])
    expect(rig.told).toContain(`in force ${HOST}`)
  })

  it('goes over also when the old way cannot be cleaned up, which it tells', async () => {
    rig.firewalls.nftables.purge = async () => {
      throw new Error('nft is gone')
    }
    await rig.desk.reload(configOf('iptables'))
    await rig.pass(100)
    expect(rig.told).toContain('trouble nft is gone')
    expect(rig.held('iptables')).toEqual([HOST, OTHER])
  })

  it('to off removes all, lets nobody wait, and calls bans observed', async () => {
    rig.firewalls.nftables.delay = 200
    rig.lift(HOST, 'manual')
    const gone = rig.desk.settled(HOST, 'released', 5_000)
    const reloaded = rig.desk.reload(configOf('off'))
    await rig.pass(1_000)
    await reloaded
    expect(await firstOf(rig, gone, 0)).toBe(true)
    expect(rig.held()).toEqual([])
    expect(rig.desk.status()).toMatchObject({ mode: 'off', state: 'observing', bans: { observed: 1, in_force: 0 } })
    expect(rig.desk.stateOf(OTHER)).toBe('observed')
    expect(await rig.desk.settled(OTHER, 'in-force', 0)).toBe(true)
  })
})

describe('a stop', () => {
  it.each([
    [false, [HOST]],
    [true, []],
  ])('with purge %s leaves %j in the kernel', async (purge, left) => {
    await rig.start()
    rig.ban(HOST)
    await rig.pass(100)
    await rig.desk.stop(purge)
    await rig.pass(5_000)
    expect(rig.held()).toEqual(left)
  })
})

/** What the promise gives when so much time goes by; undefined: nothing yet. */
async function firstOf<T>(rig: Rig, promise: Promise<T>, length: number): Promise<T | undefined> {
  const passed = rig.pass(length).then(() => undefined)
  return Promise.race([promise, passed])
}
