import { describe, expect, it } from 'vitest'
import type { Incident } from '../domain/incident.ts'
import { banOf, incidentOf, START } from '../store/ban.fixture.ts'
import { RecentAudit } from './recent-audit.ts'

describe('the audit log in memory', () => {
  it('tells events and orders, the newest first, and of one incident in order', () => {
    const audit = new RecentAudit({ now: () => START })
    const incident = incidentOf('i1')
    audit.see({ type: 'incident', incident })
    audit.see({ type: 'incident', incident: { ...incident, severity: 5 } })
    const ban = banOf('203.0.113.7')
    audit.see({ type: 'ban', ban })
    audit.see({ type: 'unban', lift: { ban, at: START, cause: 'expired' } })
    audit.see({ type: 'incident', incident: { ...incident, state: 'resolved', resolvedAt: START } as Incident })
    audit.record({ type: 'operator', author: 'ana', action: 'unban', target: '203.0.113.7', reason: '' })
    const types = ['incident-opened', 'incident-changed', 'ban', 'unban', 'incident-resolved', 'operator']
    expect(audit.list({ limit: 9 }).map(({ type }) => type)).toEqual([...types].reverse())
    expect(audit.list({ limit: 1, before: 4 })).toMatchObject([{ number: 3, type: 'ban' }])
    expect(audit.list({ limit: 9, address: '203.0.113.7', type: 'unban' })).toHaveLength(1)
    expect(audit.ofIncident('i1', 9).map(({ number }) => number)).toEqual([1, 2, 5])
  })

  it('keeps the newest thousand, and nothing of an address that was forgotten', () => {
    const audit = new RecentAudit({ now: () => START })
    for (let i = 0; i < 1_100; i++) audit.record({ type: 'rotation', path: `/log/${i}` })
    expect(audit.list({ limit: 5_000 })).toHaveLength(1_000)
    audit.see({ type: 'ban', ban: banOf('203.0.113.7') })
    audit.record({ type: 'operator', author: 'ana', action: 'unban', target: '203.0.113.7', reason: '' })
    audit.forget('203.0.113.7')
    expect(JSON.stringify(audit.list({ limit: 5_000 }))).not.toContain('203.0.113.7')
    expect(audit.list({ limit: 1 })).toMatchObject([{ type: 'operator', author: 'ana' }])
  })
})
