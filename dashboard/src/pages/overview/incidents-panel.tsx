import type { IncidentView } from '../../../../src/domain/control.ts'
import type { SiteFrame } from '../../../../src/domain/site-frame.ts'
import { count } from '../../format/format-number.ts'
import { Badge, type Tone } from '../../parts/badge.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Table, type TableColumn } from '../../parts/table.tsx'
import { Moment } from '../../parts/time.tsx'
import { incidentLink } from '../../route/links.ts'

/** `source-flood` as people say it: `source flood`. */
export function kindWords(kind: string): string {
  return kind.replaceAll('-', ' ')
}

export function incidentTone({ state, severity }: IncidentView): Tone {
  if (state === 'resolved') return 'plain'
  return severity >= 4 ? 'act' : 'look'
}

const COLUMNS: readonly TableColumn<IncidentView>[] = [
  {
    head: 'What',
    kind: 'main',
    cell: ({ id, kind, subject }) => (
      <>
        <a href={incidentLink(id)}>{kindWords(kind)}</a>
        {subject !== 'site' && <span class="quiet"> {subject}</span>}
      </>
    ),
  },
  { head: 'Since', align: 'right', cell: ({ since }) => <Moment at={since} /> },
  {
    head: 'State',
    cell: (incident) => (
      <Badge tone={incidentTone(incident)} title={incident.reason}>
        {incident.state === 'resolved' ? 'over' : incident.state}
      </Badge>
    ),
  },
]

export function IncidentsPanel({ site: { incidents } }: { site: SiteFrame }) {
  return (
    <Panel
      className="overview-incidents"
      title={`Incidents today (${count(incidents.today)})`}
      note={incidents.open === 0 ? '' : `${count(incidents.open)} open`}
      aside={<a href="/incidents">all incidents</a>}
    >
      <Table
        caption="Open incidents, and those that ended in the last 24 hours"
        columns={COLUMNS}
        rows={incidents.rows}
        rowKey={({ id }) => id}
        empty="Nothing out of the ordinary in the last 24 h."
      />
    </Panel>
  )
}
