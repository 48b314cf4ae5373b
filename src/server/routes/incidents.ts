import type { FastifyInstance } from 'fastify'
import type { Desk, IncidentFilter } from '../../domain/control.ts'
import { banTarget } from '../../domain/control-order.ts'
import { INCIDENT_KINDS, type IncidentKind } from '../../domain/finding.ts'
import { line, list, object, oneOf, queryNumber, ref } from '../schema-parts.ts'
import { answers } from './answers.ts'
import { timeOf } from './series-query.ts'

const USUAL = 100
const MOST = 1_000

interface Query {
  readonly state?: IncidentFilter['state']
  readonly kind?: IncidentKind
  readonly subject?: string
  readonly since?: string
  readonly limit?: string
}

export function incidentRoutes(app: FastifyInstance, desk: Desk): void {
  const query = object(
    {
      state: oneOf(['open', 'resolved', 'all']),
      kind: oneOf(INCIDENT_KINDS),
      subject: line(200, 'site, an address, a network or an endpoint'),
      since: { type: 'string', maxLength: 40, description: 'ISO 8601: open at this time or later' },
      limit: queryNumber('Most that are given, up to 1000'),
    },
    ['state', 'kind', 'subject', 'since', 'limit'],
  )
  app.get<{ Querystring: Query }>(
    '/api/v1/incidents',
    {
      schema: { summary: 'Incidents, the newest first', querystring: query, response: answers(list(ref('Incident'))) },
    },
    async ({ query: { state = 'all', kind, subject, since, limit } }) =>
      desk.incidents({
        state,
        limit: limit === undefined ? USUAL : Math.min(Number(limit), MOST),
        ...(kind !== undefined && { kind }),
        ...(subject !== undefined && { subject: subjectOf(subject) }),
        ...(since !== undefined && { since: new Date(timeOf(since, 'since')).toISOString() }),
      }),
  )
}

/** Addresses and networks in canonical text, as incidents have them. */
function subjectOf(text: string): string {
  try {
    return banTarget(text)
  } catch {
    return text
  }
}
