import type { Ban } from '../domain/ban.ts'
import type { Evidence } from '../domain/finding.ts'
import type { Incident } from '../domain/incident.ts'

export const AT = Date.UTC(2026, 2, 2, 9, 15, 1, 700)

export const evidence: Evidence = {
  detector: 'ceiling',
  observed: 301,
  expected: null,
  limit: 300,
  unit: 'requests',
  window: 1,
  baseline: null,
  lines: ['GET /a?token=… HTTP/1.1'],
}

export const ban: Ban = {
  id: '0123456789ab',
  source: { kind: 6, high: 0x20010db8, low: 0x0bad0001 },
  address: '2001:db8:bad:1::/64',
  kind: 'source-flood',
  incident: 'ba9876543210',
  at: AT,
  duration: 600_000,
  until: AT + 600_000,
  offence: 1,
  evidence,
  reason: '301 requests in 1 s; the ceiling for one source is 300 in 1 s.',
}

const common = {
  id: 'ba9876543210',
  kind: 'source-flood',
  subject: { type: 'prefix', prefix: '2001:db8:bad:1::/64' },
  since: AT,
  severity: 3,
  peak: evidence,
  reason: ban.reason,
  parts: ['ceiling'],
} as const

export const firing: Incident = { ...common, state: 'firing', firedAt: AT }
export const resolved: Incident = { ...common, state: 'resolved', resolvedAt: AT + 60_000 }
