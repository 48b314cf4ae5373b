import type { FastifyInstance } from 'fastify'
import type { Desk, IncidentFilter } from '../../domain/control.ts'
import { INCIDENT_KINDS, type IncidentKind } from '../../domain/finding.ts'
import { list, object, oneOf, queryNumber, ref } from '../schema-parts.ts'
import { answers } from './answers.ts'
import { timeOf } from './series-query.ts'

const USUAL = 100
const MOST = 1_000

interface Query {
  readonly state?: IncidentFilter['state']
  readonly kind?: IncidentKind
  readonly since?: string
  readonly limit?: string
}

export function incidentRoutes(app: FastifyInstance, desk: Desk): void {
  const query = object(
    {
      state: oneOf(['open', 'resolved', 'all']),
      kind: oneOf(INCIDENT_KINDS),
      since: { type: 'string', maxLength: 40, description: 'ISO 8601: open at this time or later' },
      limit: queryNumber('Most that are given, up to 1000'),
    },
    ['state', 'kind', 'since', 'limit'],
  )
  app.get<{ Querystring: Query }>(
    '/api/v1/incidents',
    {
      schema: { summary: 'Incidents, the newest first', querystring: query, response: answers(list(ref('Incident'))) },
    },
    async ({ query: { state = 'all', kind, since, limit } }) =>
      desk.incidents({
        state,
        limit: limit === undefined ? USUAL : Math.min(Number(limit), MOST),
        ...(kind !== undefined && { kind }),
        ...(since !== undefined && { since: new Date(timeOf(since, 'since')).toISOString() }),
      }),
  )
}
