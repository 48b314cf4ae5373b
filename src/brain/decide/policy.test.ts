import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SparedBecause } from '../../domain/decision.ts'
import { type Finding, subjectText } from '../../domain/finding.ts'
import type { Incident } from '../../domain/incident.ts'
import { MINUTE } from '../../domain/units.ts'
import { crossingOf, START } from './ban.fixture.ts'
import { Brake } from './brake.ts'
import { BanLedger } from './ledger.ts'
import { Policy } from './policy.ts'
import { type SafeguardSettings, Safeguards } from './safeguards.ts'

const SETTINGS: SafeguardSettings = {
  allow: ['198.51.100.0/24', '2001:db8:a::1'],
  trustedProxies: ['203.0.113.1'],
  protectPrivate: true,
  ownAddresses: [],
  bansPerMinute: 1_000,
  bansInForce: 100_000,
  cdnOf: ({ low }) => (low >>> 8 === 0xc61200 ? 'acme' : undefined), // 198.18.0.0/24
}

function policyWith(change: Partial<SafeguardSettings> = {}) {
  const ledger = new BanLedger(null)
  const findings: Finding[] = []
  const notices: [string, SparedBecause['why'], number][] = []
  const policy = new Policy({
    ledger,
    safeguards: new Safeguards({ ...SETTINGS, ...change }),
    ladder: [10 * MINUTE, 30 * MINUTE, 120 * MINUTE, null],
    brake: new Brake(0.05),
    verdictOf: ({ observed, limit, window, requests60 }) => ({
      ...{ guilty: true, kind: 'source-flood', own: requests60, least: 20, newcomer: false },
      evidence: { detector: 'ceiling', observed, expected: null, limit, unit: 'requests', window, baseline: null },
    }),
    reasonOf: (kind, evidence) => `${kind} ${evidence.observed}`,
    sampleOf: (line) => line.replace('s3cret', '…'),
    report: (finding) => {
      expect(ledger.get(subjectText(finding.subject)), 'the incident is told first').toBeUndefined()
      findings.push(finding)
      return { id: `incident ${findings.length}` } as Incident
    },
    onProtected: (address, because, { at }) => notices.push([address, because.why, at - START]),
  })
  return { policy, ledger, findings, notices }
}

const spared = (policy: Policy, ...crossing: Parameters<typeof crossingOf>) => {
  const decision = policy.judge(crossingOf(...crossing))
  return decision.action === 'observe' ? decision.because.why : decision.action
}

describe('Policy', () => {
  it('tells the incident, then bans by the ladder with all numbers', () => {
    const { policy, ledger, findings } = policyWith()
    const decision = policy.judge(crossingOf('203.0.113.10'))
    expect(decision).toEqual({ action: 'ban', ban: ledger.get('203.0.113.10') })
    expect(findings).toMatchObject([{ kind: 'source-flood', subject: { type: 'address', address: '203.0.113.10' } }])
    expect(ledger.get('203.0.113.10')).toMatchObject({
      at: START,
      until: START + 10 * MINUTE,
      offence: 1,
      incident: 'incident 1',
      reason: 'source-flood 301',
      evidence: { observed: 301, limit: 300, expected: null, lines: ['GET /a?token=… HTTP/1.1'] },
    })
  })

  it('bans an IPv6 source as its /64', () => {
    const { policy, findings, ledger } = policyWith()
    policy.judge(crossingOf('2001:db8:bad:1::77'))
    expect([...ledger.bans()][0]?.address).toBe('2001:db8:bad:1::/64')
    expect(findings[0]?.subject).toEqual({ type: 'prefix', prefix: '2001:db8:bad:1::/64' })
  })

  it('bans a network as a prefix, but none that holds a protected address', () => {
    const { policy, findings } = policyWith()
    const network = (address: string) => policy.judge(crossingOf(address))
    expect(network('2001:db8:bad::/48')).toMatchObject({ action: 'ban', ban: { address: '2001:db8:bad::/48' } })
    expect(network('198.51.99.0/24')).toMatchObject({ action: 'ban', ban: { address: '198.51.99.0/24' } })
    expect(findings.map(({ subject }) => subject.type)).toEqual(['prefix', 'prefix'])
    expect(network('203.0.113.0/24')).toMatchObject({ because: { why: 'protected', range: '203.0.113.1' } })
    expect(network('2001:db8:a::/48')).toMatchObject({ because: { why: 'protected', range: '2001:db8:a::1' } })
  })

  it('climbs the ladder offence by offence; a crossing while banned is none', () => {
    const { policy, ledger } = policyWith()
    const lengths: unknown[] = []
    let now = START
    for (let offence = 0; offence < 5; offence++) {
      const decision = policy.judge(crossingOf('203.0.113.10', now))
      if (decision.action === 'ban') lengths.push(decision.ban.duration)
      expect(spared(policy, '203.0.113.10', now + 1)).toBe('already-banned')
      if (ledger.nextExpiry() < Number.POSITIVE_INFINITY) now = ledger.expire(ledger.nextExpiry())[0]!.at
      else ledger.lift('203.0.113.10', ++now, 'manual')
    }
    expect(lengths).toEqual([10 * MINUTE, 30 * MINUTE, 120 * MINUTE, null, null])
  })

  it('gives a permanent ban a date for a look, and no other', () => {
    const { policy, ledger } = policyWith()
    policy.reload({ brake: new Brake(null), safeguards: new Safeguards(SETTINGS), ladder: [MINUTE, null], review: 90 })
    policy.judge(crossingOf('203.0.113.10'))
    expect(ledger.get('203.0.113.10')).not.toHaveProperty('reviewAt')
    ledger.lift('203.0.113.10', START, 'manual')
    policy.judge(crossingOf('203.0.113.10'))
    expect(ledger.get('203.0.113.10')).toMatchObject({ until: null, reviewAt: START + 90 })
  })

  it('asks for twenty requests of its own', () => {
    const { policy, ledger } = policyWith()
    expect(spared(policy, '203.0.113.10', START, { requests60: 19 })).toBe('too-few-requests')
    expect(policy.sparedBecause('203.0.113.10')).toEqual({ why: 'too-few-requests', needed: 20 })
    expect(ledger.size).toBe(0)
    expect(spared(policy, '203.0.113.10', START, { requests60: 20 })).toBe('ban')
  })

  it('stops at the budget of a minute, also across a reload, and goes on after it', () => {
    const { policy } = policyWith({ bansPerMinute: 2 })
    expect(spared(policy, '203.0.113.10', START)).toBe('ban')
    expect(spared(policy, '203.0.113.11', START + 30_000)).toBe('ban')
    expect(spared(policy, '203.0.113.12', START + 59_999)).toBe('bans-a-minute')
    policy.reload({
      brake: new Brake(null),
      safeguards: new Safeguards({ ...SETTINGS, bansPerMinute: 2 }),
      ladder: [null],
    })
    expect(spared(policy, '203.0.113.12', START + 59_999)).toBe('bans-a-minute')
    expect(spared(policy, '203.0.113.12', START + 60_000)).toBe('ban')
  })

  it('stops at the number of bans in force', () => {
    const { policy, ledger } = policyWith({ bansInForce: 1 })
    expect(spared(policy, '203.0.113.10')).toBe('ban')
    expect(spared(policy, '203.0.113.11')).toBe('bans-in-force')
    ledger.lift('203.0.113.10', START, 'manual')
    expect(spared(policy, '203.0.113.11')).toBe('ban')
  })

  it('notices a protected source once a minute and counts it once', () => {
    const { policy, notices } = policyWith()
    for (const after of [0, 1_000, 59_999, 60_000, 61_000]) spared(policy, '198.51.100.5', START + after)
    spared(policy, '203.0.113.1', START + 61_000)
    spared(policy, '198.51.100.6', START, { requests60: 5 })
    spared(policy, '198.51.100.5', START - 7_200_000)
    expect(notices).toEqual([
      ['198.51.100.5', 'protected', 0],
      ['198.51.100.5', 'protected', 60_000],
      ['203.0.113.1', 'protected', 61_000],
      ['198.51.100.5', 'protected', -7_200_000],
    ])
    expect(policy.protectedOverLimit).toBe(2)
  })

  it('takes a peer with most of the known traffic for a proxy, tells of it once, and goes on banning others', () => {
    const { policy, notices } = policyWith()
    const mostly = { known: 150, siteKnown: 200 }
    expect(spared(policy, '203.0.113.10', START, mostly)).toBe('proxy')
    expect(spared(policy, '203.0.113.10', START + 3_600_000, mostly)).toBe('proxy')
    expect(policy.sparedBecause('203.0.113.10')).toEqual({ why: 'proxy', share: 0.75 })
    expect(notices).toEqual([['203.0.113.10', 'proxy', 0]])
    expect(policy.protectedOverLimit).toBe(1)
    expect(spared(policy, '203.0.113.11', START, { known: 0, siteKnown: 200 }), 'a flood of a new one').toBe('ban')
    expect(spared(policy, '203.0.113.12', START, { known: 199, siteKnown: 199 }), 'too little to tell').toBe('brake')
    expect(spared(policy, '203.0.113.1', START, mostly), 'one that is trusted').toBe('protected')
  })

  it('does not hold against a ban what a newcomer was answered while it did what it is banned for', () => {
    const flood = { known: 900, siteKnown: 1_000 }
    const judged = (newcomer: boolean) => {
      const { policy } = policyWith()
      const crossing = crossingOf('203.0.113.12', START, flood)
      const evidence = {
        detector: 'flood',
        observed: 1,
        expected: null,
        limit: 1,
        unit: 'requests',
        window: 60,
        baseline: null,
      }
      return policy.decide(crossing, { guilty: true, kind: 'source-flood', own: 900, least: 20, newcomer, evidence })
        .action
    }
    expect([judged(true), judged(false)]).toEqual(['ban', 'observe'])
  })

  it('bans no peer of a known CDN and tells of each CDN once', () => {
    const { policy, notices } = policyWith()
    expect(spared(policy, '198.18.0.7')).toBe('cdn')
    expect(spared(policy, '198.18.0.8', START + 1_000)).toBe('cdn')
    expect(spared(policy, '198.18.1.7', START + 2_000)).toBe('ban')
    expect(notices).toEqual([['198.18.0.7', 'cdn', 0]])
    expect(policy.protectedOverLimit).toBe(2)
  })
})

describe('Safeguards', () => {
  it.each([
    ['127.0.0.1', 'always protected'],
    ['::1', 'always protected'],
    ['169.254.169.254', 'always protected'],
    ['fe80::1', 'always protected'],
    ['224.0.0.1', 'always protected'],
    ['ff02::1', 'always protected'],
    ['0.0.0.0', 'always protected'],
    ['::', 'always protected'],
    ['::ffff:127.0.0.1', 'always protected'],
    ['10.1.2.3', 'protect.private'],
    ['172.31.255.255', 'protect.private'],
    ['192.168.0.1', 'protect.private'],
    ['100.64.0.1', 'protect.private'],
    ['fd00::1', 'protect.private'],
    ['198.51.100.200', 'allow'],
    ['2001:db8:a::ffff', 'allow'],
    ['203.0.113.1', 'trusted_proxies'],
  ])('%s is never banned: %s', (address, list) => {
    const decision = policyWith().policy.judge(crossingOf(address))
    expect(decision).toMatchObject({ action: 'observe', because: { why: 'protected', list } })
  })

  it.each(['172.32.0.0', '100.128.0.0', '203.0.113.2', '2001:db8:a:1::1', '198.18.1.1'])(
    '%s may be banned',
    (address) => {
      expect(spared(policyWith().policy, address)).toBe('ban')
    },
  )

  it('protects own addresses, and private ones only when asked to', () => {
    const { policy } = policyWith({ protectPrivate: false, ownAddresses: ['192.168.0.9'] })
    expect(spared(policy, '192.168.0.9')).toBe('protected')
    expect(spared(policy, '192.168.0.8')).toBe('ban')
    expect(spared(policy, '127.0.0.1')).toBe('protected')
  })

  it('lets no protected source be banned, whatever the crossings, settings and reloads', () => {
    const inside = fc.oneof(
      fc.nat(0xffffff).map((host) => ({ kind: 4 as const, high: 0, low: (127 * 2 ** 24 + host) >>> 0 })),
      fc.nat(255).map((host) => ({ kind: 4 as const, high: 0, low: (0xc6336400 + host) >>> 0 })),
      fc.nat(0x3fffff).map((bits) => ({ kind: 6 as const, high: (0xfe800000 | bits) >>> 0, low: bits })),
      fc.constant({ kind: 6 as const, high: 0x20010db8, low: 0x000a0000 }),
      fc.constant({ kind: 6 as const, high: 0, low: 0 }),
    )
    const program = fc.array(
      fc.record({
        source: inside,
        after: fc.nat(200_000),
        requests60: fc.nat(10_000),
        reload: fc.boolean(),
        protectPrivate: fc.boolean(),
        bansPerMinute: fc.integer({ min: 1, max: 5 }),
      }),
      { maxLength: 30 },
    )
    fc.assert(
      fc.property(program, (steps) => {
        const { policy, ledger, findings } = policyWith()
        for (const { source, after, requests60, reload, ...settings } of steps) {
          if (reload)
            policy.reload({
              brake: new Brake(null),
              safeguards: new Safeguards({ ...SETTINGS, ...settings }),
              ladder: [null],
            })
          expect(policy.judge({ ...crossingOf('192.0.2.1', START + after), source, requests60 }).action).toBe('observe')
        }
        expect([ledger.size, findings.length]).toEqual([0, 0])
      }),
      { seed: 8, numRuns: 300 },
    )
  })
})
