import type { Column, TrafficKind, TrafficSeries } from '../domain/metric-series.ts'
import type { TrafficStretch } from '../domain/traffic-history.ts'
import { GROUPS } from '../store/traffic-schema.ts'

/** What a stretch of traffic is drawn as: its commonest names. Where a name is not among those that were kept, it counts as 0. */
export function trafficSeries(kind: TrafficKind, { step, rows }: TrafficStretch): TrafficSeries {
  const points = new Map<number, { seconds: number; readonly byName: Map<string, number> }>()
  const totals = new Map<string, number>()
  let [all, looked] = [0, 0]
  for (const row of rows) {
    const point = points.get(row.point) ?? { seconds: 0, byName: new Map<string, number>() }
    points.set(row.point, point)
    if (row.name === '') {
      point.seconds += row.seconds
      all += row.requests
      looked += row.looked
    } else {
      point.byName.set(row.name, (point.byName.get(row.name) ?? 0) + row.requests)
      totals.set(row.name, (totals.get(row.name) ?? 0) + row.requests)
    }
  }
  const known = [...points].filter(([, { seconds }]) => seconds > 0).sort(([a], [b]) => a - b)
  const column = (name: string): Column =>
    known.map(([, { seconds, byName }]) => round((byName.get(name) ?? 0) / seconds))
  const groups = [...totals]
    .sort(([a, first], [b, second]) => second - first || (a < b ? -1 : 1))
    .slice(0, GROUPS)
    .map(([name, requests]) => ({
      name,
      share: all === 0 ? 0 : round(Math.min(1, requests / all)),
      requests_per_s: column(name),
    }))
  return { kind, step_s: step, time: known.map(([start]) => start), groups, is_estimated: looked < all }
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000
}
