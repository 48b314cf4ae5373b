import type { IncidentKind } from '../../domain/finding.ts'
import type { Incident } from '../../domain/incident.ts'
import type { LiveMetric } from '../../domain/live-snapshot.ts'
import { quantity } from './reason.ts'
import { type Moment, sinceText } from './when-words.ts'

/** What stands in front of `since 14:02`. */
const TITLES: Readonly<Record<IncidentKind, string>> = {
  'traffic-surge': 'Far more requests than usual',
  'traffic-drop': 'Far fewer requests than usual',
  'bandwidth-surge': 'Far more data sent than usual',
  'client-surge': 'Far more visitors than usual',
  'client-errors': 'Client errors',
  'server-errors': 'Server errors',
  'not-found': 'Requests for missing pages',
  latency: 'Slow answers',
  'method-mix': 'An unusual mix of methods',
  'endpoint-share': 'One page draws far more than usual',
  'distributed-flood': 'Many sources flood the site together',
  'distributed-scan': 'Many sources look for missing pages together',
  'credential-stuffing': 'Many sources try passwords together',
  'flash-crowd': 'Flash crowd',
  'source-flood': 'One source sends far more than others',
  'source-scan': 'One source looks for missing pages',
  'source-brute-force': 'One source tries passwords',
  'source-scrape': 'One source copies the site',
  blind: 'Blind',
  'enforcement-leak': 'Requests come through bans',
  'ban-brake': 'Banning has stopped',
}

/** `Server errors since 14:02: 12 % of requests, expected 0.1.` No text of the log. */
export function troubleText({ kind, since, peak }: Incident, moment: Moment): string {
  const opening = `${TITLES[kind]} ${sinceText(since, moment)}`
  if (kind === 'ban-brake') return `${opening}: bans would cover too much of what known visitors send.`
  const expected = peak.expected === null ? '' : `, expected ${quantity(peak.expected, '').trim()}`
  return `${opening}: ${quantity(peak.observed, peak.unit)}${expected}.`
}

/** `Flash crowd since 14:02: 41 requests/s from 1,212 clients, 3.1 requests/s expected.` */
export function crowdText(
  { since }: Incident,
  moment: Moment & { readonly requests: LiveMetric; readonly clients: number | null },
): string {
  const { requests, clients } = moment
  const from = clients === null ? '' : ` from ${clients.toLocaleString('en')} ${clients === 1 ? 'client' : 'clients'}`
  const usual = requests.expected === null ? '' : `, ${quantity(requests.expected.mean, 'requests/s')} expected`
  return `Flash crowd ${sinceText(since, moment)}: ${quantity(requests.value ?? 0, 'requests/s')}${from}${usual}.`
}
