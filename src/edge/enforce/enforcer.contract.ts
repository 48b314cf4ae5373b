import { afterEach, expect, it } from 'vitest'
import type { Enforcer } from '../../domain/enforcement.ts'
import type { SourceText } from '../../domain/source.ts'
import { HOUR, MINUTE, type Milliseconds } from '../../domain/units.ts'

const HOST = '203.0.113.7'
const NEIGHBOUR = '203.0.113.8'
const NETWORK = '203.0.113.0/24'
const HOST6 = '2001:db8:1:2::/64'
const NETWORK6 = '2001:db8:1::/48'

export interface ContractCase {
  readonly create: () => Enforcer
  /** What is really in force, seen from outside; the value is only looked at where bans expire. */
  readonly held: () => Promise<ReadonlyMap<SourceText, Milliseconds | null>>
}

/** What every enforcer promises. Call it within a `describe`. */
export function enforcerContract({ create, held }: ContractCase): void {
  const add = (address: SourceText, remaining: Milliseconds | null = HOUR) =>
    ({ type: 'add', address, remaining }) as const
  const remove = (address: SourceText) => ({ type: 'remove', address }) as const
  const addresses = async () => [...(await held()).keys()].sort()
  afterEach(() => create().purge())

  it('changes nothing when it is created or read, and little when it is tried', async () => {
    const enforcer = create()
    await enforcer.read()
    expect(await addresses()).toEqual([])
    expect(await enforcer.apply([])).toEqual([])
    expect(await enforcer.apply([])).toEqual([])
    expect(await addresses()).toEqual([])
  })

  it('adds hosts and networks of both families, one in the other, and removes them one by one', async () => {
    const enforcer = create()
    const all = [HOST, NETWORK, HOST6, NETWORK6]
    expect(await enforcer.apply(all.map((address) => add(address)))).toEqual([])
    expect(await addresses()).toEqual([...all].sort())
    const read = await enforcer.read()
    if (read !== null) expect([...read.keys()].sort()).toEqual([...all].sort())
    await enforcer.apply([remove(NETWORK), add(NEIGHBOUR), remove(HOST6)])
    expect(await addresses()).toEqual([HOST, NEIGHBOUR, NETWORK6].sort())
  })

  it('takes adding again as renewal, and removing what is not there as done', async () => {
    const enforcer = create()
    await enforcer.apply([add(HOST, HOUR), add(NETWORK6, null)])
    await enforcer.apply([add(HOST, 10 * MINUTE), remove(NEIGHBOUR), remove(NETWORK)])
    await enforcer.apply([remove(NEIGHBOUR), add(NETWORK6, null)])
    const now = await held()
    expect([...now.keys()].sort()).toEqual([HOST, NETWORK6].sort())
    if (!enforcer.expires) return
    expect(now.get(HOST)).toBeGreaterThan(9 * MINUTE)
    expect(now.get(HOST)).toBeLessThanOrEqual(10 * MINUTE)
    expect(now.get(NETWORK6)).toBeGreaterThan(167 * HOUR)
  })

  it('finds at its next start what it left behind, and goes on from there', async () => {
    await create().apply([add(HOST), add(NETWORK6)])
    const next = create()
    await next.apply([])
    const read = await next.read()
    if (read !== null) expect([...read.keys()].sort()).toEqual([HOST, NETWORK6].sort())
    await next.apply([add(NEIGHBOUR), remove(HOST)])
    expect(await addresses()).toEqual([NEIGHBOUR, NETWORK6].sort())
  })

  it('purges every trace, also twice', async () => {
    const enforcer = create()
    await enforcer.apply([add(HOST), add(HOST6)])
    await enforcer.purge()
    await enforcer.purge()
    expect(await addresses()).toEqual([])
    expect(await enforcer.read()).toSatisfy(
      (left: ReadonlyMap<string, unknown> | null) => left === null || left.size === 0,
    )
  })
}

/** What enforcers promise that hand addresses to a firewall or a file. */
export function refusesGarbage({ create, held }: ContractCase): void {
  it('gives back what is no address or too wide, and makes the rest of the batch', async () => {
    const enforcer = create()
    const bad = ['010.0.0.2', 'localhost', '0.0.0.0/0', '203.0.113.7; flush ruleset', '::/0', '203.0.113.9/24', '']
    const changes = [...bad, HOST].map((address) => ({ type: 'add', address, remaining: HOUR }) as const)
    const refusals = await enforcer.apply(changes)
    expect(refusals.map(({ address }) => address)).toEqual(bad)
    expect([...(await held()).keys()]).toEqual([HOST])
    await enforcer.purge()
  })
}
