import type { FastifyInstance } from 'fastify'
import { SITE_METRICS, STATUS_CLASSES } from '../../domain/metric-series.ts'
import type { SiteDesk } from '../../domain/site-desk.ts'
import { list, number, object, type Schema } from '../schema-parts.ts'
import { answers } from './answers.ts'
import { SERIES_QUERY, type SeriesQuerystring, seriesQuery } from './series-query.ts'

const column: Schema = { type: 'array', items: { type: ['number', 'null'] } }
const columns = (names: readonly string[], one: Schema) => object(Object.fromEntries(names.map((name) => [name, one])))
const metrics = Object.keys(SITE_METRICS)

const series = object({
  step_s: number('Length of each point'),
  time: list(number('Start of each point, seconds since 1970; points of which nothing is known are left out')),
  values: columns(metrics, column),
  expected: columns(metrics, columns(['mean', 'low', 'high'], column)),
  most_requests: column,
  prevented: column,
  status: columns(STATUS_CLASSES, column),
  methods: { type: 'object', additionalProperties: column },
})

export function metricRoutes(app: FastifyInstance, site: SiteDesk): void {
  app.get<{ Querystring: SeriesQuerystring }>(
    '/api/v1/metrics',
    {
      schema: {
        summary: 'The site over any time of the last year, in columns: observed, expected, by status and by method',
        querystring: object(SERIES_QUERY, ['points']),
        response: answers(series),
      },
    },
    async ({ query }) => site.metrics(seriesQuery(query)),
  )
}
