import '../pages.css'
import { useState } from 'preact/hooks'
import { INCIDENT_KINDS } from '../../../../src/domain/finding.ts'
import { getJson } from '../../api/client.ts'
import { useResource } from '../../api/resource.ts'
import { plural } from '../../format/format-number.ts'
import { epochSeconds, shortTime } from '../../format/format-time.ts'
import { useAfterOrders } from '../../orders/use-after-orders.ts'
import { FilterChoice, Filters, FilterText } from '../../parts/filters.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Loaded } from '../../parts/states.tsx'
import { address, changeQuery } from '../../route/router.ts'
import { kindWords } from '../overview/incidents-panel.tsx'
import { IncidentTable } from './incident-table.tsx'
import { type IncidentRow, listedSpan } from './incident-words.ts'

const AGAIN = 10_000
const [FIRST, MOST] = [100, 1_000]

const KINDS = [['', 'all kinds'], ...INCIDENT_KINDS.map((kind) => [kind, kindWords(kind)])] as [string, string][]
const STATES = [
  ['all', 'open and over'],
  ['open', 'open'],
  ['resolved', 'over'],
] as const
const TIMES = [
  ['', 'all that is kept'],
  ['1h', 'the last hour'],
  ['24h', 'the last 24 h'],
  ['7d', 'the last 7 days'],
  ['30d', 'the last 30 days'],
] as const

/** What was out of the ordinary, the newest first. */
export function IncidentsPage() {
  const { query } = address.value
  const [limit, setLimit] = useState(FIRST)
  const state = STATES.some(([name]) => name === query.state) ? query.state! : 'all'
  const kind = INCIDENT_KINDS.find((name) => name === query.kind)
  const { from, to } = listedSpan(query, Math.floor(Date.now() / 1_000))
  const subject = query.source === '' ? undefined : query.source
  const key = JSON.stringify([state, kind, subject, query.range, query.from, query.to, limit])
  const list = useResource(
    key,
    (signal) =>
      getJson<readonly IncidentRow[]>(
        '/api/v1/incidents',
        { state, kind, subject, since: from === null ? undefined : new Date(from * 1_000).toISOString(), limit },
        signal,
      ),
    AGAIN,
  )
  useAfterOrders(list.reload)
  const isFiltered = state !== 'all' || kind !== undefined || subject !== undefined || from !== null
  return (
    <div class="page">
      <h1 class="page-title">Incidents</h1>
      <Panel title="What was out of the ordinary" note={countWords(list.value, limit)}>
        <Filters label="Narrow the list of incidents">
          <FilterChoice name="state" label="State" choices={STATES} />
          <FilterChoice name="kind" label="Kind" choices={KINDS} />
          <FilterText name="source" label="Source" hint="an address, or site" />
          {to === null ? (
            <FilterChoice name="range" label="Time" choices={TIMES} />
          ) : (
            <button type="button" class="button" onClick={() => changeQuery({ from: undefined, to: undefined })}>
              {shortTime(from!)} – {shortTime(to)} · show all
            </button>
          )}
        </Filters>
        <Loaded of={list} lines={8}>
          {(rows) => (
            <IncidentTable
              caption="Incidents, the newest first"
              rows={to === null ? rows : rows.filter(({ since }) => epochSeconds(since) <= to)}
              empty={isFiltered ? <Nothing /> : NEVER}
            />
          )}
        </Loaded>
        {list.value !== null && list.value.length >= limit && limit < MOST && (
          <p class="more">
            <button type="button" class="button" onClick={() => setLimit(MOST)}>
              Show older
            </button>
          </p>
        )}
      </Panel>
    </div>
  )
}

const NEVER = 'Nothing out of the ordinary so far. What Breakwater notices is listed here, with what it did about it.'

function Nothing() {
  return (
    <>
      No incident is like that.{' '}
      <button
        type="button"
        class="button button-small"
        onClick={() =>
          changeQuery({
            state: undefined,
            kind: undefined,
            source: undefined,
            range: undefined,
            from: undefined,
            to: undefined,
          })
        }
      >
        Show all incidents
      </button>
    </>
  )
}

function countWords(rows: readonly IncidentRow[] | null, limit: number): string {
  if (rows === null) return ''
  if (rows.length >= limit) return `the newest ${plural(rows.length, 'incident')}`
  const open = rows.filter(({ state }) => state !== 'resolved').length
  return `${plural(rows.length, 'incident')}, ${open} open`
}
