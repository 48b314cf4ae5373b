import { useMemo } from 'preact/hooks'
import type { BanView, IncidentView } from '../../../src/domain/control.ts'
import { getJson } from '../api/client.ts'
import { useResource } from '../api/resource.ts'
import { type Marks, marksOf } from '../chart/marks.ts'
import { rangeOf } from '../route/address.ts'
import { address } from '../route/router.ts'
import { frame } from './live.ts'
import { askedRange, rangeKey } from './site-series.ts'

const AGAIN = 60_000
const MOST = 200

/** Incidents and bans of the range that the address names: those that are stored, and those of the newest frame. */
export function useSiteMarks(): Marks {
  const range = rangeOf(address.value.query)
  const key = rangeKey(range)
  const incidents = useResource(
    `incidents ${key}`,
    (signal) =>
      getJson<readonly IncidentView[]>(
        '/api/v1/incidents',
        { state: 'all', since: askedRange(range).from, limit: MOST },
        signal,
      ),
    AGAIN,
  )
  const ended = useResource(
    `bans ${key}`,
    (signal) => getJson<readonly BanView[]>('/api/v1/bans/ended', { limit: MOST }, signal),
    AGAIN,
  )
  const { incidents: live, bans } = frame.value ?? {}
  return useMemo(
    () => marksOf([...(incidents.value ?? []), ...(live?.rows ?? [])], [...(ended.value ?? []), ...(bans?.rows ?? [])]),
    [incidents.value, ended.value, live, bans],
  )
}
