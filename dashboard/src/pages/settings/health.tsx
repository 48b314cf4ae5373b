import type { EnforcementStatus, LogStatus, StatusReport } from '../../../../src/domain/status-report.ts'
import { getJson } from '../../api/client.ts'
import { useResource } from '../../api/resource.ts'
import { bytes, count, figure, NOTHING, shortFigure } from '../../format/format-number.ts'
import { duration } from '../../format/format-time.ts'
import { modeOrder } from '../../orders/mode-order.ts'
import { OrderButton, ReadOnlyNote } from '../../orders/order-button.tsx'
import { useAfterOrders } from '../../orders/use-after-orders.ts'
import { Badge, type Tone } from '../../parts/badge.tsx'
import { FactList } from '../../parts/fact-list.tsx'
import { baselineWords } from '../../parts/facts.tsx'
import { LongText } from '../../parts/long-text.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Loaded, Trouble } from '../../parts/states.tsx'
import { Table, type TableColumn } from '../../parts/table.tsx'
import { Moment } from '../../parts/time.tsx'

const AGAIN = 5_000

const LOGS: readonly TableColumn<LogStatus>[] = [
  { head: 'Log', kind: 'wide', cell: ({ path }) => <LongText>{path}</LongText> },
  { head: 'Format', cell: ({ format }) => format ?? 'not known yet' },
  { head: 'Lines', align: 'right', cell: ({ lines }) => count(lines) },
  { head: 'Refused', align: 'right', cell: (log) => <Refused log={log} /> },
  { head: 'Not read yet', align: 'right', cell: ({ lag_bytes }) => (lag_bytes === 0 ? 'nothing' : bytes(lag_bytes)) },
  {
    head: 'Last line',
    align: 'right',
    cell: ({ last_line_at }) => (last_line_at === null ? 'none yet' : <Moment at={last_line_at} />),
  },
]

/** What is wrong and what to do; whether bans reach the firewall; whether the logs are read and all is written down. */
export function Health() {
  const status = useResource('status', (signal) => getJson<StatusReport>('/api/v1/status', {}, signal), AGAIN)
  useAfterOrders(status.reload)
  return (
    <Loaded of={status} lines={10}>
      {(report) => (
        <>
          <Panel title="Health" note={`Breakwater ${report.version}`}>
            {report.troubles.length === 0 ? (
              <p>
                <Badge tone="good">nothing is wrong</Badge>
              </p>
            ) : (
              report.troubles.map((trouble) => <Trouble key={trouble.code} trouble={trouble} />)
            )}
            <Program report={report} />
          </Panel>
          <div class="columns">
            <Panel title="Logs" note={`${count(report.lines)} lines read, ${count(report.refused_lines)} refused`}>
              <Table
                caption="Logs that are read"
                columns={LOGS}
                rows={report.logs}
                rowKey={({ path }) => path}
                empty="No log is read: name one under logs in the configuration."
              />
            </Panel>
            <Enforcement enforcement={report.enforcement} />
          </div>
        </>
      )}
    </Loaded>
  )
}

function Program({ report }: { report: StatusReport }) {
  const { lag, learning, baselines, promised_false_alarms_per_week: promised } = report
  return (
    <FactList
      rows={[
        ['Up', duration(report.uptime_s)],
        ['Memory', bytes(report.memory_bytes)],
        ['Profile', report.profile],
        ['False alarms promised', promised === null ? 'none' : `at most ${shortFigure(promised)} a week`],
        ['Learning', learning === null ? 'done' : `${learning.minutes} of ${learning.of} minutes`],
        ['Behind the logs', lag.bytes === 0 ? 'no' : `${bytes(lag.bytes)}, ${figure(lag.seconds)} s`],
        ['Store', report.store_trouble ?? 'all is written down'],
        ['Sources tracked', count(report.sources)],
        ['Baseline, requests/s', baselineWords(baselines.requests)],
        ['Baseline, errors', baselineWords(baselines.errors)],
        ['Process', String(report.pid)],
      ]}
    />
  )
}

const STATE: Readonly<Record<EnforcementStatus['state'], readonly [tone: Tone, words: string]>> = {
  observing: ['plain', 'observing: nothing is blocked'],
  starting: ['look', 'starting'],
  working: ['good', 'bans are in force'],
  down: ['act', 'bans are not in force'],
}

function Enforcement({ enforcement }: { enforcement: EnforcementStatus }) {
  const { mode, state, trouble, bans, repairs, leaked_requests } = enforcement
  const [tone, words] = STATE[state]
  return (
    <Panel title="Enforcement">
      <p>
        <Badge tone={tone}>{words}</Badge>
      </p>
      {trouble !== null && <p class="badge-act">{trouble}</p>}
      <FactList
        rows={[
          ['By', mode === 'off' ? NOTHING : mode],
          ['In force', count(bans.in_force)],
          ['Not confirmed', count(bans.pending)],
          ['Failed', count(bans.failed)],
          ['Observed', count(bans.observed)],
          ['Repairs', count(repairs)],
          ['Requests that came through', count(leaked_requests)],
        ]}
      />
      <p class="head-line">
        <OrderButton order={() => modeOrder(enforcement)}>
          {mode === 'off' ? 'Begin to enforce bans' : 'Observe only'}
        </OrderButton>
      </p>
      <ReadOnlyNote />
    </Panel>
  )
}

function Refused({ log: { lines, refused } }: { log: LogStatus }) {
  if (refused === 0) return <span>0</span>
  const share = (refused / (lines + refused)) * 100
  return (
    <span class={share > 5 ? 'badge-look' : ''}>
      {share > 5 && <span aria-hidden="true">△ </span>}
      {count(refused)}
    </span>
  )
}
