import { family, type MetricFamily, single } from '../domain/metric-family.ts'
import type { TickSummary } from '../domain/tick-summary.ts'

/** Requests and bytes of sealed seconds. Requests of banned sources are in none of them. */
export class SiteCounts {
  last: TickSummary | null = null
  /** 1xx, which are next to none, count with 2xx. */
  readonly #classes = { '2xx': 0, '3xx': 0, '4xx': 0, '5xx': 0 }
  #bytes = 0

  add(tick: TickSummary): void {
    const { requests, condemned, redirects, clientErrors, serverErrors, bytes } = tick
    this.last = tick
    this.#classes['2xx'] += Math.max(0, requests + condemned - redirects - clientErrors - serverErrors)
    this.#classes['3xx'] += redirects
    this.#classes['4xx'] += clientErrors
    this.#classes['5xx'] += serverErrors
    this.#bytes += bytes
  }

  families(): MetricFamily[] {
    const classes = Object.entries(this.#classes).map(([status_class, value]) => ({ labels: { status_class }, value }))
    return [
      family('breakwater_requests_total', classes),
      single('breakwater_response_bytes_total', this.#bytes),
      single('breakwater_unique_ips', this.last?.clients60 ?? 0),
    ]
  }
}
