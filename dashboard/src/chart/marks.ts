import type { BanView, IncidentView } from '../../../src/domain/control.ts'
import type { EpochSeconds } from '../../../src/domain/units.ts'
import { epochSeconds } from '../format/format-time.ts'

/** What happened, to be drawn beside a line. */
export interface Marks {
  /** Incidents; `to` is null while they last. */
  readonly spans: readonly { readonly from: EpochSeconds; readonly to: EpochSeconds | null }[]
  /** When bans began. */
  readonly ticks: readonly EpochSeconds[]
}

/** Spans that touch as one, so that shades do not add up; the oldest first. */
export function mergedSpans(spans: Marks['spans']): Marks['spans'] {
  const merged: { from: EpochSeconds; to: EpochSeconds | null }[] = []
  for (const { from, to } of spans.toSorted((one, other) => one.from - other.from)) {
    const last = merged.at(-1)
    if (last !== undefined && (last.to === null || last.to >= from)) {
      if (last.to !== null && (to === null || to > last.to)) last.to = to
    } else merged.push({ from, to })
  }
  return merged
}

export const NO_MARKS: Marks = { spans: [], ticks: [] }

/** Rows may come twice, of a list and of a frame: the later one counts. */
export function marksOf(incidents: readonly IncidentView[], bans: readonly BanView[]): Marks {
  const spans = new Map(
    incidents.map(({ id, since, resolved_at }) => [
      id,
      { from: epochSeconds(since), to: resolved_at === null ? null : epochSeconds(resolved_at) },
    ]),
  )
  return { spans: mergedSpans([...spans.values()]), ticks: [...new Set(bans.map(({ at }) => epochSeconds(at)))] }
}
