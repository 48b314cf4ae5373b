import type { IncidentView } from '../../../../src/domain/control.ts'
import type { IncidentKind } from '../../../../src/domain/finding.ts'
import type { SiteMetric } from '../../../../src/domain/metric-series.ts'
import type { Acknowledgement } from '../../../../src/domain/site-desk.ts'
import type { EpochSeconds } from '../../../../src/domain/units.ts'
import { epochSeconds } from '../../format/format-time.ts'
import { RANGES, type RangeName, rangeOf } from '../../route/address.ts'

/** Lists tell too who looked at it, if somebody did. */
export type IncidentRow = IncidentView & { readonly acknowledged?: Acknowledgement | null }

const METRIC: Partial<Readonly<Record<IncidentKind, SiteMetric>>> = {
  'bandwidth-surge': 'bytes',
  'client-surge': 'clients',
  'flash-crowd': 'clients',
  'client-errors': 'client-errors',
  'credential-stuffing': 'client-errors',
  'source-brute-force': 'client-errors',
  'server-errors': 'server-errors',
  'not-found': 'not-found',
  'distributed-scan': 'not-found',
  'source-scan': 'not-found',
  latency: 'latency',
}

/** The metric of the site in which an incident of this kind is seen best. */
export function metricOfKind(kind: IncidentKind): SiteMetric {
  return METRIC[kind] ?? 'requests'
}

/** Seconds that are shown before and behind an incident at least. */
const LEAST_MARGIN = 600
/** A day: beyond, its end is not shown. */
const LONGEST = 86_400

/** An incident with half its length before and behind, up to `now`. */
export function spanAround(
  since: string,
  resolved: string | null,
  now: EpochSeconds,
): { readonly from: EpochSeconds; readonly to: EpochSeconds } {
  const start = epochSeconds(since)
  const end = Math.min(resolved === null ? now : epochSeconds(resolved), start + LONGEST)
  const margin = Math.max(LEAST_MARGIN, Math.round((end - start) / 2))
  return { from: start - margin, to: Math.max(start + 1, Math.min(now, end + margin)) }
}

/** What the address asks for: from when on, and until when; both null: all that is kept. Without a range all is shown. */
export function listedSpan(
  query: Readonly<Record<string, string>>,
  now: EpochSeconds,
): { readonly from: EpochSeconds | null; readonly to: EpochSeconds | null } {
  const range = rangeOf(query)
  if (range.kind === 'fixed') return { from: range.from, to: range.to }
  if (!Object.hasOwn(RANGES, query.range ?? '')) return { from: null, to: null }
  return { from: now - RANGES[query.range as RangeName], to: null }
}
