import type { SourceKey } from '../../domain/source.ts'
import type { BusySlots } from './busy-slots.ts'
import type { SourceTable } from './source-table.ts'

export interface TopSource {
  readonly source: SourceKey
  /** Of the last 60 s. */
  readonly requests: number
  readonly errors: number
}

/** The `most` sources with the most requests in the 60 s up to `tick`, the busiest first: exact, of the busy slots only. */
export function topSources(table: SourceTable, busy: BusySlots, tick: number, most: number): TopSource[] {
  const top: { slot: number; requests: number }[] = []
  let least = 0
  for (let slot = 0; slot < busy.reach; slot++) {
    // As of its last request: now it may be less, never more.
    if (!busy.isUsed(slot) || busy.requests(slot, 60) <= least) continue
    busy.advance(slot, tick)
    const requests = busy.requests(slot, 60)
    if (requests <= least) continue
    let at = top.length
    while (at > 0 && top[at - 1]!.requests < requests) at--
    top.splice(at, 0, { slot, requests })
    if (top.length > most) top.pop()
    if (top.length === most) least = top[most - 1]!.requests
  }
  return top.map(({ slot, requests }) => ({
    source: table.keyOf(busy.owner(slot)),
    requests,
    errors: busy.errors(slot, 60),
  }))
}
