import type { ExpectedBand, MetricSecond } from '../domain/metric-history.ts'
import type { TickSummary } from '../domain/tick-summary.ts'

/** A sealed second as charts are to show it later: all that arrived. */
export function metricSecond(tick: TickSummary, band: (metric: string) => ExpectedBand | null): MetricSecond {
  const { second, requests, condemned, prevented, bytes, redirects, clientErrors, serverErrors, notFound } = tick
  return {
    ...{ second, bytes, redirects, clientErrors, serverErrors, notFound, prevented },
    requests: requests + condemned + prevented,
    methods: tick.methods,
    clients: tick.clients60,
    latencyP99: tick.latencyP99,
    expected: {
      requests: band('requests'),
      'client-errors': band('client-errors'),
      'server-errors': band('server-errors'),
      'not-found': band('not-found'),
      latency: band('latency'),
      clients: band('clients'),
      bytes: band('bytes'),
    },
    expectedErrors: band('errors'),
  }
}
