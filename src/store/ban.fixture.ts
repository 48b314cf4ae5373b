import type { Ban } from '../domain/ban.ts'
import type { Incident } from '../domain/incident.ts'
import { formatSource, parseAddress } from '../lib/ip-address.ts'

export const START = Date.UTC(2026, 2, 2, 9, 15, 1, 700)

/** A ban of an address for ten minutes. */
export function banOf(address: string, change: Partial<Ban> = {}): Ban {
  const { kind, high, low } = parseAddress(address)!
  const { at = START, duration = 600_000 } = change
  return {
    id: '0123456789ab',
    source: { kind, high, low },
    address: formatSource(kind, high, low),
    kind: 'source-flood',
    incident: 'ba9876543210',
    at,
    duration,
    until: duration === null ? null : at + duration,
    offence: 1,
    evidence: {
      detector: 'ceiling',
      observed: 301,
      expected: null,
      limit: 300,
      unit: 'requests',
      window: 1,
      baseline: null,
      lines: ['GET /', `GET /\u202e${address}`],
    },
    reason: `${address} sent 301 requests in 1 s; the ceiling for one source is 300 in 1 s.`,
    ...change,
  }
}

/** An incident of the site that fires. */
export function incidentOf(id: string, change: Partial<Incident> = {}): Incident {
  return {
    id,
    kind: 'traffic-surge',
    subject: { type: 'site' },
    state: 'firing',
    since: START,
    firedAt: START,
    severity: 3,
    peak: banOf('192.0.2.1').evidence,
    reason: 'Traffic surged.',
    parts: ['traffic-surge'],
    ...change,
  } as Incident
}
