import fc from 'fast-check'
import { expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../domain/units.ts'
import { Rig } from './reconciler.fixture.ts'

const addresses = ['203.0.113.1', '203.0.113.2', '203.0.113.0/24', '2001:db8:1::/64', '2001:db8:1::/48', '198.51.100.9']
const which = fc.constantFrom(...addresses)

const step = fc.oneof(
  fc.record({
    what: fc.constant('put' as const),
    address: which,
    length: fc.constantFrom(SECOND, 5 * SECOND, MINUTE, HOUR, null),
  }),
  fc.record({ what: fc.constant('lift' as const), address: which }),
  fc.record({ what: fc.constant('poison' as const), address: which }),
  fc.record({ what: fc.constantFrom('flush', 'down', 'no', 'well', 'slow') }),
  fc.record({ what: fc.constant('tamper' as const), address: which, length: fc.constantFrom(undefined, 5, 10 * HOUR) }),
  fc.record({ what: fc.constant('wall' as const), step: fc.constantFrom(-HOUR, HOUR, 0) }),
  fc.record({ what: fc.constant('pass' as const), time: fc.constantFrom(0, 10, 60, 700, 3_000) }),
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** Makes the fault or change, and keeps in `wanted` when each ban has to end. */
async function play(rig: Rig, wanted: Map<string, number>, one: Step): Promise<void> {
  const { firewall, reconciler, time } = rig
  if ('time' in one) await rig.pass(one.time)
  else if ('step' in one) rig.wallStep = one.step
  else if (one.what === 'put') {
    const { address, length } = one as { address: string; length: number | null }
    rig.ban(address, length)
    wanted.set(address, length === null ? Number.POSITIVE_INFINITY : time.now() + length)
  } else if (one.what === 'tamper') {
    const { address, length } = one as { address: string; length: number | undefined }
    firewall.tamper(address, length)
  } else if (one.what === 'lift' && 'address' in one) {
    reconciler.lift(one.address)
    wanted.delete(one.address)
  } else if (one.what === 'poison' && 'address' in one) firewall.poison.add(one.address)
  else if (one.what === 'flush') firewall.flush()
  else {
    firewall.isDown = one.what === 'down'
    firewall.saysNo = one.what === 'no'
    firewall.delay = one.what === 'slow' ? 40 : 0
  }
}

it.each([true, false])('holds what is wanted once all is calm, kernel timeouts: %s', async (expires) => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const rig = await new Rig({ expires }).start()
      const wanted = new Map<string, number>()
      for (const one of steps) await play(rig, wanted, one)
      rig.firewall.poison.clear()
      Object.assign(rig.firewall, { isDown: false, saysNo: false, delay: 0 })
      await rig.pass(45_000, 500)
      const now = rig.time.now()
      const due = [...wanted].filter(([, end]) => end > now).map(([address]) => address)
      const { held } = rig.firewall
      expect([...held.keys()].sort()).toEqual(due.sort())
      for (const [address, left] of held) {
        if (left === null) continue
        const rest = Math.min(wanted.get(address)! - now, 168 * HOUR)
        expect(Math.abs(left - rest)).toBeLessThan(wanted.get(address) === Number.POSITIVE_INFINITY ? 24 * HOUR : 2_100)
      }
      expect(rig.reconciler.status).toMatchObject({ state: 'up', pending: 0, inForce: due.length })
      expect(rig.lies).toEqual([])
      await rig.reconciler.stop()
    }),
    { seed: 20_260_302, numRuns: process.env.BREAKWATER_LONG === '1' ? 2_000 : 60 },
  )
})
