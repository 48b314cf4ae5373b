import type { ExpectedBand, MetricSecond } from '../domain/metric-history.ts'
import type { TickSummary } from '../domain/tick-summary.ts'

/** A sealed second as charts are to show it later: all that arrived. */
export function metricSecond(tick: TickSummary, band: (metric: string) => ExpectedBand | null): MetricSecond {
  const { second, requests, condemned, prevented, bytes, clientErrors, serverErrors, notFound } = tick
  return {
    ...{ second, bytes, clientErrors, serverErrors, notFound, prevented },
    requests: requests + condemned + prevented,
    clients: tick.clients60,
    latencyP99: tick.latencyP99,
    expectedRequests: band('requests'),
    expectedErrors: band('errors'),
  }
}
