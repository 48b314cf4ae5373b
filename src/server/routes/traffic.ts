import type { FastifyInstance } from 'fastify'
import { TRAFFIC_KINDS, type TrafficKind } from '../../domain/metric-series.ts'
import type { SiteDesk } from '../../domain/site-desk.ts'
import { list, number, object, oneOf, text, yesNo } from '../schema-parts.ts'
import { answers } from './answers.ts'
import { SERIES_QUERY, type SeriesQuerystring, seriesQuery } from './series-query.ts'

const series = object({
  kind: oneOf(TRAFFIC_KINDS),
  step_s: number('Length of each point'),
  time: list(number('Start of each point, seconds since 1970')),
  groups: list(
    object({
      name: text('Raw text of the log'),
      share: number('Of all requests in that time, 0 … 1'),
      requests_per_s: { type: 'array', items: { type: ['number', 'null'] } },
    }),
  ),
  is_estimated: yesNo('Some requests in so many were looked at'),
})

export function trafficRoutes(app: FastifyInstance, site: SiteDesk): void {
  app.get<{ Querystring: SeriesQuerystring & { readonly kind: TrafficKind } }>(
    '/api/v1/traffic',
    {
      schema: {
        summary: 'The commonest endpoints or user agents over time',
        querystring: object({ kind: oneOf(TRAFFIC_KINDS), ...SERIES_QUERY }, ['points']),
        response: answers(series),
      },
    },
    async ({ query: { kind, ...stretch } }) => site.traffic({ kind, ...seriesQuery(stretch) }),
  )
}
