import type { BanKind } from '../../src/domain/ban.ts'
import type { IncidentKind } from '../../src/domain/finding.ts'
import type { Told } from './judge.ts'

/** Kinds that name a cause rather than a symptom. */
const CAUSES: readonly IncidentKind[] = ['distributed-flood', 'distributed-scan', 'credential-stuffing', 'flash-crowd']

/**
 * What a trouble was called: by its cause when one was named, else by what its attackers were banned for, else by the first incident
 * of the site; null when nothing was said.
 */
export function nameGiven(
  incidents: readonly Told[],
  caught: readonly { readonly ban: { readonly at: number; readonly kind: BanKind } }[],
): BanKind | null {
  const cause = incidents.find(({ incident }) => CAUSES.includes(incident.kind))
  if (cause !== undefined) return cause.incident.kind
  if (caught.length > 0) return caught.reduce((first, one) => (one.ban.at < first.ban.at ? one : first)).ban.kind
  return incidents[0]?.incident.kind ?? null
}
