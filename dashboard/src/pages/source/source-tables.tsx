import type { SourceTrace } from '../../../../src/domain/site-desk.ts'
import { count } from '../../format/format-number.ts'
import { LongText } from '../../parts/long-text.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Table, type TableColumn } from '../../parts/table.tsx'

type Endpoint = SourceTrace['endpoints'][number]
type Agent = SourceTrace['agents'][number]

const ENDPOINTS: readonly TableColumn<Endpoint>[] = [
  { head: 'Endpoint', kind: 'wide', cell: ({ path }) => <LongText>{path}</LongText> },
  { head: 'Requests', align: 'right', cell: ({ requests }) => count(requests) },
  { head: 'Errors', align: 'right', cell: ({ errors }) => count(errors) },
]

const AGENTS: readonly TableColumn<Agent>[] = [
  { head: 'Agent', kind: 'wide', cell: ({ agent }) => <LongText>{agent === '' ? '(none)' : agent}</LongText> },
  { head: 'Requests', align: 'right', cell: ({ requests }) => count(requests) },
]

export function EndpointTable({ rows }: { rows: readonly Endpoint[] }) {
  return (
    <Panel title="Endpoints" note="the commonest 20">
      <Table
        caption="What it asked for, the commonest first"
        columns={ENDPOINTS}
        rows={rows}
        rowKey={({ path }) => path}
        empty="It asked for nothing lately."
      />
    </Panel>
  )
}

export function AgentTable({ rows }: { rows: readonly Agent[] }) {
  return (
    <Panel title="User agents" note="the commonest 20">
      <Table
        caption="What it said to be, the commonest first"
        columns={AGENTS}
        rows={rows}
        rowKey={({ agent }) => agent}
        empty="It told no agent lately."
      />
    </Panel>
  )
}
