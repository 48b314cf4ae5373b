import type { ComponentChildren } from 'preact'
import { duration, epochSeconds, fullTime } from '../../format/format-time.ts'
import { Badge } from '../../parts/badge.tsx'
import { LongText } from '../../parts/long-text.tsx'
import { Table, type TableColumn } from '../../parts/table.tsx'
import { Moment } from '../../parts/time.tsx'
import { incidentLink } from '../../route/links.ts'
import { now } from '../../state/live.ts'
import { incidentTone, kindWords } from '../overview/incidents-panel.tsx'
import type { IncidentRow } from './incident-words.ts'
import { Severity } from './severity.tsx'

const COLUMNS: readonly TableColumn<IncidentRow>[] = [
  {
    head: 'What',
    kind: 'main',
    cell: ({ id, kind, subject }) => (
      <>
        <a href={incidentLink(id)}>{kindWords(kind)}</a>
        {subject !== 'site' && (
          <span class="quiet">
            {' '}
            <LongText>{subject}</LongText>
          </span>
        )}
      </>
    ),
  },
  { head: 'Severity', cell: ({ severity }) => <Severity value={severity} /> },
  { head: 'State', cell: (incident) => <IncidentState incident={incident} /> },
  { head: 'Since', align: 'right', cell: ({ since }) => <Moment at={since} /> },
  { head: 'Lasted', align: 'right', cell: (incident) => <Lasted incident={incident} /> },
  { head: 'Why', kind: 'wide', cell: ({ reason }) => <LongText>{reason}</LongText> },
]

/** Those of a replay are known to nobody else: their names lead nowhere. */
const PLAYED: readonly TableColumn<IncidentRow>[] = [
  {
    head: 'What',
    kind: 'main',
    cell: ({ kind, subject }) => (
      <>
        {kindWords(kind)} <LongText>{subject}</LongText>
      </>
    ),
  },
  ...COLUMNS.filter(({ head }) => head !== 'What' && head !== 'State'),
]

export function IncidentTable({
  caption,
  rows,
  empty,
  isPlayed = false,
}: {
  caption: string
  rows: readonly IncidentRow[]
  empty: ComponentChildren
  isPlayed?: boolean
}) {
  return (
    <Table caption={caption} columns={isPlayed ? PLAYED : COLUMNS} rows={rows} rowKey={({ id }) => id} empty={empty} />
  )
}

/** Open or over, and whether somebody looked at it. */
export function IncidentState({ incident }: { incident: IncidentRow }) {
  const { state, acknowledged = null } = incident
  return (
    <>
      <Badge tone={incidentTone(incident)}>{state === 'resolved' ? 'over' : state}</Badge>
      {acknowledged !== null && (
        <span class="seen" title={`${acknowledged.author}, ${fullTime(acknowledged.at)}: ${acknowledged.reason}`}>
          <span aria-hidden="true">✓ </span>
          looked at
        </span>
      )}
    </>
  )
}

function Lasted({ incident: { since, resolved_at } }: { incident: IncidentRow }) {
  const end = resolved_at === null ? now.value / 1_000 : epochSeconds(resolved_at)
  return <>{duration(Math.max(0, end - epochSeconds(since)))}</>
}
