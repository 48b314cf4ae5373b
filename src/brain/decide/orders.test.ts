import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Ban, Lift } from '../../domain/ban.ts'
import type { RememberedChange } from '../../domain/remembered.ts'
import { DAY, HOUR } from '../../domain/units.ts'
import { AllowList } from './allow-list.ts'
import { banOf, START, sourceOf } from './ban.fixture.ts'
import { BanLedger } from './ledger.ts'
import { Orders } from './orders.ts'
import { Safeguards } from './safeguards.ts'

let now = START
let ledger: BanLedger
let allowList: AllowList
let changes: RememberedChange['type'][]
let told: [string, string][]
let orders: Orders

beforeEach(() => {
  now = START
  ledger = new BanLedger(null)
  allowList = new AllowList()
  changes = []
  told = []
  const onChange = ({ type }: RememberedChange) => void changes.push(type)
  ledger.onChange = onChange
  const safeguards = new Safeguards({
    allow: ['198.51.100.0/28'],
    trustedProxies: ['2001:db8:f::1'],
    protectPrivate: true,
    ownAddresses: ['203.0.113.250'],
    bansPerMinute: 1,
    bansInForce: 3,
    cdnOf: ({ low }) => (low >>> 8 === 0xc61200 ? 'acme' : undefined),
    allowed: allowList,
  })
  orders = new Orders({
    ledger,
    allowList,
    safeguards: () => safeguards,
    review: () => 90 * DAY,
    now: () => now,
    banned: (ban: Ban) => told.push(['ban', ban.address]),
    lifted: (lift: Lift) => told.push([lift.cause, lift.ban.address]),
    onChange,
  })
})

const ban = (address: string, duration: number | null = HOUR) =>
  orders.banManually({ address, duration, reason: 'scraper\n of\u202eours', author: 'ana' })
const lift = (address: string, forgive = false) => orders.liftManually({ address, forgive, author: 'ben' })
const allow = (range: string, duration: number | null = null) =>
  orders.allow({ range, duration, comment: 'partner', author: 'ana' })

describe('banManually', () => {
  it('bans with author, reason and no offence, and tells the store first', () => {
    const done = ban('2001:db8:1:2::7')
    expect(done).toMatchObject({ ok: true, ban: { address: '2001:db8:1:2::/64', kind: 'manual', offence: 0 } })
    expect(ledger.get('2001:db8:1:2::/64')).toMatchObject({
      ...{ at: START, until: START + HOUR, author: 'ana', incident: null },
      reason: 'scraper\\x0a of\\u202eours',
    })
    expect(ledger.nextOffence('2001:db8:1:2::/64', now)).toBe(1)
    expect([changes, told]).toEqual([['put'], [['ban', '2001:db8:1:2::/64']]])
  })

  it('takes the place of the ban there is, with its offences kept', () => {
    ledger.put(banOf('192.0.2.1', START, { offence: 2 }))
    expect(ban('192.0.2.1', null)).toMatchObject({ ok: true, ban: { until: null, reviewAt: START + 90 * DAY } })
    expect(ledger.size).toBe(1)
    expect(ledger.nextOffence('192.0.2.1', now)).toBe(3)
    expect(orders.review()).toEqual([])
    now += 90 * DAY
    expect(orders.review()).toMatchObject([{ address: '192.0.2.1' }])
    expect(orders.keep('192.0.2.1')).toMatchObject({ ok: true, next: now + 90 * DAY })
    expect(orders.review()).toEqual([])
    expect(orders.keep('192.0.2.2')).toMatchObject({ ok: false, code: 'not-banned' })
  })

  it.each([
    ['127.0.0.1', 'always protected'],
    ['203.0.113.250', 'own addresses'],
    ['203.0.113.0/24', 'own addresses'],
    ['198.51.100.3', 'allow'],
    ['198.51.100.0/24', 'allow'],
    ['2001:db8:f::/64', 'trusted_proxies'],
    ['2001:db8:f::/48', 'trusted_proxies'],
    ['192.168.1.0/24', 'protect.private'],
    ['::ffff:10.1.2.3', 'protect.private'],
  ])('refuses %s: %s', (address, list) => {
    expect(ban(address)).toMatchObject({ ok: false, code: 'protected', message: expect.stringContaining(`(${list})`) })
    expect([ledger.size, changes, told]).toEqual([0, [], []])
  })

  it('keeps to the bans in force, and counts for none of the bans a minute', () => {
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) expect(ban(address)).toMatchObject({ ok: true })
    expect(ban('192.0.2.4')).toMatchObject({ ok: false, code: 'bans-in-force' })
    expect(ban('192.0.2.3', null), 'in the place of one').toMatchObject({ ok: true })
    expect(ledger.madeInMinute(now)).toBe(0)
  })

  it.each([
    ['192.0.0.0/16', HOUR],
    ['; rm -rf', HOUR],
    ['192.0.2.1', 0],
    ['192.0.2.1', Number.NaN],
    ['192.0.2.1', 1e15],
  ])('refuses %s for %s', (address, duration) => {
    expect(ban(address, duration)).toMatchObject({ ok: false, code: 'bad-order' })
  })

  it('warns of a CDN, which a person may ban', () => {
    expect(ban('198.18.0.9')).toMatchObject({ ok: true, warning: expect.stringContaining('acme') })
  })
})

describe('liftManually', () => {
  it('ends a ban and keeps the offence, or forgives', () => {
    ledger.put(banOf('192.0.2.1'))
    expect(lift('192.0.2.1')).toMatchObject({ ok: true, lift: { cause: 'manual', author: 'ben' } })
    expect(ledger.nextOffence('192.0.2.1', now)).toBe(2)
    expect(lift('192.0.2.1')).toMatchObject({ ok: false, code: 'not-banned' })
    expect(lift('192.0.2.1', true)).toEqual({ ok: true, lift: null })
    expect(ledger.nextOffence('192.0.2.1', now)).toBe(1)
    expect(changes).toEqual(['put', 'lift', 'forgive'])
  })

  it('names the network that an address is banned by', () => {
    ban('192.0.2.0/24')
    expect(lift('192.0.2.9')).toMatchObject({
      ok: false,
      message: '192.0.2.9 is banned as a part of 192.0.2.0/24, not by itself',
    })
  })
})

describe('allow', () => {
  it('ends the bans that it touches, and lets none begin until it ends', () => {
    ban('192.0.2.0/24')
    ledger.put(banOf('192.0.2.9'))
    ledger.put(banOf('203.0.113.9'))
    expect(allow('192.0.2.9', HOUR)).toMatchObject({ ok: true, entry: { range: '192.0.2.9/32', until: START + HOUR } })
    expect([...ledger.bans()].map(({ address }) => address)).toEqual(['203.0.113.9'])
    expect(told.slice(1)).toEqual([
      ['allowed', '192.0.2.0/24'],
      ['allowed', '192.0.2.9'],
    ])
    expect(changes.slice(3), 'the store knows it before anybody is let in').toEqual(['allow', 'lift', 'lift'])
    expect(ban('192.0.2.9')).toMatchObject({ ok: false, hint: expect.stringContaining('allow remove 192.0.2.9/32') })
    expect(orders.expireAllowed(START + HOUR - 1)).toBe(START + HOUR)
    expect(orders.expireAllowed(START + HOUR)).toBe(Number.POSITIVE_INFINITY)
    expect(changes.at(-1)).toBe('disallow')
    expect(ban('192.0.2.9')).toMatchObject({ ok: true })
  })

  it('is taken back by its canonical range', () => {
    allow('2001:0db8:0::/32')
    expect(orders.disallow({ range: '2001:db8::/32', author: 'ana' })).toMatchObject({ ok: true })
    expect(orders.disallow({ range: '2001:db8::/32', author: 'ana' })).toMatchObject({ ok: false, code: 'not-allowed' })
    expect(allow('192.0.2.9/24')).toMatchObject({ ok: false, code: 'bad-order' })
  })
})

it('never bans what is allowed, whatever is ordered in whatever order, and is the same after a restart', () => {
  const range = fc.constantFrom('192.0.2.0/24', '192.0.2.0/28', '192.0.2.7', '2001:db8:1::/48', '2001:db8:1::/128')
  const address = fc.constantFrom('192.0.2.7', '192.0.2.0/29', '192.0.2.128', '2001:db8:1::5', '2001:db8:1::/48')
  const step = fc.record({
    op: fc.constantFrom('ban', 'allow', 'disallow', 'wait', 'restart'),
    range,
    address,
    hours: fc.integer({ min: 1, max: 5 }),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (program) => {
      ledger.restore({ bans: [], offences: [] })
      allowList.restore([])
      now = START
      for (const { op, range, address, hours } of program) {
        if (op === 'ban') ban(address, hours * HOUR)
        else if (op === 'allow') allow(range, hours * HOUR)
        else if (op === 'disallow') orders.disallow({ range, author: 'ana' })
        else if (op === 'wait') now += hours * HOUR
        else expect(orders.restore(JSON.parse(JSON.stringify(orders.remembered())))).toEqual([])
        orders.expireAllowed(now)
        ledger.expire(now)
        for (const { source } of ledger.bans()) expect(allowList.touching(source)).toBeUndefined()
        for (const { until } of allowList.entries()) expect(until).toBeGreaterThan(now)
      }
    }),
    { seed: 12, numRuns: 300 },
  )
})

it('finds an entry inside one that has ended', () => {
  allow('192.0.2.0/24', HOUR)
  allow('192.0.2.7', 2 * HOUR)
  orders.expireAllowed(START + HOUR)
  expect(allowList.touching(sourceOf('192.0.2.7'))?.cidr).toBe('192.0.2.7/32')
  expect(allowList.touching(sourceOf('192.0.2.8'))).toBeUndefined()
})
