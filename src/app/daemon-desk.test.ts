import { describe, expect, it } from 'vitest'
import { classicConfig } from '../config/defaults.ts'
import { DAY, MINUTE, SECOND } from '../domain/units.ts'
import { DeskRig, LOG } from './desk-rig.fixture.ts'
import { flood, START, visitors } from './fed-engine.fixture.ts'

const ADDRESS = '203.0.113.9'
const ana = { author: 'ana', reason: 'spam' }
const order = { address: ADDRESS, duration: 10 * MINUTE, ...ana }
const QUICK = { ...classicConfig, ceiling: { per_second: 20, per_10_seconds: 60 } }

/** An engine that banned a flood by evidence, and a store that knows. */
async function flooded(): Promise<DeskRig> {
  const rig = await DeskRig.open()
  rig.fed.pass(1_500, visitors(8))
  rig.fed.pass(20, (second) => [...visitors(8)(second), ...flood(ADDRESS, 60)])
  rig.write()
  return rig
}

describe('a ban that is ordered', () => {
  it('is pending until the kernel confirms it, and in force then', async () => {
    const { desk, enforcement } = await DeskRig.open()
    const asked = desk.ban(order)
    expect(desk.bans({ limit: 10, offset: 0 }).bans).toMatchObject([{ address: ADDRESS, state: 'pending' }])
    enforcement.confirm(ADDRESS)
    expect(await asked).toMatchObject({
      outcome: 'banned',
      warning: null,
      ban: { address: ADDRESS, state: 'in-force', kind: 'manual', author: 'ana', reason: 'spam', remaining_s: 600 },
    })
  })

  it('is told as pending when the kernel does not answer in two seconds, and as failed with the reason', async () => {
    const { desk, enforcement, clock } = await DeskRig.open()
    const asked = desk.ban(order)
    let isTold = false
    void asked.then(() => {
      isTold = true
    })
    clock.advance(2 * SECOND - 1)
    await Promise.resolve()
    expect(isTold).toBe(false)
    clock.advance(1)
    expect(await asked).toMatchObject({ ban: { state: 'pending', trouble: null } })
    enforcement.trouble = 'nft: operation not permitted'
    const again = desk.ban({ ...order, duration: null })
    clock.advance(2 * SECOND)
    expect(await again).toMatchObject({
      ban: { state: 'failed', trouble: 'nft: operation not permitted', until: null },
    })
  })

  it('is observed when enforcement is off', async () => {
    const { desk, enforcement } = await DeskRig.open()
    enforcement.mode = 'off'
    expect(await desk.ban(order)).toMatchObject({ ban: { state: 'observed' } })
    expect(desk.explain(ADDRESS)!.story[0]).toContain('Would be banned since')
  })

  it('is refused for what is protected, and nothing is changed', async () => {
    const { desk, fed } = await DeskRig.open({ allow: ['198.51.100.0/24'] })
    for (const address of ['127.0.0.1', '10.0.0.7', '203.0.113.250', '198.51.100.9', '198.51.100.0/25'])
      expect(await desk.ban({ ...order, address })).toMatchObject({ outcome: 'refused', code: 'protected' })
    expect(fed.bans()).toEqual([])
  })

  it('may be of a network, which is found by what is in it', async () => {
    const rig = await DeskRig.open()
    rig.enforcement.mode = 'off'
    await rig.desk.ban({ ...order, address: '203.0.113.0/25' })
    await rig.desk.ban({ ...order, address: '2001:db8:1:2::/64' })
    const at = (address: string) => rig.desk.bans({ address, limit: 10, offset: 0 }).bans.map((ban) => ban.address)
    expect(at(ADDRESS)).toEqual(['203.0.113.0/25'])
    expect(at('203.0.113.0/24')).toEqual(['203.0.113.0/25'])
    expect(at('203.0.113.200')).toEqual([])
    expect(at('2001:db8:1::/48')).toEqual(['2001:db8:1:2::/64'])
    expect(rig.desk.explain(ADDRESS)!.bans.map(({ ban }) => ban.address)).toEqual(['203.0.113.0/25'])
    expect(rig.desk.explain('203.0.113.0/24')!.story[0]).toBe('203.0.113.0/24 is not banned as a whole.')
    expect(await rig.desk.lift({ ...ana, address: ADDRESS, forgive: false })).toMatchObject({ code: 'not-banned' })
  })

  it('says that a restart may forget it while the store is in trouble', async () => {
    const rig = await DeskRig.open()
    rig.enforcement.mode = 'off'
    rig.storeTrouble = 'the disk is full'
    expect(await rig.desk.ban(order)).toMatchObject({
      outcome: 'banned',
      warning: expect.stringContaining('disk is full'),
    })
  })
})

it('lists bans the newest first, by state and in pages', async () => {
  const { desk, enforcement, fed, clock } = await DeskRig.open()
  for (const last of [1, 2, 3]) {
    const asked = desk.ban({ ...order, address: `203.0.113.${last}` })
    clock.advance(2 * SECOND)
    await asked
    fed.wall += SECOND
  }
  enforcement.confirm('203.0.113.2')
  const addresses = (filter = {}) => {
    const { bans, total } = desk.bans({ limit: 10, offset: 0, ...filter })
    return [total, ...bans.map(({ address }) => address)]
  }
  expect(addresses()).toEqual([3, '203.0.113.3', '203.0.113.2', '203.0.113.1'])
  expect(addresses({ limit: 1, offset: 1 })).toEqual([3, '203.0.113.2'])
  expect(addresses({ state: 'in-force' })).toEqual([1, '203.0.113.2'])
  expect(addresses({ state: 'pending', limit: 1 })).toEqual([2, '203.0.113.3'])
})

describe('a lift', () => {
  it('is done when the kernel confirmed it', async () => {
    const { desk, enforcement, clock } = await DeskRig.open()
    enforcement.confirm(ADDRESS)
    await desk.ban(order)
    const asked = desk.lift({ ...ana, address: ADDRESS, forgive: false })
    enforcement.release(ADDRESS)
    expect(await asked).toMatchObject({ outcome: 'lifted', state: 'lifted', ban: { state: 'in-force' } })
    enforcement.confirm(ADDRESS)
    await desk.ban(order)
    const slow = desk.lift({ ...ana, address: ADDRESS, forgive: false })
    clock.advance(2 * SECOND)
    expect(await slow).toMatchObject({ state: 'pending', forgiven: false })
    await desk.ban(order)
    enforcement.trouble = 'nft is gone'
    const failing = desk.lift({ ...ana, address: ADDRESS, forgive: false })
    clock.advance(2 * SECOND)
    expect(await failing).toMatchObject({ state: 'failed' })
  })

  it('that forgives lets the ladder begin anew, also when the ban is over', async () => {
    const rig = await DeskRig.open(QUICK)
    rig.enforcement.mode = 'off'
    rig.fed.pass(3, () => flood(ADDRESS, 40))
    expect(await rig.desk.lift({ ...ana, address: ADDRESS, forgive: false })).toMatchObject({ ban: { offence: 1 } })
    rig.fed.pass(3, () => flood(ADDRESS, 40))
    expect(await rig.desk.lift({ ...ana, address: ADDRESS, forgive: false })).toMatchObject({ ban: { offence: 2 } })
    expect(await rig.desk.lift({ ...ana, address: ADDRESS, forgive: true })).toMatchObject({
      ban: null,
      forgiven: true,
    })
    rig.fed.pass(3, () => flood(ADDRESS, 40))
    expect(rig.desk.bans({ limit: 1, offset: 0 }).bans).toMatchObject([{ offence: 1 }])
  })
})

it('reviews permanent bans, the next one due first, and keeps them', async () => {
  const { desk, enforcement, fed } = await DeskRig.open()
  enforcement.mode = 'off'
  await desk.ban({ ...order, duration: null })
  fed.wall += MINUTE
  await desk.ban({ ...order, address: '203.0.113.10', duration: null })
  await desk.ban({ ...order, address: '203.0.113.11' })
  const due = () => desk.review().map(({ address }) => address)
  expect(due()).toEqual([ADDRESS, '203.0.113.10'])
  fed.wall += DAY
  const kept = await desk.keep({ ...ana, address: ADDRESS })
  expect(kept).toMatchObject({ outcome: 'kept', ban: { review_at: new Date(fed.wall + 90 * DAY).toISOString() } })
  expect(due()).toEqual(['203.0.113.10', ADDRESS])
  expect(await desk.keep({ ...ana, address: '203.0.113.11' })).toMatchObject({ outcome: 'refused', code: 'not-banned' })
})

describe('the allow list', () => {
  const allow = { network: '203.0.113.0/24', duration: null, author: 'ana', comment: 'office' }

  it('ends the bans in it, tells who was banned, and protects from then on', async () => {
    const { desk, enforcement, clock } = await DeskRig.open()
    enforcement.confirm(ADDRESS)
    await desk.ban(order)
    const asked = desk.allow.add(allow)
    enforcement.release(ADDRESS)
    expect(await asked).toMatchObject({
      outcome: 'done',
      lifted: [ADDRESS],
      entry: { network: '203.0.113.0/24', origin: 'operator', comment: 'office', author: 'ana', until: null },
    })
    expect(await desk.ban(order)).toMatchObject({ outcome: 'refused', code: 'protected' })
    expect(desk.allow.check(ADDRESS)).toMatchObject({ is_protected: true, by: { range: '203.0.113.0/24' } })
    expect(await desk.allow.remove({ ...ana, network: '203.0.113.0/24' })).toMatchObject({ outcome: 'done' })
    expect(desk.allow.check(ADDRESS)).toEqual({ address: ADDRESS, is_protected: false, by: null })
    const again = desk.ban(order)
    clock.advance(2 * SECOND)
    expect(await again).toMatchObject({ outcome: 'banned' })
  })

  it('holds what is configured, which no order adds or takes out', async () => {
    const { desk } = await DeskRig.open({ allow: ['203.0.113.0/24', '2001:db8::7', '@googlebot'] })
    await desk.allow.add({ ...allow, network: '198.51.100.7' })
    expect(desk.allow.list().map(({ network, origin }) => `${network} ${origin}`)).toEqual([
      '203.0.113.0/24 configuration',
      '2001:db8::7 configuration',
      '@googlebot configuration',
      '198.51.100.7 operator',
    ])
    expect(await desk.allow.add(allow)).toMatchObject({ outcome: 'refused', code: 'already-allowed' })
    expect(await desk.allow.remove({ ...ana, network: ADDRESS })).toMatchObject({ code: 'from-configuration' })
    expect(await desk.allow.remove({ ...ana, network: '192.0.2.1' })).toMatchObject({ code: 'not-allowed' })
    expect(desk.allow.check('2001:db8::7')).toMatchObject({ by: { range: '2001:db8::7', list: 'allow' } })
    expect(desk.allow.check('10.0.0.0/8')).toMatchObject({ by: { list: 'protect.private' } })
  })
})

describe('the explanation', () => {
  it('of a flood reckons the ban anew from its evidence, in force and from the store', async () => {
    const rig = await flooded()
    const { desk, enforcement, fed } = rig
    const found = desk.explain(ADDRESS)!
    expect(found.bans).toMatchObject([
      { ban: { state: 'pending', kind: 'source-flood' }, ended: null, recomputed: { possible: true, agrees: true } },
    ])
    expect(found.story.join('\n')).not.toContain('Banned')
    enforcement.confirm(ADDRESS)
    const [first, evidence] = desk.explain(ADDRESS)!.story
    expect(first).toContain(`${ADDRESS}: Banned since ${found.bans[0]!.ban.at} until`)
    expect(evidence).toMatch(/nats of evidence, .* needed/)
    expect(found.story.join('\n')).toMatch(/It sent 1,200 requests since it was first seen/)
    const asked = desk.lift({ ...ana, address: ADDRESS, forgive: false })
    enforcement.release(ADDRESS)
    await asked
    rig.write()
    const { id, incident } = found.bans[0]!.ban
    const [ended] = desk.explain(id)!.bans
    expect(ended).toMatchObject({
      ban: { id, remaining_s: 0, state: 'observed' },
      ended: { cause: 'manual', author: 'ana' },
      recomputed: { ...found.bans[0]!.recomputed },
    })
    expect(desk.explain(ADDRESS)!.story[0]).toBe(`${ADDRESS} is not banned.`)
    expect(desk.explain(incident!)).toMatchObject({ incidents: [{ id: incident }], bans: [{ ban: { id } }] })
    expect(fed.bans()).toEqual([])
  })

  it('says when something else comes out', async () => {
    const { desk, fed } = await flooded()
    const [ban] = [...fed.engine.brain.ledger.bans()]
    fed.engine.brain.ledger.put({ ...ban!, evidence: { ...ban!.evidence, nats: ban!.evidence.nats! + 1e-6 } })
    expect(desk.explain(ADDRESS)!.bans[0]!.recomputed).toMatchObject({ possible: true, agrees: false })
  })

  it('of a manual ban says who ordered it, and that there is nothing to reckon', async () => {
    const { desk, enforcement } = await DeskRig.open()
    enforcement.confirm(ADDRESS)
    await desk.ban(order)
    const { bans, story } = desk.explain(ADDRESS)!
    expect(bans).toMatchObject([{ evidence: null, recomputed: { possible: false } }])
    expect(story[0]).toMatch(/Banned since .* \(ordered by ana\): spam$/)
  })

  it('of a source that was spared says why, and what protects it', async () => {
    const { desk, fed } = await DeskRig.open({ ...QUICK, allow: ['203.0.113.0/24'] })
    fed.pass(3, () => flood(ADDRESS, 40))
    const { story, bans, protection } = desk.explain(ADDRESS)!
    expect(story).toEqual([
      `${ADDRESS} is not banned.`,
      'It sent 120 requests since it was first seen.',
      '120 requests in the last 60 s, 0 of them answered with an error.',
      'There is no limit for 60 s while the baseline is learned; the ceiling holds.',
      'It went over a limit and was left alone: 203.0.113.0/24 is protected (allow).',
      'It is never banned: 203.0.113.0/24 is protected (allow).',
    ])
    expect([bans, protection!.is_protected]).toEqual([[], true])
  })

  it('is none where nothing is known', async () => {
    const { desk } = await DeskRig.open()
    for (const subject of ['203.0.113.77', '198.51.100.0/24', 'a1b2c3', '0.0.0.0/0', '2001:db8::/64', ''])
      expect(desk.explain(subject)).toBeNull()
  })
})

describe('incidents', () => {
  it('that are open come from the engine, and those that are over from the store', async () => {
    const rig = await flooded()
    const { desk, fed } = rig
    const found = (state: 'all' | 'open' | 'resolved', limit = 10) =>
      desk.incidents({ state, limit }).map((one) => `${one.kind} ${one.state}`)
    const firing = ['source-flood firing', 'traffic-surge firing']
    expect([found('open'), found('resolved'), found('all')]).toEqual([firing, [], firing])
    fed.pass(120, visitors(8))
    rig.write()
    const over = ['traffic-surge resolved', 'source-flood resolved']
    expect([found('open'), found('resolved'), found('all')].map((all) => all.sort())).toEqual([
      [],
      [...over].sort(),
      [...over].sort(),
    ])
    expect(found('all', 1)).toHaveLength(1)
    const since = new Date(fed.wall).toISOString()
    expect(desk.incidents({ state: 'all', since, limit: 10 })).toEqual([])
    expect(desk.incidents({ state: 'all', kind: 'blind', limit: 10 })).toEqual([])
    expect(desk.incidents({ state: 'all', limit: 0 })).toEqual([])
  })

  it('that are over come from the record when there is no store', () => {
    const rig = new DeskRig(QUICK, null)
    rig.fed.pass(3, () => flood(ADDRESS, 40))
    rig.fed.pass(70, () => flood('203.0.113.10', 1))
    for (const event of rig.fed.events) rig.record.see(event, '')
    expect(rig.desk.incidents({ state: 'all', limit: 10 })).toMatchObject([{ state: 'resolved', subject: ADDRESS }])
    expect(rig.desk.explain(ADDRESS)!.incidents).toHaveLength(1)
  })
})

describe('the status', () => {
  it('is well when all is well, and learning is no trouble', async () => {
    const { desk, fed } = await DeskRig.open()
    fed.pass(120, visitors(8))
    expect(desk.status()).toMatchObject({
      ...{ version: '0.0.0', uptime_s: 180, profile: 'calibrated', promised_false_alarms_per_week: 1 },
      ...{ lines: 200, refused_lines: 3, lag: { bytes: 0, lines: 0, seconds: 0 } },
      learning: { minutes: 1, of: 10 },
      baselines: { requests: { unit: 'requests/s', mean: expect.closeTo(8, 0) }, errors: { mean: 0 } },
      logs: [
        { path: 'access.log', format: 'json', lines: 200, refused: 3, last_line_at: new Date(START).toISOString() },
      ],
      ...{ incidents_open: 0, store_trouble: null, troubles: [] },
    })
    expect(desk.status().sources).toBeGreaterThan(10)
  })

  it('tells how far reading is behind', async () => {
    const rig = await DeskRig.open()
    rig.logs = [{ ...LOG, lag: 1_000 }]
    rig.lag = 1_000
    rig.fed.wall = START + 3_500
    expect(rig.desk.status().lag).toEqual({ bytes: 1_000, lines: 5, seconds: 3.5 })
  })

  it('tells each trouble with what to do', async () => {
    const rig = await DeskRig.open()
    const codes = () => {
      const { troubles } = rig.desk.status()
      for (const { message, fix } of troubles) expect([message, fix]).not.toContain('')
      return troubles.map(({ code }) => code)
    }
    rig.enforcement.trouble = 'nft: operation not permitted'
    expect(codes()).toEqual(['enforcement-down'])
    rig.enforcement.trouble = null
    rig.storeTrouble = 'the disk is full'
    expect([codes(), rig.desk.status().store_trouble]).toEqual([['store'], 'the disk is full'])
    rig.storeTrouble = null
    rig.logs = [
      { ...LOG, trouble: 'missing' },
      { ...LOG, trouble: 'denied' },
      { ...LOG, lines: 40, refused: 40 },
    ]
    expect(codes()).toEqual(['log-missing', 'log-denied', 'no-format'])
    rig.logs = [LOG]
    rig.fed.pass(700, visitors(8))
    rig.fed.engine.silent(61, () => 'access.log')
    expect(codes()).toEqual(['blind'])
  })
})

it('records every order with who, what, whom and why, refused ones too', async () => {
  const rig = await DeskRig.open()
  const { desk } = rig
  rig.enforcement.mode = 'off'
  await desk.ban({ ...order, duration: null })
  await desk.ban({ ...order, address: '127.0.0.1' })
  await desk.keep({ ...ana, address: ADDRESS })
  await desk.lift({ ...ana, address: ADDRESS, forgive: true })
  await desk.lift({ ...ana, address: ADDRESS, forgive: false })
  await desk.allow.add({ network: '198.51.100.0/24', duration: MINUTE, author: 'ben', comment: 'office' })
  await desk.allow.remove({ network: '198.51.100.0/24', author: 'ben', reason: 'moved' })
  await desk.allow.remove({ network: '198.51.100.0/24', author: 'ben', reason: 'moved' })
  await desk.reload('ana')
  rig.reloaded = { outcome: 'refused', code: 'bad-configuration', message: 'no', fix: 'mend it' }
  expect(await desk.reload('ana')).toEqual(rig.reloaded)
  expect(rig.orders()).toEqual([
    `ana: ban ${ADDRESS} (spam)`,
    'ana: ban refused (protected) 127.0.0.1 (spam)',
    `ana: keep ${ADDRESS} (spam)`,
    `ana: unban and forgive ${ADDRESS} (spam)`,
    `ana: unban refused (not-banned) ${ADDRESS} (spam)`,
    'ben: allow 198.51.100.0/24 (office)',
    'ben: disallow 198.51.100.0/24 (moved)',
    'ben: disallow refused (not-allowed) 198.51.100.0/24 (moved)',
    'ana: reload configuration ()',
    'ana: reload refused (bad-configuration) configuration ()',
  ])
})

it('shows what the terminal view shows', async () => {
  const { desk, fed } = await DeskRig.open(QUICK)
  fed.pass(3, () => flood(ADDRESS, 40))
  expect(desk.snapshot()).toMatchObject({ now: fed.wall, bansInForce: 1 })
})
