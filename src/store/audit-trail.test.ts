import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { AuditFacts } from '../domain/audit.ts'
import { AuditFile } from './audit-file.ts'
import { AuditTrail } from './audit-trail.ts'
import { openStore } from './store.fixture.ts'

async function openTrail() {
  const { folder, clock, store } = await openStore()
  const path = join(folder, 'audit.jsonl')
  const file = new AuditFile({ path, clock, onTrouble: () => expect.fail() })
  const trail = new AuditTrail({ clock, file, state: store })
  const types = () => store.audit.list({ limit: 999 }).map(({ type }) => type)
  const lines = () => readFileSync(path, 'utf8').trimEnd().split('\n')
  return { trail, clock, store, types, lines }
}

const spared: AuditFacts = {
  type: 'decision',
  action: 'observe',
  address: '192.0.2.1',
  because: 'protected',
  reason: 'It is in allow.',
}

describe('AuditTrail', () => {
  it('writes to the file at once and to the database within a second', async () => {
    const { trail, clock, types, lines } = await openTrail()
    trail.record({ type: 'rotation', path: '/a' })
    expect(lines()).toHaveLength(1)
    expect(types()).toEqual([])
    clock.advance(1_000)
    expect(types()).toEqual(['rotation'])
    trail.record({ type: 'operator', author: 'ops', action: 'unban', target: '192.0.2.1', reason: 'a customer' })
    expect(types()).toEqual(['operator', 'rotation'])
  })

  it('writes baselines to the file alone', async () => {
    const { trail, types, lines } = await openTrail()
    trail.record({ type: 'baseline', baselines: [{ metric: 'requests', mean: 9.5, stddev: 2, samples: 1_800 }] })
    trail.flush()
    expect(types()).toEqual([])
    expect(JSON.parse(lines()[0]!).baselines[0]).toEqual({ metric: 'requests', mean: 9.5, stddev: 2, samples: 1_800 })
  })

  it('is not flooded by a source that is spared with each request', async () => {
    const { trail, clock, store, types } = await openTrail()
    for (let request = 0; request < 5_000; request++) trail.record(spared)
    trail.record({ type: 'rotation', path: '/a' })
    clock.advance(1_000)
    expect(types()).toHaveLength(52)
    expect(store.audit.list({ type: 'gap', limit: 9 })).toMatchObject([{ why: 'too-many', entries: 4_950 }])
    trail.record(spared)
    trail.flush()
    expect(types()).toHaveLength(53)
  })
})
