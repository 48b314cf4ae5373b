import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Enforcer } from '../../src/domain/enforcement.ts'
import { enforcerContract, refusesGarbage } from '../../src/edge/enforce/enforcer.contract.ts'
import { EnforcedNetwork, LiveEnforcement } from './enforced-network.ts'
import { waitUntil } from './wait-until.ts'

export interface FirewallCase {
  readonly name: string
  readonly create: (within: readonly string[]) => Enforcer
  /** Whether bans end by the kernel's clock. */
  readonly expires: boolean
  /** Rules of somebody else, among them one that accepts established connections; and their text now. */
  readonly foreign: {
    readonly make: (network: EnforcedNetwork) => void
    readonly text: (network: EnforcedNetwork) => string
  }
  /** What may happen to our rules, by name. */
  readonly damages: Readonly<Record<string, (network: EnforcedNetwork) => void>>
}

const HOST = '198.18.1.7'
const BESIDE = '198.18.1.8'
const HOST6 = '2001:db8:bad:1::7'
const HOUR = 3_600_000

/** What every firewall promises, shown with packets. */
export function firewallPromises({ name, create, expires, foreign, damages }: FirewallCase): void {
  describe(name, () => {
    let network: EnforcedNetwork
    const enforcer = () => create(network.server)
    const pass = async (...addresses: string[]) => {
      const answers = await network.answers(addresses, 3_000)
      expect(answers).toEqual(Object.fromEntries(addresses.map((address) => [address, 'echo'])))
    }
    const stop = async (...addresses: string[]) => {
      const answers = await network.answers(addresses)
      expect(answers).toEqual(Object.fromEntries(addresses.map((address) => [address, 'silence'])))
    }
    beforeAll(async () => {
      network = new EnforcedNetwork()
      await network.ready()
      foreign.make(network)
    })
    afterAll(() => network.remove())

    const held = async () => (await enforcer().read()) ?? new Map()
    enforcerContract({ create: enforcer, held })
    refusesGarbage({ create: enforcer, held })

    it('stops packets of whom is banned, and of nobody beside; lifts; leaves foreign rules alone', async () => {
      const before = foreign.text(network)
      expect(before).toMatch(/established/i)
      const live = new LiveEnforcement(enforcer())
      await pass(HOST, HOST6, '198.18.2.9', '2001:db8:bad:2:3::1')
      for (const address of [HOST, '2001:db8:bad:1::/64', '198.18.2.0/24', '198.18.2.9']) live.ban(address, HOUR)
      await waitUntil('the bans', 6_000, () => live.inForce.size === 4)
      await stop(HOST, HOST6, '2001:db8:bad:1:ffff::1', '198.18.2.1', '198.18.2.9')
      await pass(BESIDE, '198.18.3.1', '2001:db8:bad:2::7')
      live.ban('2001:db8:bad::/48', HOUR)
      live.reconciler.lift(HOST)
      live.reconciler.lift('198.18.2.0/24')
      await waitUntil('the lifts', 6_000, () => live.inForce.size === 3 && !live.inForce.has(HOST))
      await stop('2001:db8:bad:2::7', '198.18.2.9')
      await pass(HOST, '198.18.2.1')
      await live.reconciler.purge()
      await pass(HOST6, '198.18.2.9')
      expect(foreign.text(network)).toBe(before)
    })

    it('stops connections that are open, though another rule accepts them', async () => {
      expect(await network.connect(HOST, { keep: 'open', wait: 3_000 })).toBe('echo')
      expect(await network.ping('open', 3_000)).toBe('echo')
      const live = new LiveEnforcement(enforcer())
      live.ban(HOST, HOUR)
      await waitUntil('the ban', 6_000, () => live.inForce.has(HOST))
      expect(await network.ping('open')).toBe('silence')
      await live.reconciler.purge()
    })

    it('lets in again on time', async () => {
      const live = new LiveEnforcement(enforcer())
      live.ban(HOST, 3_000)
      await waitUntil('the ban', 6_000, () => live.inForce.has(HOST))
      const began = performance.now()
      // Where the kernel keeps the time, nobody else is needed for it.
      if (expires) await live.reconciler.stop()
      await stop(HOST)
      let answer = 'silence'
      while (answer !== 'echo') answer = await network.connect(HOST, { wait: 100 })
      const took = performance.now() - began
      expect(took).toBeGreaterThan(2_000)
      expect(took).toBeLessThan(4_000)
      await live.reconciler.purge()
    })

    it.each(Object.entries(damages))('is repaired within 5 s with the right times: %s', async (_, damage) => {
      const live = new LiveEnforcement(enforcer())
      live.ban(HOST, HOUR)
      live.ban('2001:db8:bad:1::/64', HOUR)
      await waitUntil('the bans', 6_000, () => live.inForce.size === 2)
      await stop(HOST, HOST6)
      const began = performance.now()
      damage(network)
      live.ban(BESIDE, HOUR)
      let open: string[]
      do {
        const answers = await network.answers([HOST, HOST6, BESIDE], 300)
        open = Object.keys(answers).filter((address) => answers[address] === 'echo')
      } while (open.length > 0 && performance.now() - began < 5_000)
      expect(open).toEqual([])
      await waitUntil('the third ban', 1_000, () => live.inForce.size === 3)
      expect(live.states.map(({ state }) => state)).toEqual(['up'])
      for (const left of (await held()).values()) if (left !== null) expect(Math.abs(HOUR - left)).toBeLessThan(10_000)
      await live.reconciler.purge()
    })
  })
}
