import type { SiteBaselines } from '../brain/baseline/site-baselines.ts'
import { FEWEST_REQUESTS } from '../brain/detect/points.ts'
import type { TickSummary } from '../domain/tick-summary.ts'

/** Teaches what the calibrated profile shows beside its own metrics, by the same names and units as the points of classic. */
export function learnUsual(baselines: SiteBaselines, tick: TickSummary): void {
  const { second } = tick
  baselines.add(second, 'requests', tick.requests)
  baselines.add(second, 'errors', tick.errors)
  baselines.add(second, 'bytes', tick.bytes)
  const all = tick.requests60 + tick.condemned60
  if (all >= FEWEST_REQUESTS) {
    baselines.add(second, 'clients', tick.clients60)
    baselines.add(second, 'not-found', (100 * tick.notFound60) / all)
    baselines.add(second, 'client-errors', (100 * tick.clientErrors60) / all)
    baselines.add(second, 'server-errors', (100 * tick.serverErrors60) / all)
    if (tick.latencyP99 !== null) baselines.add(second, 'latency', tick.latencyP99)
  }
  baselines.pass(second)
}
