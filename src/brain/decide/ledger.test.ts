import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { coversSource } from '../../domain/source-prefix.ts'
import { banOf, START, sourceOf } from './ban.fixture.ts'
import { durationOf, type Ladder } from './escalation.ts'
import { BanLedger } from './ledger.ts'
import { NaiveLedger, NaiveStore } from './naive-ledger.fixture.ts'

const ADDRESSES = [
  ...['192.0.2.1', '192.0.2.2', '198.51.100.10', '203.0.113.9', '2001:db8:1::', '2001:db8:1:1::'],
  ...['192.0.2.0/30', '203.0.113.0/24', '2001:db8:1::/48', '2001:db8:1::/63'],
]
const LAST = ADDRESSES.length - 1
const LADDER: Ladder = [10, 30, 120, null]

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ op: fc.constant('ban' as const), who: fc.nat(LAST) }) },
  { weight: 4, arbitrary: fc.record({ op: fc.constant('wait' as const), by: fc.nat(90) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('lift' as const), who: fc.nat(LAST), forgive: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('replace' as const), who: fc.nat(LAST), length: fc.nat(50) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('order' as const), who: fc.nat(LAST), length: fc.nat(99) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('back' as const), by: fc.nat(500) }) },
  {
    weight: 2,
    arbitrary: fc.record({ op: fc.constant('restart' as const), from: fc.constantFrom('export', 'store') }),
  },
)

/** A ledger as it is after the process ended at any moment: from what it exported, or from the changes that a store was told. */
function restarted(ledger: BanLedger, store: NaiveStore, from: string, decay: number | null): BanLedger {
  const next = new BanLedger(decay)
  const { bans, offences } = store
  next.restore(JSON.parse(JSON.stringify(from === 'export' ? ledger : { bans, offences })))
  next.onChange = ledger.onChange
  return next
}

describe('BanLedger', () => {
  it('agrees with a naive ledger under random programs', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.option(fc.integer({ min: 40, max: 400 })), (program, decay) => {
        let ledger = new BanLedger(decay)
        const naive = new NaiveLedger()
        const store = new NaiveStore()
        ledger.onChange = (change) => store.take(change)
        let now = START
        for (const step of program) {
          const address = 'who' in step ? banOf(ADDRESSES[step.who]!).address : ''
          naive.forget(decay, now)
          if (step.op === 'restart') {
            const made = ledger.madeInMinute(now)
            ledger = restarted(ledger, store, step.from, decay)
            if (step.from === 'export') expect(ledger.madeInMinute(now)).toBe(made)
          } else if (step.op === 'wait') now += step.by
          else if (step.op === 'lift') {
            const held = naive.bans.some((ban) => ban.address === address)
            expect(ledger.lift(address, now, 'manual', step.forgive) !== undefined).toBe(held)
            naive.bans = naive.bans.filter((ban) => ban.address !== address)
            if (step.forgive) naive.offences = naive.offences.filter((offence) => offence.address !== address)
          } else if (step.op === 'back') {
            now -= step.by
            ledger.shift(-step.by)
            for (const ban of naive.bans) ban.until -= step.by
            for (const offence of naive.offences) offence.since -= step.by
          } else if (step.op === 'order') {
            const made = ledger.madeInMinute(now)
            ledger.put(banOf(ADDRESSES[step.who]!, now, { kind: 'manual', duration: step.length, offence: 0 }))
            naive.putManually(address, now + step.length)
            expect(ledger.madeInMinute(now)).toBe(made)
          } else {
            if (step.op === 'ban' && naive.bans.some((ban) => ban.address === address)) continue
            const offence = naive.nextOffence(address)
            expect(ledger.nextOffence(address, now)).toBe(offence)
            const duration = step.op === 'replace' ? step.length : durationOf(LADDER, offence)
            ledger.put(banOf(ADDRESSES[step.who]!, now, { duration, offence }))
            naive.put(address, offence, now, duration === null ? Number.POSITIVE_INFINITY : now + duration)
          }
          const next = Math.min(Number.POSITIVE_INFINITY, ...naive.bans.map(({ until }) => until))
          expect(ledger.nextExpiry()).toBe(next)
          const lifts = ledger.expire(now)
          expect(lifts.map(({ ban, at }) => `${String(at).padStart(16, '0')} ${ban.address}`)).toEqual(
            naive.expire(now),
          )
          expect(lifts.every(({ ban, at, cause }) => at === ban.until && cause === 'expired')).toBe(true)
          expect(ledger.size).toBe(naive.bans.length)
          const offences = [...ledger.bans()].map(({ offence }) => offence)
          for (const [offence, bans] of ledger.byOffence)
            expect(bans, `bans of offence ${offence}`).toBe(offences.filter((one) => one === offence).length)
          expect(offences.every((offence) => ledger.byOffence.has(offence))).toBe(true)
          for (const each of ADDRESSES) {
            const { address, source } = banOf(each)
            expect(ledger.get(address) !== undefined).toBe(naive.bans.some((ban) => ban.address === address))
            if (source.bits !== undefined) continue
            expect(ledger.isBanned(source)).toBe(naive.bans.some((ban) => coversSource(ban.address, address)))
          }
          expect(new Set(ledger.bans()), 'what a store was told is what is in force').toEqual(new Set(store.bans))
        }
      }),
      { seed: 6, numRuns: 1_000 },
    )
  })

  it('tells an IPv4 source from the IPv6 one with the same bits', () => {
    const ledger = new BanLedger(null)
    ledger.put(banOf('192.0.2.1'))
    expect(ledger.isBanned({ ...sourceOf('192.0.2.1'), kind: 6 })).toBe(false)
  })

  it.each([
    ['203.0.113.0/24', ['203.0.113.0', '203.0.113.255'], ['203.0.112.255', '203.0.114.0', '0:0:cb00:7100::']],
    ['203.0.113.4/31', ['203.0.113.4', '203.0.113.5'], ['203.0.113.3', '203.0.113.6', '0:0:cb00:7104::']],
    ['2001:db8:bad:4::/63', ['2001:db8:bad:4::', '2001:db8:bad:5::'], ['2001:db8:bad:6::', '2001:db8:bac:4::']],
    ['2001:db8:bad::/48', ['2001:db8:bad::', '2001:db8:bad:ffff::'], ['2001:db8:bac:ffff::', '2001:db8:bae::']],
  ])('bans all sources of %s and no other, until it is lifted', (network, within, outside) => {
    const ledger = new BanLedger(null)
    ledger.put(banOf(network))
    ledger.put(banOf(within[0]!))
    expect(ledger.get(network)?.address).toBe(network)
    for (const address of within) expect(ledger.isBanned(sourceOf(address)), address).toBe(true)
    for (const address of outside) expect(ledger.isBanned(sourceOf(address)), address).toBe(false)
    ledger.lift(network, START, 'manual')
    expect(
      within.map((address) => ledger.isBanned(sourceOf(address))),
      'one is banned by itself',
    ).toEqual([true, false])
  })

  it('keeps a permanent ban and lifts it by hand, offence kept or forgiven', () => {
    const ledger = new BanLedger(1_000)
    ledger.put(banOf('192.0.2.1', START, { duration: null, offence: 4 }))
    expect(ledger.expire(START + 1e12)).toEqual([])
    expect(ledger.lift('192.0.2.1', START + 5, 'manual')).toMatchObject({ at: START + 5, cause: 'manual' })
    expect(ledger.nextOffence('192.0.2.1', START + 999)).toBe(5)
    expect(ledger.nextOffence('192.0.2.1', START + 2_000)).toBe(3)
    expect(ledger.lift('192.0.2.1', START + 6, 'manual', true)).toBeUndefined()
    expect(ledger.nextOffence('192.0.2.1', START + 6)).toBe(1)
  })

  it('tells of a change before it can be seen', () => {
    const ledger = new BanLedger(null)
    const seen: [string, number][] = []
    ledger.onChange = ({ type }) => seen.push([type, ledger.size])
    ledger.put(banOf('192.0.2.1'))
    ledger.put(banOf('192.0.2.2'))
    ledger.expire(START + 600_000)
    ledger.lift('192.0.2.1', START, 'manual', true)
    expect(seen).toEqual([
      ['put', 0],
      ['put', 1],
      ['lift', 2],
      ['lift', 1],
      ['forgive', 0],
    ])
  })

  it('lists permanent bans that are due for a look, until somebody had it', () => {
    const ledger = new BanLedger(null)
    ledger.put(banOf('192.0.2.1', START, { duration: null, reviewAt: START + 90 }))
    ledger.put(banOf('192.0.2.2', START, { duration: null, reviewAt: START + 50 }))
    ledger.put(banOf('192.0.2.3', START))
    expect(ledger.review(START + 49)).toEqual([])
    expect(ledger.review(START + 90).map(({ address }) => address)).toEqual(['192.0.2.2', '192.0.2.1'])
    expect(ledger.reviewed('192.0.2.2', START + 200)).toBe(true)
    expect(ledger.reviewed('192.0.2.3', START + 200), 'it ends by itself').toBe(false)
    ledger.shift(-10)
    expect(ledger.review(START + 80).map(({ address }) => address)).toEqual(['192.0.2.1'])
    expect(ledger.expire(START + 1e12), 'and still stays').toHaveLength(1)
  })

  it('takes a new decay at once', () => {
    const ledger = new BanLedger(null)
    ledger.put(banOf('192.0.2.1', START, { offence: 2 }))
    expect(ledger.nextOffence('192.0.2.1', START + 1e12)).toBe(3)
    ledger.decay = 1_000
    expect(ledger.nextOffence('192.0.2.1', START + 1_000)).toBe(2)
  })

  it('counts the bans made in a minute, through disorder and a clock set back', () => {
    const ledger = new BanLedger(null)
    for (const at of [0, 1_000, 500, 30_000]) ledger.put(banOf('192.0.2.1', START + at))
    expect(ledger.madeInMinute(START + 30_000)).toBe(4)
    expect(ledger.madeInMinute(START + 29_000), 'a late record forgets nothing').toBe(4)
    ledger.shift(-7_200_000)
    expect(ledger.madeInMinute(START - 7_200_000 + 60_000)).toBe(3)
    expect(ledger.madeInMinute(START - 7_200_000 + 61_000)).toBe(1)
    expect(ledger.madeInMinute(START - 7_200_000 + 90_000)).toBe(0)
  })

  it('ends a hundred thousand bans one by one without searching them all', () => {
    const ledger = new BanLedger(null)
    for (let low = 0; low < 100_000; low++) {
      const address = `2001:db8:${(low >>> 16).toString(16)}:${(low & 0xffff).toString(16)}::`
      ledger.put(banOf(address, START + ((low * 7_919) % 100_003)))
    }
    const ends: number[] = []
    while (ledger.size > 0) ends.push(...ledger.expire(ledger.nextExpiry()).map(({ at }) => at))
    expect(ends).toHaveLength(100_000)
    expect(ends.every((at, index) => index === 0 || at > ends[index - 1]!)).toBe(true)
  })
})
