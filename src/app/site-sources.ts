import type { LiveSnapshot, LiveSource } from '../domain/live-snapshot.ts'
import type { SourceRow } from '../domain/site-frame.ts'
import { type EpochMilliseconds, SECOND } from '../domain/units.ts'
import type { LiveRecord } from './live-record.ts'

const SPAN = 60
/** Seconds of one stretch of `recent`, and how many there are. */
const STRETCH = 5
const STRETCHES = SPAN / STRETCH

/** What a source had sent in all, at each look. */
type Looks = readonly { readonly at: EpochMilliseconds; readonly total: number }[]

/** The busiest of the last 60 s, the busiest first. */
export function sourceRows(snapshot: LiveSnapshot, { totals }: LiveRecord, limit: number): SourceRow[] {
  return snapshot.sources.slice(0, limit).map((source) => sourceRow(source, snapshot, totals.get(source.address) ?? []))
}

function sourceRow(source: LiveSource, { requests60, now }: LiveSnapshot, looks: Looks): SourceRow {
  const { requests, errors } = source
  return {
    ...source,
    requests_per_s: requests / SPAN,
    share: requests60 > 0 ? Math.min(1, requests / requests60) : null,
    error_share: requests > 0 ? Math.min(1, errors / requests) : 0,
    recent: stretches(looks, now),
  }
}

/** Requests in each whole stretch up to `now`, as far as it was looked at, the newest last. Between two looks they count as even. */
export function stretches(looks: Looks, now: EpochMilliseconds): number[] {
  const [oldest] = looks
  if (oldest === undefined) return []
  const found: number[] = []
  let later = totalAt(looks, now)
  for (let stretch = 1; stretch <= STRETCHES; stretch++) {
    const from = now - stretch * STRETCH * SECOND
    if (from < oldest.at) break
    const earlier = totalAt(looks, from)
    found.unshift(Math.max(0, Math.round(later - earlier)))
    later = earlier
  }
  return found
}

/** Requests/s of the last 10 s, or as much of them as was looked at; null of less than two seconds. */
export function rateNow(looks: Looks, now: EpochMilliseconds): number | null {
  const [oldest] = looks
  if (oldest === undefined) return null
  const from = Math.max(oldest.at, now - 10 * SECOND)
  if (now - from < 2 * SECOND) return null
  return Math.max(0, totalAt(looks, now) - totalAt(looks, from)) / ((now - from) / SECOND)
}

function totalAt(looks: Looks, at: EpochMilliseconds): number {
  const next = looks.findIndex((look) => look.at >= at)
  if (next < 0) return looks.at(-1)!.total
  const after = looks[next]!
  const before = looks[next - 1]
  if (before === undefined || after.at === at) return after.total
  return before.total + ((after.total - before.total) * (at - before.at)) / (after.at - before.at)
}
