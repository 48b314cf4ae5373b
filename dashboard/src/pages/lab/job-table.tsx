import { problemOf } from '../../api/api-problem.ts'
import { send } from '../../api/client.ts'
import { mayWrite } from '../../api/session.ts'
import { percent } from '../../format/format-number.ts'
import { Badge, type Tone } from '../../parts/badge.tsx'
import { LongText } from '../../parts/long-text.tsx'
import { Table, type TableColumn } from '../../parts/table.tsx'
import { Moment } from '../../parts/time.tsx'
import { formatAddress } from '../../route/address.ts'
import { address } from '../../route/router.ts'
import { showToast } from '../../state/toasts.ts'
import { costWords, type LabJob, orderWords } from './lab-words.ts'

const STATE: Readonly<Record<LabJob['state'], readonly [tone: Tone, words: string]>> = {
  waiting: ['plain', 'waits for its turn'],
  running: ['look', 'plays'],
  done: ['good', 'done'],
  failed: ['act', 'failed'],
  cancelled: ['plain', 'cancelled'],
}

/** The last replays, the newest first; two that are done can be compared. */
export function JobTable({ jobs, reload }: { jobs: readonly LabJob[]; reload: () => void }) {
  const { job, compare } = address.value.query
  const columns: readonly TableColumn<LabJob>[] = [
    {
      head: 'Replay',
      kind: 'main',
      cell: (row) => (
        <a
          href={labLink(row.id, compare === row.id ? undefined : compare)}
          aria-current={job === row.id ? 'true' : undefined}
        >
          {orderWords(row)}
        </a>
      ),
    },
    { head: 'State', cell: (row) => <JobState job={row} /> },
    { head: 'Ordered', align: 'right', cell: ({ started }) => <Moment at={started} /> },
    { head: 'By', cell: ({ order }) => order.author },
    { head: 'Result', kind: 'wide', cell: (row) => <Outcome job={row} /> },
    { head: 'Do', kind: 'action', cell: (row) => <Action row={row} shown={job} compared={compare} reload={reload} /> },
  ]
  return (
    <Table
      caption="The last replays, the newest first"
      columns={columns}
      rows={jobs}
      rowKey={({ id }) => id}
      rowClass={({ id }) => (id === job || id === compare ? 'chosen' : '')}
      empty="Nothing was played yet. Choose a log above, change a limit, and see who would have been banned."
    />
  )
}

export function labLink(job: string | undefined, compare: string | undefined): string {
  return formatAddress('/lab', { job, compare })
}

export function JobState({ job: { state, progress } }: { job: LabJob }) {
  const [tone, words] = STATE[state]
  return (
    <span class="progress-line">
      <Badge tone={tone}>{words}</Badge>
      {state === 'running' && (
        <>
          <progress max={1} value={progress} aria-label="Read of the log" />
          <span>{percent(Math.floor(progress * 100))}</span>
        </>
      )}
    </span>
  )
}

function Outcome({ job: { trouble, result } }: { job: LabJob }) {
  if (trouble !== null) return <LongText>{trouble}</LongText>
  return result === null ? null : <span>{costWords(result.cost)}</span>
}

function Action({
  row,
  shown,
  compared,
  reload,
}: {
  row: LabJob
  shown: string | undefined
  compared: string | undefined
  reload: () => void
}) {
  if (row.state === 'waiting' || row.state === 'running')
    return mayWrite.value ? (
      <button type="button" class="button button-small" onClick={() => void cancel(row.id, reload)}>
        Cancel
      </button>
    ) : null
  if (row.state !== 'done' || shown === undefined || shown === row.id || compared === row.id) return null
  return (
    <a href={labLink(shown, row.id)} aria-label={`Compare: ${orderWords(row)}`}>
      Compare
    </a>
  )
}

async function cancel(id: string, reload: () => void): Promise<void> {
  try {
    await send<unknown>('DELETE', `/api/v1/lab/replays/${encodeURIComponent(id)}`)
  } catch (error) {
    const { message, fix } = problemOf(error)
    showToast({ text: `Not cancelled: ${message}. ${fix}` })
  }
  reload()
}
