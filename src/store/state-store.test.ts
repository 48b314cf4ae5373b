import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Ban } from '../domain/ban.ts'
import type { AllowEntry, Offence, RememberedChange } from '../domain/remembered.ts'
import { banOf, incidentOf, START } from './ban.fixture.ts'
import { SEARCHED } from './forget.ts'
import { loadSqlite } from './sqlite.ts'
import { openStore } from './store.fixture.ts'

const allowed: AllowEntry = { range: '203.0.113.7/32', until: null, comment: 'office', author: 'ops', at: START }

describe('StateStore', () => {
  it('knows everything after a restart', async () => {
    const rig = await openStore()
    const { store } = rig
    const ban = banOf('198.51.100.1', { id: 'of the first' })
    const lift = { ban: banOf('198.51.100.2', { id: 'of the second' }), at: START + 5, cause: 'manual' } as const
    const position = {
      path: '/var/log/nginx/access.log',
      device: 2049,
      inode: 7,
      position: 2 ** 40,
      head: { length: 1_024, hash: 'ab'.repeat(32) },
      at: START,
    }
    const snapshot = { name: 'baselines', version: 2, at: START, json: '{"a":[1,2.5]}' }
    store.bans.put(ban)
    store.bans.put(lift.ban)
    store.bans.lift(lift)
    store.offences.put({ address: ban.address, count: 3, since: START })
    store.incidents.put(incidentOf('one'))
    store.allow.put(allowed)
    store.audit.add({ at: START, type: 'ban', ban, effect: 'in-force' })
    store.positions.put([{ ...position, path: '/old' }])
    store.positions.put([position, { ...position, inode: 8 }])
    store.snapshots.put({ ...snapshot, json: 'an older one' })
    store.snapshots.put(snapshot)
    store.meta.put('version', '0.1.0')
    const again = await rig.reopen()
    expect(again.bans.inForce()).toEqual([ban])
    expect(again.bans.get(ban.address)).toEqual(ban)
    expect(again.bans.get('198.51.100.2')).toBeUndefined()
    expect(again.bans.lifted({ limit: 10 })).toEqual([lift])
    expect(again.bans.find('of the first')).toEqual({ ban, lift: null })
    expect(again.bans.find('of the second')).toEqual({ ban: lift.ban, lift })
    expect(again.bans.find('of nobody')).toBeUndefined()
    expect(again.offences.get(ban.address)).toEqual({ address: ban.address, count: 3, since: START })
    expect(again.incidents.open()).toEqual([incidentOf('one')])
    expect(again.allow.list()).toEqual([allowed])
    expect(again.audit.list({ limit: 10 })).toEqual([{ at: START, type: 'ban', ban, effect: 'in-force', number: 1 }])
    expect(again.positions.list()).toEqual([position, { ...position, inode: 8 }])
    expect(again.snapshots.get('baselines')).toEqual(snapshot)
    expect(again.meta.get('version')).toBe('0.1.0')
    expect(rig.troubles).toEqual([])
  })

  it('gives its files to their owner alone', async () => {
    const { folder } = await openStore()
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
  })

  it('writes a batch whole or not at all', async () => {
    const { store } = await openStore()
    const failing = () =>
      store.batch(() => {
        store.bans.put(banOf('198.51.100.1'))
        throw new Error('stop')
      })
    expect(failing).toThrow('stop')
    expect(store.bans.size).toBe(0)
    const wrong = () =>
      store.batch(() => {
        store.bans.put(banOf('198.51.100.1'))
        store.meta.put('name', { no: 'text' } as unknown as string)
      })
    expect(wrong).toThrow()
    expect(store.bans.size).toBe(0)
  })

  it('shifts the ends of bans, their review and the offences when the clock of the log was set', async () => {
    const { store } = await openStore()
    const ban = banOf('198.51.100.1')
    const forever = { ...banOf('198.51.100.2', { duration: null }), reviewAt: START + 50 } as Ban
    store.apply({ type: 'put', ban })
    store.apply({ type: 'put', ban: forever })
    store.apply({ type: 'shift', by: -3_600_000 })
    const { bans, offences } = store.remembered()
    expect(bans).toEqual([
      { ...ban, until: ban.until! - 3_600_000 },
      { ...forever, reviewAt: START + 50 - 3_600_000 },
    ])
    expect(offences.map(({ since }) => since)).toEqual([START - 3_600_000, START - 3_600_000])
  })

  it('pages through lifted bans, incidents and the audit log', async () => {
    const { store } = await openStore()
    for (let i = 0; i < 5; i++) {
      store.bans.lift({ ban: banOf(`198.51.100.${i}`), at: START + i, cause: 'expired' })
      store.incidents.put(incidentOf(`i${i}`, { since: START + i, firedAt: START + i } as object))
      store.audit.add({ at: START + i, type: 'rotation', path: `/var/log/${i}` })
    }
    store.incidents.put(incidentOf('i1', { state: 'resolved', resolvedAt: START + 9 } as object))
    expect(store.bans.lifted({ before: START + 3, limit: 2 }).map(({ at }) => at - START)).toEqual([2, 1])
    expect(store.bans.lifted({ address: '198.51.100.4', limit: 2 })).toHaveLength(1)
    expect(store.incidents.list({ limit: 3 }).map(({ id }) => id)).toEqual(['i1', 'i4', 'i3'])
    expect(store.incidents.list({ before: START + 3, limit: 9 }).map(({ id }) => id)).toEqual(['i2', 'i0'])
    expect(store.incidents.open()).toHaveLength(4)
    expect(store.incidents.list({ isOpen: false, limit: 9 }).map(({ id }) => id)).toEqual(['i1'])
    expect(store.incidents.list({ isOpen: true, since: START + 99, limit: 9 })).toHaveLength(4)
    expect(store.incidents.list({ isOpen: false, since: START + 99, limit: 9 })).toEqual([])
    expect(store.incidents.list({ kind: 'latency', limit: 9 })).toEqual([])
    expect(store.audit.list({ type: 'rotation', before: 4, limit: 2 }).map(({ number }) => number)).toEqual([3, 2])
  })

  it('deletes what is older than the retention, a step at a time, and nothing that holds', async () => {
    const { store } = await openStore()
    const day = 86_400_000
    store.bans.put(banOf('203.0.113.1', { duration: null, at: START - 400 * day }))
    store.offences.put({ address: '203.0.113.1', count: 2, since: START - 45 * day })
    store.offences.put({ address: '203.0.113.2', count: 1, since: START - 45 * day })
    for (let i = 0; i < 25; i++) {
      store.audit.add({ at: START - 31 * day + i, type: 'rotation', path: '/a' })
      store.bans.lift({ ban: banOf('198.51.100.1'), at: START - 31 * day, cause: 'expired' })
    }
    store.audit.add({ at: START - 29 * day, type: 'rotation', path: '/b' })
    const rules = { retention: 30 * day, decay: 30 * day }
    expect(store.prune(START, rules, 10)).toBe(true)
    expect(store.audit.list({ limit: 99 })).toHaveLength(16)
    expect(store.prune(START, rules, 10)).toBe(true)
    expect(store.prune(START, rules, 10)).toBe(false)
    expect(store.audit.list({ limit: 99 }).map(({ type }) => type)).toEqual(['rotation'])
    expect(store.bans.lifted({ limit: 99 })).toEqual([])
    expect(store.bans.size).toBe(1)
    expect(store.offences.every().map(({ address }) => address)).toEqual(['203.0.113.1'])
  })

  const address = fc.constantFrom('192.0.2.1', '192.0.2.10', '2001:db8:1:2::/64')
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant('put' as const), address, offence: fc.nat(3) }) },
    fc.record({ do: fc.constant('lift' as const), address, forgiven: fc.boolean() }),
    fc.record({ do: fc.constant('allow' as const), address, isOn: fc.boolean() }),
    fc.record({ do: fc.constant('forget' as const), address }),
    fc.record({ do: fc.constant('reopen' as const) }),
  )

  it('is as a map would be, whatever is put, lifted, forgotten and opened again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const rig = await openStore()
        const bans = new Map<string, Ban>()
        const offences = new Map<string, Offence>()
        const allow = new Map<string, AllowEntry>()
        let lifted: string[] = []
        for (const [at, step] of steps.entries()) {
          const { store } = rig
          const apply = (change: RememberedChange) => expect(store.apply(change)).toBe(true)
          if (step.do === 'reopen') await rig.reopen()
          else if (step.do === 'put') {
            const ban = banOf(step.address.split('/')[0]!, { at: START + at, offence: step.offence })
            apply({ type: 'put', ban })
            bans.delete(ban.address)
            bans.set(ban.address, ban)
            offences.delete(step.offence > 0 ? ban.address : '')
            if (step.offence > 0) offences.set(ban.address, { address: ban.address, count: ban.offence, since: ban.at })
          } else if (step.do === 'lift') {
            const ban = bans.get(step.address)
            if (ban === undefined) continue
            apply({ type: 'lift', lift: { ban, at: START + at, cause: 'manual' }, forgiven: step.forgiven })
            bans.delete(step.address)
            lifted.push(step.address)
            if (step.forgiven) offences.delete(step.address)
          } else if (step.do === 'allow') {
            const range = step.address.includes('/') ? step.address : `${step.address}/32`
            const entry = { ...allowed, range, at: START + at }
            apply(step.isOn ? { type: 'allow', entry } : { type: 'disallow', entry, cause: 'manual' })
            allow.delete(range)
            if (step.isOn) allow.set(range, entry)
          } else {
            expect(store.forget(step.address)).not.toBeNull()
            bans.delete(step.address)
            offences.delete(step.address)
            allow.delete(step.address)
            allow.delete(`${step.address}/32`)
            lifted = lifted.filter((address) => address !== step.address)
          }
          expect(rig.store.remembered()).toEqual({
            bans: [...bans.values()],
            offences: [...offences.values()],
            allow: [...allow.values()],
          })
          expect(
            rig.store.bans
              .lifted({ limit: 99 })
              .map(({ ban }) => ban.address)
              .sort(),
          ).toEqual([...lifted].sort())
        }
      }),
      { seed: 6, numRuns: 40 },
    )
  })
})

describe('forget', () => {
  it('leaves no trace of an address in the file, and everything of its neighbours', async () => {
    const rig = await openStore()
    const { store, folder } = rig
    for (const address of ['192.0.2.1', '192.0.2.10', '2001:db8:1:2::9']) {
      const ban = banOf(address)
      store.bans.put(ban)
      store.bans.lift({ ban: { ...ban, at: 0 }, at: START, cause: 'expired' })
      store.bans.put(ban)
      store.offences.put({ address: ban.address, count: 1, since: START })
      store.incidents.put(incidentOf(`of ${ban.id}${address.length}`, { subject: { type: 'address', address } }))
      store.incidents.put(incidentOf(`by ${address.length}`, { reason: `Most came from \u0001${address}.` }))
      store.audit.add({ at: START, type: 'ban', ban, effect: 'in-force' })
      store.audit.add({ at: START, type: 'operator', author: 'ops', action: 'ban', target: address, reason: '' })
      store.allow.put({ ...allowed, range: address.includes(':') ? `${address}/128` : `${address}/32` })
      store.meta.put(address.length.toString(), address)
    }
    const known = [
      ['192.0.2.1', 5],
      ['192.0.2.10', 6],
      ['2001:db8:1:2::/64', 7],
    ]
    const json = JSON.stringify({ known, byAddress: { '192.0.2.1': 1, '192.0.2.10': 2 } })
    store.snapshots.put({ name: 'known-sources', version: 1, at: START, json })
    store.positions.put([
      { path: '/log/192.0.2.1.log', device: 1, inode: 1, position: 0, head: { length: 0, hash: '' }, at: 0 },
    ])

    expect(store.forget('192.0.2.1')!.removed).toBeGreaterThan(5)
    store.forget('2001:db8:1:2:ffff::1')
    const bytes = readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'latin1'))
      .join('\n')
    expect(bytes.match(/.{20}192\.0\.2\.1(?!\d)/)).toBeNull()
    expect(bytes.match(/.{20}2001:db8:1:2:/)).toBeNull()
    expect(bytes.includes('192.0.2.10')).toBe(true)
    expect(JSON.parse(store.snapshots.get('known-sources')!.json)).toEqual({
      known: [['192.0.2.10', 6]],
      byAddress: { '192.0.2.10': 2 },
    })
    expect(store.bans.inForce()).toEqual([banOf('192.0.2.10')])
    expect(store.incidents.list({ limit: 99 }).map(({ reason }) => reason)).toContain(
      'Most came from \u0001192.0.2.10.',
    )
    expect((await rig.reopen()).bans.inForce()).toEqual([banOf('192.0.2.10')])
    expect(rig.troubles).toEqual([])
  })

  it('searches every table', async () => {
    const rig = await openStore()
    rig.store.close()
    const database = (await loadSqlite())(join(rig.folder, 'state.db'), { timeout: 0 })
    const tables = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all()
    database.close()
    expect(tables.map(({ name }) => name).sort()).toEqual([...SEARCHED].sort())
  })
})
