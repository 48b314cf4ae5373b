import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Incident } from '../domain/incident.ts'
import { DAY } from '../domain/units.ts'
import { banOf, incidentOf, START } from './ban.fixture.ts'
import { loadSqlite } from './sqlite.ts'
import { STATE_MIGRATIONS } from './state-schema.ts'
import { openStore, temporaryFolder } from './store.fixture.ts'

const seen = (author: string, reason = 'seen') => ({ at: new Date(START).toISOString(), author, reason })

describe('acknowledgements', () => {
  it('are known after a restart, the last one of an incident', async () => {
    const rig = await openStore()
    expect(rig.store.acknowledgements.get('i1')).toBeUndefined()
    rig.store.acknowledgements.put('i1', seen('ana'))
    rig.store.acknowledgements.put('i1', seen('ben'))
    rig.store.acknowledgements.put('i2', seen('ana'))
    const { acknowledgements } = await rig.reopen()
    expect([acknowledgements.get('i1'), acknowledgements.get('i2')]).toEqual([seen('ben'), seen('ana')])
  })

  it('are gone with the retention, and name no address that was forgotten', async () => {
    const { store } = await openStore()
    store.acknowledgements.put('i1', seen('ana', 'it was 203.0.113.7 again'))
    store.forget('203.0.113.7')
    expect(store.acknowledgements.get('i1')!.reason).not.toContain('203.0.113.7')
    store.prune(START + 29 * DAY, { retention: 30 * DAY, decay: null })
    expect(store.acknowledgements.get('i1')).toBeDefined()
    store.prune(START + 31 * DAY, { retention: 30 * DAY, decay: null })
    expect(store.acknowledgements.get('i1')).toBeUndefined()
  })
})

describe('what belongs to an incident', () => {
  it('is found by its id, among much else', async () => {
    const { store } = await openStore()
    for (const id of ['one', 'two']) {
      const incident = incidentOf(id)
      store.audit.add({ at: START, type: 'incident-opened', incident })
      store.audit.add({ at: START + 1, type: 'ban', ban: banOf('203.0.113.7', { incident: id }), effect: 'ordered' })
      store.audit.add({
        ...{ at: START + 2, type: 'incident-resolved' },
        incident: { ...incident, state: 'resolved', resolvedAt: START + 2 } as Incident,
      })
      store.incidents.put({ ...incident, state: 'resolved', resolvedAt: START + 2 } as Incident)
      store.bans.lift({ ban: banOf('203.0.113.7', { incident: id }), at: START + 3, cause: 'expired' })
    }
    expect(store.audit.ofIncident('one', 10).map(({ type }) => type)).toEqual(['incident-opened', 'incident-resolved'])
    expect(store.audit.ofIncident('one', 1)).toMatchObject([{ number: 1, type: 'incident-opened' }])
    expect(store.audit.ofIncident('three', 10)).toEqual([])
    expect(store.bans.liftedOf('two', 10)).toMatchObject([{ ban: { incident: 'two' }, cause: 'expired' }])
    expect([store.incidents.resolvedSince(START + 2), store.incidents.resolvedSince(START + 3)]).toEqual([2, 0])
  })

  it('is looked up by an index, however long the table is', async () => {
    const rig = await openStore()
    rig.store.close()
    const database = (await loadSqlite())(join(rig.folder, 'state.db'), { timeout: 0 })
    const planOf = (sql: string) => JSON.stringify(database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all())
    const lifted = planOf(`SELECT json FROM lifted WHERE json_extract(json, '$.ban.incident') = 'x' ORDER BY at DESC`)
    const audit = planOf(
      `SELECT seq FROM audit WHERE type IN ('incident-opened', 'incident-changed', 'incident-resolved') AND json_extract(json, '$.incident.id') = 'x' ORDER BY seq`,
    )
    database.close()
    expect(lifted).toContain('lifted_incident')
    expect(audit).toContain('audit_incident')
  })

  it('is found in a database of the version before, once that was brought forward', async () => {
    const folder = temporaryFolder()
    const database = (await loadSqlite())(join(folder, 'state.db'), { timeout: 0 })
    database.exec(`${STATE_MIGRATIONS[0]}; PRAGMA user_version = 1`)
    const lift = { ban: banOf('203.0.113.7', { incident: 'old' }), at: START, cause: 'expired' }
    database
      .prepare('INSERT INTO lifted (id, address, at, cause, json) VALUES (?, ?, ?, ?, ?)')
      .run('b', '203.0.113.7', START, 'expired', JSON.stringify(lift))
    database.close()
    const { store, troubles } = await openStore(folder)
    expect(store.bans.liftedOf('old', 5)).toEqual([lift])
    expect(troubles).toEqual([])
  })
})
