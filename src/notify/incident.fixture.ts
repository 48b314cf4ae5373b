import type { Ban } from '../domain/ban.ts'
import type { Evidence, IncidentKind } from '../domain/finding.ts'
import type { Incident } from '../domain/incident.ts'
import { parseAddress } from '../lib/ip-address.ts'
import { shortHash } from '../lib/short-hash.ts'
import { NOW } from './message.fixture.ts'

const EVIDENCE: Evidence = {
  ...{
    detector: 'rate',
    observed: 412,
    expected: 38,
    limit: 120,
    unit: 'requests/s',
    window: 60,
    baseline: null,
    lines: [],
  },
}

export function siteIncident(
  kind: IncidentKind,
  change: { severity?: number; resolvedAt?: number; since?: number } = {},
): Incident {
  const { severity = 4, resolvedAt, since = NOW } = change
  const base = {
    ...{ id: shortHash(`${kind} ${since}`), kind, subject: { type: 'site' as const }, since, severity, peak: EVIDENCE },
    ...{ reason: '412 requests/s over 60 s; the limit is 120.', parts: [kind] },
  } as const
  return resolvedAt === undefined
    ? { ...base, state: 'firing', firedAt: since }
    : { ...base, state: 'resolved', resolvedAt }
}

/** The incident of one source, and its ban. */
export function sourceBan(
  address: string,
  {
    kind = 'source-flood' as IncidentKind,
    at = NOW,
    resolvedAt = undefined as number | undefined,
    manual = false,
  } = {},
): { incident: Incident; ban: Ban } {
  const { high, low } = parseAddress(address)!
  const reason = `${address} sent 301 requests in 1 s for /search?q=secret; the ceiling is 300.`
  const id = shortHash(`${address} ${at}`)
  const base = {
    id,
    kind,
    subject: { type: 'address' as const, address },
    since: at,
    severity: 3,
    peak: EVIDENCE,
    reason,
    parts: [kind],
  } as const
  const incident: Incident =
    resolvedAt === undefined ? { ...base, state: 'firing', firedAt: at } : { ...base, state: 'resolved', resolvedAt }
  const ban: Ban = {
    ...{
      id: shortHash(`ban ${address} ${at}`),
      source: { kind: 4, high, low },
      address,
      kind: manual ? 'manual' : kind,
    },
    ...{
      incident: manual ? null : id,
      at,
      duration: 600_000,
      until: at + 600_000,
      offence: 1,
      evidence: EVIDENCE,
      reason,
    },
    ...(manual && { author: 'alice' }),
  }
  return { incident, ban }
}
