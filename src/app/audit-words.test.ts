import { describe, expect, it } from 'vitest'
import { AUDIT_TYPES, type AuditEntry, type AuditFacts } from '../domain/audit.ts'
import { banOf, incidentOf, START } from '../store/ban.fixture.ts'
import { auditView } from './audit-words.ts'

const HOSTILE = '\u001b[2J\u202e<script>'
const ban = banOf('203.0.113.7', { reason: 'It floods.' })
const incident = incidentOf('i1', { reason: 'Too many requests.' })

const FACTS: readonly [AuditFacts, string][] = [
  [{ type: 'incident-opened', incident }, 'traffic-surge on site began, severity'],
  [{ type: 'incident-changed', incident }, 'grew worse'],
  [{ type: 'incident-resolved', incident }, 'is over'],
  [
    {
      type: 'decision',
      action: 'observe',
      address: '192.0.2.1',
      because: 'protected',
      reason: '192.0.2.0/24 is protected (allow)',
    },
    '192.0.2.1 went over a limit and was left alone: 192.0.2.0/24 is protected (allow).',
  ],
  [{ type: 'ban', ban, effect: 'observing' }, 'Would be banned: 203.0.113.7 for 10m (offence 1): It floods.'],
  [{ type: 'ban', ban, effect: 'ordered' }, 'To be banned: 203.0.113.7 for 10m (offence 1): It floods.'],
  [
    { type: 'ban', ban: { ...ban, duration: null, author: 'ana' }, effect: 'in-force' },
    'Banned: 203.0.113.7 for good (ordered by ana), confirmed by the firewall: It floods.',
  ],
  [
    { type: 'unban', lift: { ban, at: START, cause: 'manual', author: 'ana' } },
    'The ban of 203.0.113.7 ended: lifted by ana.',
  ],
  [{ type: 'unban', lift: { ban, at: START, cause: 'expired' } }, 'The ban of 203.0.113.7 ended: its time was over.'],
  [
    { type: 'baseline', baselines: [{ metric: 'requests', mean: 3.1234, stddev: 1.2, samples: 9 }] },
    'What is normal was reckoned anew: requests 3.12 ± 1.2.',
  ],
  [
    { type: 'start', version: '1', profile: 'classic', enforce: 'off' },
    'Breakwater 1 started with the profile classic, observing.',
  ],
  [{ type: 'stop', reason: 'SIGTERM', uptime: 61_499 }, 'Breakwater stopped after 1m1s: SIGTERM.'],
  [
    { type: 'priming', lines: 12_000, took: 480, outcome: 'warm' },
    '12,000 lines of old logs were learned from in 480 ms: warm.',
  ],
  [{ type: 'rotation', path: '/a.log' }, '/a.log was rotated.'],
  [
    { type: 'lines', path: '/a.log', lostBytes: 5, refused: 0, skewed: 2 },
    '/a.log: 5 bytes were lost unread, 2 lines were of an impossible time.',
  ],
  [
    { type: 'enforcer-failed', enforcer: 'nftables', error: 'no.' },
    'Enforcement by nftables is down, nothing new is blocked: no.',
  ],
  [{ type: 'enforcer-repaired', enforcer: 'nftables', restored: 0 }, 'Enforcement by nftables works.'],
  [
    { type: 'enforcer-repaired', enforcer: 'nftables', restored: 3 },
    '3 bans had gone from nftables and were put back.',
  ],
  [{ type: 'store', store: 'state', kind: 'slow', text: 'slow' }, 'state.db: slow'],
  [{ type: 'configuration', changes: [{ option: 'lateness', from: '1', to: '2' }] }, 'Changed: lateness from 1 to 2.'],
  [
    { type: 'operator', author: 'ana', action: 'unban', target: '203.0.113.7', reason: 'ours' },
    'ana ordered: unban 203.0.113.7: ours',
  ],
  [
    { type: 'gap', why: 'disk', entries: 9, since: START },
    '9 entries since 2026-03-02T09:15:01.700Z are missing: the disk was full or out of reach.',
  ],
]

describe('an entry of the audit log in words', () => {
  it.each(FACTS)('%o', (facts, text) => {
    const view = auditView({ at: START, ...facts }, 7)
    expect(view).toMatchObject({ number: 7, at: '2026-03-02T09:15:01.700Z', type: facts.type })
    expect(view.text).toContain(text)
  })

  it('has words for every type', () => {
    expect([...new Set(FACTS.map(([{ type }]) => type))].sort()).toEqual([...AUDIT_TYPES].sort())
  })

  it('names who did it and whom it is about', () => {
    const view = (facts: AuditFacts) => auditView({ at: START, ...facts }, 1)
    expect(view({ type: 'ban', ban: { ...ban, author: 'ana' }, effect: 'ordered' })).toMatchObject({
      author: 'ana',
      address: '203.0.113.7',
    })
    expect(view({ type: 'unban', lift: { ban, at: 1, cause: 'expired' } })).toMatchObject({ author: null })
    expect(view({ type: 'operator', author: 'ana', action: 'x', target: 'y', reason: '' })).toMatchObject({
      author: 'ana',
      text: 'ana ordered: x y',
    })
  })

  it('bounds and escapes what comes from a log', () => {
    const entry: AuditEntry = {
      ...{ at: START, type: 'incident-opened' },
      incident: incidentOf('i', {
        reason: HOSTILE.repeat(500),
        subject: { type: 'endpoint', endpoint: HOSTILE.repeat(500) },
      }),
    }
    const { text } = auditView(entry, 1)
    expect(text).not.toMatch(/[\u001b\u202e]/)
    expect(text).toContain('…')
    expect(text.length).toBeLessThan(6_000)
  })
})
