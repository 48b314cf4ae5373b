import type { FastifyInstance } from 'fastify'
import type { Desk } from '../../domain/control.ts'
import type { MetricsReader } from '../../domain/metric-family.ts'
import { METRICS_TYPE, metricsText } from '../../wire/metrics-text.ts'

/** `/metrics` for Prometheus: on TCP for a viewer, who may also be a script with the access token. */
export function metricsTextRoutes(app: FastifyInstance, desk: Desk, metrics: MetricsReader): void {
  app.get(
    '/metrics',
    { config: { role: 'viewer' }, schema: { summary: 'Metrics in the text format of Prometheus' } },
    async (_request, reply) => reply.type(METRICS_TYPE).send(metricsText(metrics.families(desk.status()))),
  )
}
