import type { ReplayCost } from '../../../../src/domain/replay-lab.ts'
import { count, figure } from '../../format/format-number.ts'
import { Panel } from '../../parts/panel.tsx'
import { Empty, Loaded } from '../../parts/states.tsx'
import { Table, type TableColumn } from '../../parts/table.tsx'
import { SourceName } from '../overview/sources-panel.tsx'
import { useJob } from './job-result.tsx'
import { labLink } from './job-table.tsx'
import { costWords, goodShare, type LabJob, onlyIn, orderWords } from './lab-words.ts'

/** Sources that are named on each side. */
const MOST = 50

interface Row {
  readonly name: string
  readonly of: (cost: ReplayCost) => number
  readonly text: (value: number) => string
}

const ROWS: readonly Row[] = [
  { name: 'Bans', of: ({ bans }) => bans, text: count },
  { name: 'Requests kept out', of: ({ prevented }) => prevented, text: count },
  { name: 'Good ones of them, at most', of: ({ prevented_ok }) => prevented_ok, text: count },
  { name: 'Good requests lost, at most', of: (cost) => goodShare(cost) * 100, text: (value) => `${figure(value)} %` },
  { name: 'Incidents', of: ({ incidents }) => incidents, text: count },
  { name: 'Requests in all', of: ({ requests }) => requests, text: count },
]

/** Two replays side by side. */
export function JobCompare({ first, second }: { first: string; second: string }) {
  const [one, other] = [useJob(first, 'done'), useJob(second, 'done')]
  return (
    <Panel title="Side by side" aside={<a href={labLink(first, undefined)}>only the first</a>}>
      <Loaded of={one} lines={6}>
        {(left) => (
          <Loaded of={other} lines={6}>
            {(right) => <Both left={left} right={right} />}
          </Loaded>
        )}
      </Loaded>
    </Panel>
  )
}

function Both({ left, right }: { left: LabJob; right: LabJob }) {
  const [one, other] = [left.result, right.result]
  if (one === null || other === null) return <Empty>One of them is not done: wait for it, or choose another.</Empty>
  const columns: readonly TableColumn<Row>[] = [
    { head: 'What', kind: 'main', cell: ({ name }) => name },
    { head: 'A', align: 'right', cell: ({ of, text }) => text(of(one.cost)) },
    { head: 'B', align: 'right', cell: ({ of, text }) => text(of(other.cost)) },
    { head: 'Change', align: 'right', cell: ({ of, text }) => signed(of(other.cost) - of(one.cost), text) },
  ]
  return (
    <>
      <div class="halves">
        <Side name="A" job={left} sentence={costWords(one.cost)} />
        <Side name="B" job={right} sentence={costWords(other.cost)} />
      </div>
      <Table caption="Two replays side by side" columns={columns} rows={ROWS} rowKey={({ name }) => name} empty="" />
      <div class="halves">
        <Only name="A" addresses={onlyIn(one, other)} />
        <Only name="B" addresses={onlyIn(other, one)} />
      </div>
    </>
  )
}

function Side({ name, job, sentence }: { name: string; job: LabJob; sentence: string }) {
  return (
    <div>
      <h3>
        {name}: {orderWords(job)}
      </h3>
      <p>{sentence}</p>
    </div>
  )
}

function Only({ name, addresses }: { name: string; addresses: readonly string[] }) {
  return (
    <div class="samples">
      <h3 class="quiet">
        Banned only by {name} ({count(addresses.length)})
      </h3>
      {addresses.length === 0 ? (
        <p class="quiet">Nobody.</p>
      ) : (
        <ul class="address-list">
          {addresses.slice(0, MOST).map((address) => (
            <li key={address}>
              <SourceName address={address} />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function signed(value: number, text: (value: number) => string): string {
  if (value === 0) return '0'
  return `${value > 0 ? '+' : '−'}${text(Math.abs(value))}`
}
